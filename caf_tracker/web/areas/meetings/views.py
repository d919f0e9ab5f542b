"""Pages on which somebody decides whether to meet, or records what calls for it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.models import Case
from caf_tracker.models.words import TriggerKind
from caf_tracker.services import meeting_decisions as acts
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.meetings import queries
from caf_tracker.web.areas.meetings.forms import DecideForm, TriggerForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("meetings", __name__)


@blueprint.route("/cases/<reference>/meeting/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_MEETING)
def decide(reference: str) -> ResponseReturnValue:
    """Decide whether to meet, with reasons from this case."""
    case = case_for(Permission.DECIDE_MEETING, reference)
    form = DecideForm.at_stage(queries.last_decision(case), lambda: already.meeting_decided(case))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            hold = form.hold.data == "yes"
            acts.decide_meeting(actor=current_user, at=clock.now(), case=case, hold=hold, reason=form.reason.data)
            confirm("The decision is recorded")
            return redirect(_case_page(case))
    return _show("decide.html", form, case, triggers=queries.undecided(case))


@blueprint.route("/cases/<reference>/meeting/trigger", methods=["GET", "POST"])
@requires(Permission.RECORD_FACT)
def record_trigger(reference: str) -> ResponseReturnValue:
    """Record something after which whether to meet must be decided."""
    case = case_for(Permission.RECORD_FACT, reference)
    form = TriggerForm.at_stage(queries.last_trigger(case), lambda: already.trigger_recorded(case))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            kind, note = TriggerKind(form.kind.data), form.note.data or None
            acts.record_trigger(actor=current_user, at=clock.now(), case=case, kind=kind, note=note)
            confirm("It is recorded. Somebody now has 2 working days to decide whether to meet")
            return redirect(_case_page(case))
    return _show("trigger.html", form, case)


def _show(template: str, form: Form, case: Case, **context: object) -> ResponseReturnValue:
    return render_template(f"meetings/{template}", form=form, case=case, back=_case_page(case), **context)


def _case_page(case: Case) -> str:
    return url_for("case_page.show", reference=case.reference)
