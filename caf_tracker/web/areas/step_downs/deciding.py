"""A step-down in plain pages: the decision, what is left, who receives the family, whether to meet, check, confirm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import EditConflict
from caf_tracker.models import ApprovalRequest, Case, StepDown, UnfinishedForm
from caf_tracker.models.words import Recommendation
from caf_tracker.services.step_downs import decide_step_down, draft_step_down, revise_draft
from caf_tracker.services.unfinished_forms import begin_form, find_form, keep_answers, send_form
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.step_downs import queries
from caf_tracker.web.areas.step_downs.answers import StepDownAnswers, from_draft
from caf_tracker.web.areas.step_downs.forms import (
    AgencyForm,
    CheckForm,
    DatedDecisionForm,
    DecisionForm,
    MeetingForm,
    ReceiverForm,
    SecondPersonForm,
    left_form,
)
from caf_tracker.web.areas.step_downs.views import blueprint, case_page, show
from caf_tracker.web.layout import confirm
from caf_tracker.web.second_persons import as_choices, by_id, second_persons
from caf_tracker.web.the_case import case_for

KIND = "step_down"
PAGE = "/cases/<reference>/step-down/<key>"


@blueprint.route("/cases/<reference>/step-down", methods=["GET", "POST"])
@requires(Permission.DECIDE_STEP_DOWN)
def decide(reference: str) -> ResponseReturnValue:
    """The first page of a decision, filled from the draft where there is one."""
    return _first_page(case_for(Permission.DECIDE_STEP_DOWN, reference), as_draft=False)


@blueprint.route("/cases/<reference>/step-down/draft", methods=["GET", "POST"])
@requires(Permission.DRAFT_STEP_DOWN)
def draft(reference: str) -> ResponseReturnValue:
    """The first page of a draft, which somebody else decides."""
    return _first_page(case_for(Permission.DRAFT_STEP_DOWN, reference), as_draft=True)


@blueprint.route(f"{PAGE}/decision", methods=["GET", "POST"])
@requires(Permission.DRAFT_STEP_DOWN)
def decision(reference: str, key: str) -> ResponseReturnValue:
    """The first page again."""
    case, begun, answers = _begun(reference, key)
    form = _decision_form(answers.is_draft, answers.decision)
    if form.validate_on_submit():
        return _keep(case, begun, decision=form.answers())
    return show("decision.html", form, case, as_draft=answers.is_draft)


@blueprint.route(f"{PAGE}/left", methods=["GET", "POST"])
@requires(Permission.DRAFT_STEP_DOWN)
def left(reference: str, key: str) -> ResponseReturnValue:
    """What is still to be done, what risk remains, who was told what."""
    case, begun, answers = _begun(reference, key)
    kept = answers.part("left") or answers.part("drafted_left")
    rows = _rows_sent() if request.method == "POST" else len(kept.get("actions", []))
    form = left_form(rows + ("add" in request.form), kept)
    if "add" not in request.form and form.validate_on_submit():
        return _keep(case, begun, left=form.answers())
    return show("left.html", form, case, **_back(case, key, "decision"))


@blueprint.route(f"{PAGE}/receiver", methods=["GET", "POST"])
@requires(Permission.DRAFT_STEP_DOWN)
def receiver(reference: str, key: str) -> ResponseReturnValue:
    """Who leads, or which agency receives the family."""
    case, begun, answers = _begun(reference, key)
    names_a_lead = answers.recommendation == Recommendation.CAF and not answers.is_draft
    return _lead_page(case, begun, answers) if names_a_lead else _agency_page(case, begun, answers)


@blueprint.route(f"{PAGE}/meeting", methods=["GET", "POST"])
@requires(Permission.DECIDE_STEP_DOWN)
def meeting(reference: str, key: str) -> ResponseReturnValue:
    """Whether to meet: yes, no or later, with reasons from this case."""
    case, begun, answers = _begun(reference, key)
    form = MeetingForm(data=answers.part("meeting"))
    if form.validate_on_submit():
        return _keep(case, begun, meeting={"hold": form.hold.data, "reason": form.reason.data, "keep": form.keep.data})
    return show("meeting.html", form, case, **_back(case, key, "left"))


@blueprint.route(f"{PAGE}/second-person", methods=["GET", "POST"])
@requires(Permission.DECIDE_STEP_DOWN)
def second_person(reference: str, key: str) -> ResponseReturnValue:
    """Who approves that nothing is recommended."""
    case, begun, answers = _begun(reference, key)
    people = second_persons(case, current_user)
    form = SecondPersonForm(data=answers.part("second_person"))
    form.asked.choices = as_choices(people)
    if form.validate_on_submit() and (asked := by_id(people, form.asked.data)):
        return _keep(case, begun, second_person={"asked": str(asked.id)})
    return show("second_person.html", form, case, **_back(case, key, "left"))


@blueprint.route(f"{PAGE}/check", methods=["GET", "POST"])
@requires(Permission.DRAFT_STEP_DOWN)
def check(reference: str, key: str) -> ResponseReturnValue:
    """Everything once more, then it is decided, or kept as a draft."""
    case, begun, answers = _begun(reference, key)
    if (page := answers.next_page()) != "check":
        return redirect(url_for(f".{page}", reference=case.reference, key=key))
    chosen = _chosen(case, answers)
    form = CheckForm(data={"version": answers.kept.get("draft_version")})
    if form.validate_on_submit():
        _room_for_another(case)
        with form.showing_broken_rules(), _conflict_opens_at_the_start(case, answers):
            send_form(at=clock.now(), form=begun)
            save = _save_draft if answers.is_draft else _decide
            confirm(save(case, answers, chosen, form.version.data or 0))
            return redirect(case_page(case))
    return show("check.html", form, case, answers=answers, key=key, facts=answers.facts(chosen["agency"]), **chosen)


def _first_page(case: Case, *, as_draft: bool) -> ResponseReturnValue:
    drafted = _room_for_another(case)
    kept = from_draft(drafted) if drafted else {}
    form = _decision_form(as_draft, {**kept.get("decision", {}), "version": drafted.version if drafted else 0})
    if form.validate_on_submit():
        # The draft that was read here counts, not one that somebody has written meanwhile.
        answers = {**kept, "as_draft": as_draft, "decision": form.answers(), "draft_version": form.version.data}
        if not as_draft:
            # Whoever decides is shown the drafted page, rather than passing over it.
            answers["drafted_left"] = answers.pop("left", None)
        begun = begin_form(actor=current_user, at=clock.now(), kind=KIND, answers=answers, case=case)
        return _go_on(case, begun)
    author = queries.drafted_by(drafted) if drafted else None
    return show("decision.html", form, case, as_draft=as_draft, author=author, drafted=drafted)


def _room_for_another(case: Case) -> StepDown | None:
    """The draft that the case has, where a step-down can be written now; else what stands in the way is raised."""
    if (open_one := queries.open_step_down(case)) is not None:
        raise already.decided(open_one)
    drafted = queries.draft_of(case)
    if drafted is not None and (asked := queries.waiting_request(drafted)) is not None:
        raise already.waiting(asked)
    return drafted


def _lead_page(case: Case, begun: UnfinishedForm, answers: StepDownAnswers) -> ResponseReturnValue:
    kept = answers.part("receiver")
    suggested = kept.get("agency") or answers.kept.get("suggested_agency")
    form = ReceiverForm(data={**kept, "receiving_agency": str(suggested or "")})
    form.receiving_agency.choices = queries.agencies()
    form.search()
    if not form.only_searched() and form.validate_on_submit():
        named = form.chosen() if form.who.data == "named" else None
        return _keep(
            case, begun,
            receiver={
                "for": answers.recommendation.value, "who": form.who.data, "person": str(named.id) if named else None,
                "agency": _whole(form.receiving_agency.data), "note": form.note.data or None, "find": form.find.data,
            },
        )  # fmt: skip
    return show("receiver.html", form, case, **_back(case, begun.key, "left"))


def _agency_page(case: Case, begun: UnfinishedForm, answers: StepDownAnswers) -> ResponseReturnValue:
    suggested = answers.part("receiver").get("agency") or answers.kept.get("suggested_agency")
    form = AgencyForm(data={"receiving_agency": str(suggested or "")})
    form.receiving_agency.choices = queries.agencies()
    alone = answers.recommendation == Recommendation.SINGLE_AGENCY
    if form.validate_on_submit():
        if not alone or form.receiving_agency.data:
            agency = _whole(form.receiving_agency.data)
            return _keep(case, begun, receiver={"for": answers.recommendation.value, "agency": agency})
        form.refuse("receiving_agency", "Choose the agency that supports the family from now on")
    return show("agency.html", form, case, alone=alone, **_back(case, begun.key, "left"))


@contextmanager
def _conflict_opens_at_the_start(case: Case, answers: StepDownAnswers) -> Iterator[None]:
    """These pages keep showing one's own answers: what the others wrote opens on the first page of a new form."""
    try:
        yield
    except EditConflict as conflict:
        conflict.look_again = url_for(".draft" if answers.is_draft else ".decide", reference=case.reference)
        raise


def _decide(case: Case, answers: StepDownAnswers, chosen: dict[str, Any], version: int) -> str:
    done = decide_step_down(
        actor=current_user,
        at=clock.now(),
        case=case,
        facts=answers.facts(chosen["agency"]),
        decided_on=answers.decided_on(),
        draft=queries.draft_of(case),
        draft_version=version,
        nominee=chosen["nominee"],
        note=answers.part("receiver").get("note"),
        meeting=answers.meeting(),
        asked=chosen["asked"],
    )
    if isinstance(done, ApprovalRequest):
        return "The second person has been asked. The step-down is decided when they approve"
    return "The step-down is decided"


def _save_draft(case: Case, answers: StepDownAnswers, chosen: dict[str, Any], version: int) -> str:
    facts, existing = answers.facts(chosen["agency"]), queries.draft_of(case)
    if existing is None:
        draft_step_down(actor=current_user, at=clock.now(), case=case, facts=facts)
        return "The draft is kept. Nobody is reminded of a draft: tell the manager who decides"
    revise_draft(actor=current_user, at=clock.now(), draft=existing, version=version, facts=facts)
    return "The draft is changed"


def _chosen(case: Case, answers: StepDownAnswers) -> dict[str, Any]:
    """The people and the agency behind the answers, read again."""
    receives = answers.part("receiver") if "receiver" in answers.pages() else {}
    asked = answers.part("second_person").get("asked") if answers.needs_second_person else None
    return {
        "agency": queries.agency(receives.get("agency")),
        "nominee": queries.person(_whole(receives.get("person"))),
        "asked": by_id(second_persons(case, current_user), asked),
    }


def _begun(reference: str, key: str) -> tuple[Case, UnfinishedForm, StepDownAnswers]:
    case = case_for(Permission.DRAFT_STEP_DOWN, reference)
    begun = find_form(actor=current_user, at=clock.now(), key=key, kind=KIND, case=case)
    return case, begun, StepDownAnswers(begun.answers)


def _decision_form(as_draft: bool, data: dict[str, Any]) -> DecisionForm:
    if as_draft:
        return DecisionForm(data=data)
    day = data.get("decided_on")
    return DatedDecisionForm(data={**data, "decided_on": date.fromisoformat(day) if day else None})


def _keep(case: Case, begun: UnfinishedForm, **part: Any) -> ResponseReturnValue:
    keep_answers(form=begun, **part)
    return _go_on(case, begun)


def _go_on(case: Case, begun: UnfinishedForm) -> ResponseReturnValue:
    page = StepDownAnswers(begun.answers).next_page()
    return redirect(url_for(f".{page}", reference=case.reference, key=begun.key))


def _back(case: Case, key: str, page: str) -> dict[str, str]:
    return {"back": url_for(f".{page}", reference=case.reference, key=key), "back_to": ""}


def _rows_sent() -> int:
    return sum(name.startswith("action_") for name in request.form)


def _whole(text: object) -> int | None:
    """The number in the text of a choice, or None."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else None
