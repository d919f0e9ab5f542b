"""Pages on which a lead professional is nominated, answers, and ends."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.models import Case, Lead
from caf_tracker.services.leads import (
    accept_lead,
    decline_lead,
    end_lead,
    nominate_lead,
    predecessors_note,
)
from caf_tracker.services.standing import accepted_lead, pending_nomination
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.leads import queries
from caf_tracker.web.areas.leads.forms import AnswerForm, DeclineForForm, EndForm, NominateForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("leads", __name__)


@blueprint.route("/cases/<reference>/lead/nominate", methods=["GET", "POST"])
@requires(Permission.NOMINATE_LEAD)
def nominate(reference: str) -> ResponseReturnValue:
    """Ask a practitioner to lead."""
    case = case_for(Permission.NOMINATE_LEAD, reference)
    form = NominateForm.at_stage(queries.how_it_is_led(case), lambda: already.nominated(case))
    form.search()
    lead, nominee = accepted_lead(case), form.chosen()
    if lead is not None and lead.user_id == current_user.id:
        form.ask_for_note()
    if not form.only_searched() and form.validate_on_submit() and nominee is not None:
        with form.showing_broken_rules():
            note = form.note.data or None
            nominate_lead(actor=current_user, at=clock.now(), case=case, nominee=nominee, note=note)
            confirm("The person is nominated. They are told at once, on working days from 8am")
            return redirect(_case_page(case))
    return _show("nominate.html", form, case, lead=lead, pending=pending_nomination(case, clock.now()))


@blueprint.route("/cases/<reference>/lead", methods=["GET", "POST"])
@requires(Permission.ACCEPT_LEAD)
def answer(reference: str) -> ResponseReturnValue:
    """The nominee reads the summary and answers."""
    case = case_for(None, reference)
    # The stage first: whoever accepted and sends it again is told so, not that it is none of their business.
    lead = _pending(case)
    others = lead.user_id != current_user.id
    if others and request.method == "POST" and (mine := queries.last_request_to(current_user, case)):
        raise already.nomination_ended(mine)
    require(current_user, Permission.ACCEPT_LEAD, case)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            if form.answer.data == "accept":
                accept_lead(actor=current_user, at=clock.now(), lead=lead, note_read=form.note_read.data)
                confirm("You are the lead professional")
                return redirect(_case_page(case))
            decline_lead(actor=current_user, at=clock.now(), lead=lead, reason=form.reason.data)
            confirm("You declined, and the others have been told")
            return redirect(url_for("work.home"))
    note = predecessors_note(lead)
    return _show("answer.html", form, case, lead=lead, summary=queries.summary(case), predecessors_note=note)


@blueprint.route("/cases/<reference>/lead/decline", methods=["GET", "POST"])
@requires(Permission.DECLINE_LEAD)
def decline_for(reference: str) -> ResponseReturnValue:
    """Record a decline that the nominee gave by telephone. An acceptance is always their own."""
    case = case_for(Permission.DECLINE_LEAD, reference)
    lead = _pending(case)
    form = DeclineForForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            decline_lead(actor=current_user, at=clock.now(), lead=lead, reason=form.reason.data)
            confirm("Their decline is recorded")
            return redirect(_case_page(case))
    return _show("decline_for.html", form, case, lead=lead)


@blueprint.route("/cases/<reference>/lead/end", methods=["GET", "POST"])
@requires(Permission.END_LEAD)
def end(reference: str) -> ResponseReturnValue:
    """End a lead, naming who comes next where that is known."""
    case = case_for(Permission.END_LEAD, reference)
    lead = accepted_lead(case)
    if lead is None:
        raise already.lead_over(case)
    form = EndForm()
    form.hands_over = lead.user_id == current_user.id
    form.search(leave_out=lead.user_id)
    if not form.only_searched() and form.validate_on_submit():
        with form.showing_broken_rules():
            successor = form.chosen() if form.successor.data == "named" else None
            reason, note = form.reason.data, form.note.data or None
            end_lead(actor=current_user, at=clock.now(), lead=lead, reason=reason, successor=successor, note=note)
            confirm("The next lead professional is nominated" if successor else "The lead has ended")
            return redirect(_case_page(case))
    return _show("end.html", form, case, lead=lead)


def _pending(case: Case) -> Lead:
    lead = pending_nomination(case, clock.now())
    if lead is None:
        raise already.nomination_over(case)
    return lead


def _show(template: str, form: Form, case: Case, **context: object) -> ResponseReturnValue:
    return render_template(f"leads/{template}", form=form, case=case, back=_case_page(case), **context)


def _case_page(case: Case) -> str:
    return url_for("case_page.show", reference=case.reference)
