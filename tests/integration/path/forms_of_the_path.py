"""Each form of the path once: who sends it, at which stage, with what, and which of its fields take what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import (
    Agency,
    ApprovalRequest,
    Caf,
    Case,
    Lead,
    Meeting,
    PlanAction,
    PlanOutcome,
    StepDown,
    TeamAgency,
    User,
)
from caf_tracker.models.words import ApprovalKind
from tests import factories
from tests.factories import Authority

Data = dict[str, str]


@dataclass
class Stage:
    """A family that has come to the point at which the form is sent."""

    authority: Authority
    case: Case
    step_down: StepDown | None = None
    lead: Lead | None = None
    request: ApprovalRequest | None = None
    outcome: PlanOutcome | None = None
    action: PlanAction | None = None
    meeting: Meeting | None = None
    snooze_id: int = 0

    @property
    def request_id(self) -> int:
        """The number of the request that waits."""
        assert self.request is not None
        return self.request.id

    @property
    def in_plan(self) -> str:
        """The address of the outcome of its plan."""
        assert self.outcome is not None
        return f"{self.at}/plan/outcomes/{self.outcome.id}"

    @property
    def to_do(self) -> str:
        """The address of its action."""
        assert self.action is not None
        return f"{self.at}/plan/actions/{self.action.id}"

    @property
    def to_hold(self) -> str:
        """The address of its meeting."""
        assert self.meeting is not None
        return f"{self.at}/meetings/{self.meeting.id}"

    @property
    def review(self) -> Data:
        """A review of its one outcome."""
        assert self.outcome is not None
        return {
            **_date("held_on", 3, 3, 2026), f"outcome_{self.outcome.id}": "better",
            f"outcome_{self.outcome.id}_note": "She slept six nights in seven", "what_changed": "Nights are calmer now",
            **_date("next_on", 20, 5, 2026),
        }  # fmt: skip

    @property
    def at(self) -> str:
        """The case's address."""
        return f"/cases/{self.case.reference}"


def opened() -> Stage:
    """A case and nothing more."""
    authority = factories.make_authority()
    return Stage(authority, factories.make_case(authority))


def decided() -> Stage:
    """A step-down is decided, nobody is nominated."""
    stage = opened()
    stage.step_down = factories.make_step_down(stage.case, stage.authority.manager)
    return stage


def nominated() -> Stage:
    """The health visitor is asked."""
    stage = decided()
    people = stage.authority
    stage.lead = factories.make_lead(stage.case, people.health_visitor, people.manager, accepted=False)
    return stage


def led() -> Stage:
    """The health visitor has accepted."""
    stage = decided()
    people = stage.authority
    stage.lead = factories.make_lead(stage.case, people.health_visitor, people.manager)
    factories.add_to_team(stage.case, people.health_visiting, people.health_visitor)
    return stage


def agreed() -> Stage:
    """The mother has agreed."""
    stage = led()
    factories.make_agreement(stage.case, stage.authority.health_visitor)
    return stage


def started() -> Stage:
    """The CAF runs."""
    stage = led()
    assert stage.lead is not None
    factories.make_caf(stage.case, stage.lead, factories.make_agreement(stage.case, stage.authority.health_visitor))
    return stage


def closed() -> Stage:
    """The CAF has closed today."""
    return with_closed_caf(started())


def with_closed_caf(stage: Stage) -> Stage:
    """Its CAF has closed today."""
    people = stage.authority
    caf = db.session.scalars(sa.select(Caf).filter_by(case_id=stage.case.id)).one()
    factories.close_caf(caf, people.health_visitor, people.coordinator)
    return stage


def planned() -> Stage:
    """The CAF runs and has a plan."""
    return with_plan(started())


def with_plan(stage: Stage) -> Stage:
    """Its plan holds something, a meeting is arranged, and the mother may be given papers."""
    people = stage.authority
    caf = db.session.scalars(sa.select(Caf).filter_by(case_id=stage.case.id)).one()
    stage.outcome = factories.make_outcome(caf, people.health_visitor)
    stage.action = factories.make_action(stage.case, people.health_visitor, date(2026, 3, 20))
    stage.meeting = factories.make_meeting(stage.case, people.health_visitor, date(2026, 3, 3))
    stage.case.adults[0].may_receive = True
    db.session.flush()
    return stage


def handed_on() -> Stage:
    """The other health visitor leads, and has nominated the health visitor with a note."""
    stage = decided()
    people = stage.authority
    factories.make_lead(stage.case, people.other_health_visitor, people.manager)
    stage.lead = factories.make_lead(
        stage.case, people.health_visitor, people.other_health_visitor, accepted=False, note="Ring the nursery first"
    )
    return stage


def assessed() -> Stage:
    """Everything that the assessment must hold is written."""
    stage = started()
    caf = db.session.scalars(sa.select(Caf).where(Caf.case_id == stage.case.id)).one()
    factories.make_assessment(caf, stage.authority.health_visitor)
    return stage


def asked() -> Stage:
    """The coordinator is asked to approve that the step-down ends without a CAF."""
    stage = decided()
    assert stage.step_down is not None
    stage.request = ApprovalRequest(
        case=stage.case,
        step_down=stage.step_down,
        kind=ApprovalKind.END_WITHOUT_CAF,
        asked=stage.authority.coordinator,
        requested_by=stage.authority.manager,
        requested_at=clock.now(),
        requested_on=clock.today(),
        reason="The grandmother cares for both children now.",
    )
    db.session.add(stage.request)
    db.session.flush()
    return stage


def asked_to_wait() -> Stage:
    """The manager asks the coordinator, again, that reminders may wait."""
    stage = asked()
    [duty] = (one for one in open_duties(clock.now(), case_ids=[stage.case.id]) if one.key == "approval_waiting")
    manager, above = stage.authority.manager, stage.authority.coordinator
    stage.snooze_id = factories.make_snooze(manager, duty, date(2026, 3, 6), asked=above).id
    return stage


def _date(name: str, day: int, month: int, year: int) -> Data:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def _child(stage: Stage) -> Data:
    return {
        "name": "Noor Rowan", "is_born": "yes", **_date("born", 2, 11, 2025), "nhs_number": factories.nhs_number(778),
        "gp": "Mill Street", "school": "", "disability": "", "moves": "yes", "mobility": "rolling",
        "mobility_seen_by": "Hana Visram", **_date("mobility_seen_on", 2, 3, 2026),
    }  # fmt: skip


def _adult(stage: Stage) -> Data:
    answers = {
        "known": "yes", "name": "Gwen Archer", "language": "Welsh and English", "needs_interpreter": "no",
        "safe_contact": "Text only, before 3pm", "may_know": "yes", "may_attend": "no",
    }  # fmt: skip
    for place in range(len(stage.case.children)):
        answers |= {f"relation_{place}": "grandmother", f"responsibility_{place}": "no"}
    return answers


def _member(stage: Stage) -> Data:
    return {
        "worker_name": "Alma Reyes", "own_reference": "Mill Lane 204", **_date("involved_since", 1, 9, 2025),
        "sharing_basis": "public_task", "sharing_reason": "The mother has not been asked",
        "sharing_scope": "Attendance", "family_told": "no",
    }  # fmt: skip


_MEMBER_WRONG: tuple[tuple[Data, str], ...] = (
    (_date("involved_since", 4, 3, 2026), "must be today or in the past"),
    (_date("involved_since", 30, 2, 2025), "must be a real date"),
    ({"sharing_reason": " "}, "Enter why information is shared without"),
)


def _in_team(stage: Stage, agency: Agency) -> TeamAgency:
    """The agency's place in the team, made when it is first asked for."""
    found = db.session.query(TeamAgency).filter_by(case_id=stage.case.id, agency_id=agency.id).one_or_none()
    return found or factories.add_to_team(stage.case, agency)


def _since_january(stage: Stage) -> TeamAgency:
    """The lead's own agency, which has known the family since 1 January."""
    member = _in_team(stage, stage.authority.health_visiting)
    member.involved_since = date(2026, 1, 1)
    return member


@dataclass(frozen=True, kw_only=True)
class FormOfThePath:
    """One form. `again` is what a second sending of the same page answers."""

    stage: Callable[[], Stage]
    by: Callable[[Authority], User]
    path: Callable[[Stage], str]
    data: Callable[[Stage], Data] = lambda stage: {}
    texts: tuple[str, ...] = ()
    long_texts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    # Dates that must lie in the past.
    dates: tuple[str, ...] = ()
    again: int = 409
    # Further data that is refused, each with a part of the message it gets.
    wrong: tuple[tuple[Data, str], ...] = field(default=())


FORMS = {
    "add a child": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/children/add", data=_child,
        texts=("name", "gp", "school", "mobility_seen_by"), long_texts=("disability",),
        choices=("is_born", "moves", "mobility"), dates=("born", "mobility_seen_on"),
        wrong=(
            ({"nhs_number": "999 000 0010"}, "NHS number"),
            ({"nhs_number": "9" * 10_000}, "NHS number"),
            ({"name": ""}, "Enter the child’s name"),
            (_date("born", 1, 1, 1950), "Date of birth must be in the last"),
            (_date("mobility_seen_on", 1, 10, 2025), "on or after the date of birth"),
            ({"is_born": "no", **_date("due", 1, 1, 2029)}, "within 10 months"),
            ({"is_born": "no"}, "Enter the date the baby is due"),
        ),
    ),
    "change a child": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, data=_child,
        path=lambda stage: f"{stage.at}/children/{stage.case.children[0].id}",
        texts=("name", "gp"), long_texts=("disability",), choices=("is_born",), dates=("born",),
        wrong=(({"nhs_number": "999 000 0010"}, "NHS number"),),
    ),
    "add an adult": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/adults/add", data=_adult,
        texts=("name", "language"), long_texts=("safe_contact",),
        choices=("known", "relation_0", "responsibility_1", "needs_interpreter", "may_know"),
        wrong=(({"relation_0": "none", "relation_1": "none"}, "at least one child"), ({"name": ""}, "person’s")),
    ),
    "change an adult": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, data=_adult,
        path=lambda stage: f"{stage.at}/adults/{stage.case.adults[0].id}",
        texts=("name",), long_texts=("safe_contact",), choices=("known", "may_attend", "may_receive"),
    ),
    "nominate": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/nominate",
        data=lambda stage: {"find": "visram", "person": str(stage.authority.health_visitor.id), "note": "Ring me"},
        texts=("find",), long_texts=("note",), choices=("person",),
        wrong=(({"person": ""}, "Search for the person"),),
    ),
    "accept": FormOfThePath(
        stage=nominated, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "accept"}, choices=("answer",),
    ),
    "hand a lead on": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead/nominate",
        data=lambda stage: {
            "find": "nkemelu", "person": str(stage.authority.other_health_visitor.id), "note": "Ring the nursery first",
        },
        long_texts=("note",), wrong=(({"note": " "}, "Enter a note to the next lead"),),
    ),
    "hand a lead on at once": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead/end",
        data=lambda stage: {
            "find": "nkemelu", "person": str(stage.authority.other_health_visitor.id), "successor": "named",
            "note": "Ring the nursery first", "reason": "Moves to another team",
        },
        long_texts=("note",), wrong=(({"note": " "}, "Enter a note to the next lead"),),
        # Whoever has handed the family on has no part in the case any more, and it is no page for them.
        again=404,
    ),
    "accept after a lead": FormOfThePath(
        stage=handed_on, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "accept", "note_read": "y"},
        wrong=(({"note_read": ""}, "Read the note from the lead professional"),),
    ),
    "decline": FormOfThePath(
        stage=nominated, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "decline", "reason": "On leave from Monday"}, long_texts=("reason",),
        choices=("answer",), wrong=(({"reason": " "}, "Enter why you decline"),),
        # Whoever declined has no part in the case any more, and it is no page for them.
        again=404,
    ),
    "decline by telephone": FormOfThePath(
        stage=nominated, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/decline",
        data=lambda stage: {"reason": "She is on leave"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter the reason"),),
    ),
    "end a lead": FormOfThePath(
        stage=led, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/end",
        data=lambda stage: {"reason": "Moves to another team", "successor": "not_yet"}, long_texts=("reason",),
        choices=("successor",),
        wrong=(({"reason": ""}, "Enter why the lead ends"), ({"successor": "named"}, "Search for the person")),
    ),
    "agreement": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/agreement",
        data=lambda stage: {"adult": str(stage.case.adults[0].id), "agreed": "no", "reason": "Wants no more visits"},
        long_texts=("reason",), choices=("adult", "agreed"), wrong=(({"reason": ""}, "what they said about why not"),),
    ),
    "start a CAF": FormOfThePath(
        stage=agreed, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/caf",
    ),
    "close a CAF": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/caf/close",
        data=lambda stage: {
            "outcome": "moved_area", **_date("moved_on", 3, 3, 2026), "receiving_person": "Bo Lang, Wells Early Help",
            "carries_on": "The new health visitor", "asked": str(stage.authority.coordinator.id),
        },
        texts=("receiving_person",), long_texts=("carries_on",), choices=("outcome", "asked"), dates=("moved_on",),
        wrong=(
            ({"receiving_person": ""}, "who in the new area"), ({"carries_on": " "}, "who carries on with what"),
            (_date("moved_on", 2, 3, 2026), "on or after the day the CAF started"),
            ({"outcome": "stepped_up"}, "a referral is not enough"), ({"outcome": "died"}, "the day the child died"),
            ({"outcome": "single_agency"}, "agency that carries on alone"),
            ({"outcome": "declined_or_disengaged"}, "manager found"),
        ),
    ),
    "open a CAF again": FormOfThePath(
        stage=closed, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/caf/reopen",
        data=lambda stage: {"reason": "The mother asks for help again"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter why"),),
    ),
    "write the analysis": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/assessment/analysis",
        data=lambda stage: {"text": "Warm, and worn out since they moved."},
        long_texts=("text",), wrong=(({"text": " "}, "Write the text"),),
    ),
    "write a child’s voice": FormOfThePath(
        stage=started, by=lambda who: who.coordinator,
        path=lambda stage: f"{stage.at}/assessment/childs_voice/child/{stage.case.children[0].id}",
        data=lambda stage: {"text": "He turns to his sister’s voice."}, long_texts=("text",),
        wrong=(({"text": ""}, "Write the text"),),
    ),
    "write what an agency knows": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor,
        path=lambda stage: f"{stage.at}/assessment/contribution/agency/{stage.authority.health_visiting.id}",
        data=lambda stage: {"text": "Seen at home every fortnight."}, long_texts=("text",),
    ),
    "complete the assessment": FormOfThePath(
        stage=assessed, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/assessment/complete",
    ),
    "handover": FormOfThePath(
        stage=started, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/handover",
        data=lambda stage: {"papers": "yes", "joint_visit": "no", "joint_visit_reason": "Asked to be seen alone",
                            "actions": "yes", "family": "yes"},
        long_texts=("joint_visit_reason",), choices=("papers", "family"),
        wrong=(({"joint_visit_reason": ""}, "Enter why there was no joint visit"), ({"family": ""}, "whom to call")),
    ),
    "close": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/close",
        data=lambda stage: {**_date("closed_on", 3, 3, 2026), "reason": "The family will not work with us"},
        long_texts=("reason",), dates=("closed_on",),
        wrong=(
            (_date("closed_on", 2, 3, 2026), "on or after the date of the decision"),
            ({"reason": "  "}, "while this is still open"),
        ),
    ),
    "end without a CAF": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/step-down/end",
        data=lambda stage: {
            "kind": "moved_area", **_date("act_on", 2, 3, 2026), "receiving_person": "Bo Lang, Wells Early Help",
            "reason": "They moved", "asked": str(stage.authority.coordinator.id),
        },
        texts=("receiving_person",), long_texts=("reason",), choices=("kind", "asked"), dates=("act_on",),
        wrong=(({"receiving_person": ""}, "who in the new area"), ({"reason": ""}, "Enter your reasons")),
    ),
    "return": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/step-down/return",
        data=lambda stage: {**_date("accepted_on", 3, 3, 2026), "reason": "New bruising"}, long_texts=("reason",),
        dates=("accepted_on",),
        wrong=((_date("accepted_on", 2, 3, 2026), "on or after the step-down decision"), ({"reason": ""}, "Enter why")),
    ),
    "decide whether to meet": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/meeting/decide",
        data=lambda stage: {"hold": "no", "reason": "One agency visits, weekly, and knows the family well."},
        long_texts=("reason",), choices=("hold",),
        wrong=(({"reason": ""}, "Enter your reasons"), ({"reason": "They would not have come"}, "may be a guess")),
    ),
    "record a trigger": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/meeting/trigger",
        data=lambda stage: {"kind": "new_pregnancy_or_baby", "note": "Due in August"}, long_texts=("note",),
        choices=("kind",),
        wrong=(({"kind": "injury"}, "Choose one of the answers"), ({"kind": "other", "note": ""}, "what has happened")),
    ),
    "add to the team": FormOfThePath(
        stage=led, by=lambda who: who.manager, data=_member,
        path=lambda stage: f"{stage.at}/team/add/{stage.authority.school.id}",
        texts=("worker_name", "own_reference"), long_texts=("sharing_reason", "sharing_scope"),
        choices=("worker", "sharing_basis", "family_told"), wrong=_MEMBER_WRONG,
    ),
    "change an agency in the team": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, data=_member,
        path=lambda stage: f"{stage.at}/team/{_in_team(stage, stage.authority.school).id}/change",
        texts=("worker_name",), choices=("worker",), wrong=_MEMBER_WRONG,
    ),
    "take out of the team": FormOfThePath(
        stage=led, by=lambda who: who.manager, data=lambda stage: {"reason": "The child has moved to another school"},
        path=lambda stage: f"{stage.at}/team/{_in_team(stage, stage.authority.school).id}/remove",
        long_texts=("reason",), wrong=(({"reason": " "}, "Enter why"),),
    ),
    "engagement": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor,
        path=lambda stage: f"{stage.at}/engagement/{_since_january(stage).id}",
        data=lambda stage: {
            "status": "not_brought", "evidence": "record", "said_by": "Jo Field, clinic",
            "note": "Missed the 8-week check", "who": f"child-{stage.case.children[0].id}",
            **_date("as_of", 2, 3, 2026),
        },
        texts=("said_by",), long_texts=("note",), choices=("status", "evidence", "who"),
        wrong=(
            ({"status": ""}, "Select whether the family uses"),
            ({"evidence": ""}, "Select how the agency knows"),
            ({"who": "child-999"}, "Choose one of the answers"),
            (_date("as_of", 4, 3, 2026), "must be today or in the past"),
            (_date("as_of", 30, 2, 2026), "must be a real date"),
            # The visitor has known the family since 1 January.
            (_date("as_of", 31, 12, 2025), "on or after the day since which"),
        ),
    ),
    "approve": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator, path=lambda stage: f"/approvals/{stage.request_id}",
        data=lambda stage: {"answer": "approve"}, choices=("answer",),
    ),
    "refuse": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator, path=lambda stage: f"/approvals/{stage.request_id}",
        data=lambda stage: {"answer": "refuse", "reason": "Nobody has seen the children"}, long_texts=("reason",),
        choices=("answer",), wrong=(({"reason": ""}, "Enter why you refuse"),),
    ),
    "put off reminders": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator,
        path=lambda stage: f"{stage.at}/put-off/approval_waiting/approval_requests/{stage.request_id}",
        data=lambda stage: {"until_on": "2026-03-10", "reason": "The grandmother is away"}, long_texts=("reason",),
        choices=("until_on",),
        wrong=(({"reason": " "}, "Enter why"), ({"until_on": "2026-03-11"}, "Choose one of the answers")),
    ),
    "let reminders wait": FormOfThePath(
        stage=asked_to_wait, by=lambda who: who.coordinator, path=lambda stage: f"/put-off/{stage.snooze_id}",
        data=lambda stage: {"answer": "allow"}, choices=("answer",),
    ),
    "take a request back": FormOfThePath(
        stage=asked, by=lambda who: who.manager, path=lambda stage: f"/approvals/{stage.request_id}/take-back",
    ),
    "add an outcome": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/plan/outcomes/add",
        data=lambda stage: {"wanted": "I want her to go to nursery"}, long_texts=("wanted",),
        wrong=(({"wanted": " "}, "in the family’s words"),),
    ),
    "take an outcome out": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.in_plan}/take-out",
        data=lambda stage: {"reason": "They ask for something else"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter why"),),
    ),
    "agree an action": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.in_plan}/actions/add",
        data=lambda stage: {
            "action": "Show her the nursery", "owner": f"person-{stage.authority.health_visitor.id}",
            **_date("due_on", 20, 3, 2026),
        },
        long_texts=("action",), choices=("owner",),
        wrong=(
            ({"action": ""}, "what is to be done"), ({"owner": ""}, "Choose who does it"),
            (_date("due_on", 2, 3, 2026), "must be today or later"), (_date("due_on", 31, 2, 2026), "a real date"),
            ({"due_on-day": ""}, "must include a day"),
        ),
    ),
    "note progress": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "progress", "note": "Asked twice, no answer"}, long_texts=("note",),
        choices=("what",), wrong=(({"note": ""}, "how far"), ({"what": ""}, "what you want to record")),
    ),
    "do what was agreed": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "done", **_date("done_on", 3, 3, 2026)}, dates=("done_on",),
    ),
    "agree another day": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {
            "what": "new_day", **_date("due_on", 27, 3, 2026), "why_another_day": "The landlord is away",
        },
        long_texts=("why_another_day",),
        wrong=(
            ({"why_another_day": ""}, "why another day"), (_date("due_on", 20, 3, 2026), "other than the present one"),
            (_date("due_on", 2, 3, 2026), "must be today or later"),
            ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the new day"),
        ),
    ),
    "do it no longer": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "no_longer", "why_no_longer": "They have a flat now"},
        long_texts=("why_no_longer",), wrong=(({"why_no_longer": ""}, "no longer to be done"),),
    ),
    "share the plan": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/plan/share",
        data=lambda stage: {"how": "given", "with_adults": str(stage.case.adults[0].id)},
        choices=("how", "with_adults"),
        wrong=(({"with_adults": ""}, ""), ({"how": ""}, "how the plan was shared")),
    ),
    "arrange a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/meetings/arrange",
        data=lambda stage: {
            "kind": "review", **_date("planned_for", 20, 3, 2026), "chair": str(stage.authority.health_visitor.id),
        },
        choices=("kind", "chair"),
        wrong=((_date("planned_for", 2, 3, 2026), "today or in the future"), ({"chair": ""}, "who chairs")),
    ),
    "cancel a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.to_hold}/cancel",
        data=lambda stage: {"reason": "Half of the team is ill"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "why the meeting is cancelled"),),
    ),
    "hold a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/meetings/held",
        data=lambda stage: {
            "kind": "taf", **_date("held_on", 3, 3, 2026), "present": str(stage.authority.health_visiting.id),
        },
        choices=("kind", "present"), dates=("held_on",),
        wrong=((_date("next_on", 3, 3, 2026), "must be after this meeting"), ({"kind": ""}, "what kind")),
    ),
    "hold what was arranged": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.to_hold}/held",
        data=lambda stage: _date("held_on", 3, 3, 2026), dates=("held_on",),
    ),
    "review": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/review",
        data=lambda stage: stage.review, long_texts=("what_changed",), dates=("held_on",),
        wrong=(
            ({"what_changed": ""}, "what has changed"), (_date("next_on", 2, 3, 2026), "after this meeting"),
            ({"next_on-day": "", "next_on-month": "", "next_on-year": ""}, "when the next review is"),
            ({"outcome_1": "achieved indeed"}, "Choose one of the answers"), ({"outcome_1": ""}, "how far this has"),
        ),
    ),
}  # fmt: skip
