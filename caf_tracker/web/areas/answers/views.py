"""The page behind the link of a mail: one question, a code to the same mailbox, and the answer."""

from datetime import date
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import answer_links, clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.access.scope import find_case
from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import limiter
from caf_tracker.models import Case, TeamAgency, Telling
from caf_tracker.models.words import EngagementStatus, Evidence
from caf_tracker.services import mailbox_questions as acts
from caf_tracker.web.access import public
from caf_tracker.web.areas.answers.forms import AnswerForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm

blueprint = Blueprint("answers", __name__)

_LINK = f"{answer_links.PATH}<token>"


@blueprint.get(_LINK)
@limiter.limit("300 per 5 minutes")
@public
def question(token: str) -> ResponseReturnValue:
    """What is asked; whoever is signed in and may record it does so with the whole case in view."""
    telling, member = _asked(token)
    if _may_record(telling.case):
        return redirect(url_for("engagement.record", reference=telling.case.reference, team_agency_id=member.id))
    return _show("question.html", Form(), telling, member, token)


@blueprint.post(f"{_LINK}/code")
@limiter.limit("60 per 5 minutes")
@public
def send_code(token: str) -> ResponseReturnValue:
    """Send a code to the mailbox that the question went to."""
    telling, member = _asked(token)
    form = Form()
    if form.validate_on_submit() and acts.can_be_answered(member):
        acts.send_code(at=clock.now(), telling=telling)
        return redirect(url_for(".answer", token=token))
    return _show("question.html", form, telling, member, token)


@blueprint.route(f"{_LINK}/say", methods=["GET", "POST"])
@limiter.limit("300 per 5 minutes")
@public
def answer(token: str) -> ResponseReturnValue:
    """The code and the answer."""
    telling, member = _asked(token)
    if not acts.can_be_answered(member):
        return redirect(url_for(".question", token=token))
    form = AnswerForm()
    if form.validate_on_submit():
        if not acts.check_code(at=clock.now(), telling=telling, code=form.code.data):
            form.refuse("code", "This is not the code of our last mail, or it is older than an hour")
            return _show("answer.html", form, telling, member, token)
        with form.showing_broken_rules():
            acts.answer(
                at=clock.now(),
                telling=telling,
                status=EngagementStatus(form.status.data),
                evidence=Evidence(form.evidence.data),
                as_of=cast(date, form.as_of.data),
                said_by=form.said_by.data,
                note=form.note.data,
            )
            return render_template("answers/thanks.html", agency=member.agency)
    return _show("answer.html", form, telling, member, token)


@blueprint.post(f"{_LINK}/call")
@limiter.limit("60 per 5 minutes")
@public
def ask_for_call(token: str) -> ResponseReturnValue:
    """The agency would rather be telephoned."""
    telling, member = _asked(token)
    form = Form()
    if form.validate_on_submit():
        acts.ask_for_call(at=clock.now(), telling=telling)
        confirm("The lead professional sees that you would like a call")
        return redirect(url_for(".question", token=token))
    return _show("question.html", form, telling, member, token)


@blueprint.errorhandler(TransitionNotAllowed)
def over(error: TransitionNotAllowed) -> ResponseReturnValue:
    """The link has ended: why, and nothing of whom it was about."""
    return render_template("answers/over.html", why=error.message), 410


def _may_record(case: Case) -> bool:
    """Whether whoever is signed in, if anybody, may see the case and record what is known."""
    if not current_user.is_authenticated:
        return False
    try:
        return may(current_user, Permission.RECORD_ENGAGEMENT, find_case(current_user, case.reference))
    except NotVisible:
        return False


def _asked(token: str) -> tuple[Telling, TeamAgency]:
    telling_id = answer_links.telling_of(current_app.config["SECRET_KEY"], token)
    return acts.find_question(telling_id=telling_id, at=clock.now())


def _show(template: str, form: Form, telling: Telling, member: TeamAgency, token: str) -> ResponseReturnValue:
    acts.note_opened(at=clock.now(), telling=telling)
    # Nothing else of the family: a mailbox has many readers.
    return render_template(
        f"answers/{template}",
        form=form,
        token=token,
        reference=telling.case.reference,
        agency=member.agency,
        own_reference=member.own_reference,
        worker=member.worker.name if member.worker else member.worker_name,
        can_be_answered=acts.can_be_answered(member),
    )
