"""How each page is asked for, and a valid form for it: where the case stands, the address, and what is filled in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caf_tracker.models.words import Role
from tests import factories
from tests.integration.need_to_know.world import Family, Person, World

Data = dict[str, Any]
Filling = Callable[[World, Family], Data]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's address, with names in braces, the stage of the family that it is asked for, and its form."""

    at: str
    stage: str = "decided"
    form: Filling = lambda world, family: {}


def day(name: str, year: int = 2026, month: int = 3, number: int = 3) -> Data:
    """A date as the form sends it: the day on which the families stand, unless said otherwise."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def _child(world: World, family: Family) -> Data:
    return {"name": "Noor Rowan", "is_born": "yes", **day("born", 2025, 1, 2), "moves": "no", "version": "1"}


def _another_child(world: World, family: Family) -> Data:
    return {**_child(world, family), "stage": str(family.child)}


def _adult(world: World, family: Family) -> Data:
    return {
        "known": "yes", "name": "Gwen Archer", "relation_0": "grandmother", "responsibility_0": "no",
        "relation_1": "grandmother", "responsibility_1": "no", "relation_2": "none", "version": "1",
    }  # fmt: skip


def _another_adult(world: World, family: Family) -> Data:
    return {**_adult(world, family), "stage": str(family.adult)}


def _decision(world: World, family: Family) -> Data:
    return {**day("decided_on"), "comes_from": "assessment", "recommendation": "caf", "main_reason": "needs_met"}


def _person(world: World, family: Family) -> Data:
    return {
        "name": "New Person", "email": "new.person@example.org", "role": "practitioner",
        "agency": str(world.ids["agency"]), "area": str(world.ids["area"]), "version": "1",
    }  # fmt: skip


def _days_away(world: World, family: Family) -> Data:
    days = {**day("from_on", month=4, number=1), **day("to_on", month=4, number=2)}
    return {**days, "find": "second", "person": str(world.ids["second"])}


def _closed(world: World, family: Family) -> Data:
    return {**day("from_on", month=4, number=1), **day("to_on", month=4, number=2), "mailbox": "holidays@example.org"}


def _kept(world: World, family: Family) -> Data:
    return {"who": "agency", "receiving_agency": str(world.ids["agency"])}


def _member(world: World, family: Family) -> Data:
    return {
        "worker": "", "worker_name": "Alma Reyes", "own_reference": "ML/204", **day("involved_since", 2025, 9, 1),
        "sharing_basis": "consent", "sharing_scope": "Attendance", "family_told": "yes", "version": "1",
    }  # fmt: skip


_HANDOVER = {"papers": "yes", "joint_visit": "yes", "actions": "yes", "family": "yes"}
_CASE, _STEP, _OPEN = "/cases/{reference}", "/cases/{reference}/step-down/{deciding}", "/cases/open/{opening}"

PAGES: dict[str, Page] = {
    "account.away": Page(at="/account/away", form=_days_away),
    "account.invitation": Page(
        at="/invitation/{invitation}",
        form=lambda world, family: {"new_password": "four words of mine", "repeat": "four words of mine"},
    ),
    "account.password": Page(
        at="/account/password",
        form=lambda world, family: {
            "current_password": factories.PASSWORD, "new_password": "four words of mine", "repeat": "four words of mine"
        },
    ),
    "account.sign_in": Page(
        at="/sign-in",
        form=lambda world, family: {
            "email": world.people[Role.PRACTITIONER, "outsider"].email, "password": factories.PASSWORD
        },
    ),
    "account.sign_in_again": Page(at="/sign-in/again"),
    "account.sign_out": Page(at="/sign-out"),
    "account.stay": Page(at="/account/stay"),
    "account.take_back_away": Page(at="/account/away/{absence}/take-back"),
    "agreements.record": Page(
        at=f"{_CASE}/agreement",
        form=lambda world, family: {"adult": str(family.adult), "agreed": "yes", "stage": str(family.agreement)},
    ),
    "approvals.answer": Page(
        at="/approvals/{request}", stage="waiting", form=lambda world, family: {"answer": "approve"}
    ),
    "approvals.take_back": Page(at="/approvals/{request}/take-back", stage="waiting"),
    "assessments.complete": Page(at=f"{_CASE}/assessment/complete", stage="started"),
    "assessments.keep_draft": Page(
        at=f"{_CASE}/assessment/strengths/draft", stage="started",
        form=lambda world, family: {"text": "Their grandmother", "version": "1"},
    ),
    "assessments.show": Page(at=f"{_CASE}/assessment", stage="started"),
    "assessments.throw_away_draft": Page(at=f"{_CASE}/assessment/strengths/draft/throw-away", stage="started"),
    "assessments.write": Page(
        at=f"{_CASE}/assessment/strengths", stage="started",
        form=lambda world, family: {"text": "Their grandmother helps.", "version": "1"},
    ),
    "cafs.close": Page(
        at=f"{_CASE}/caf/close", stage="started",
        form=lambda world, family: {
            "outcome": "needs_met", "carries_on": "The nursery goes on.", "asked": str(world.ids["second"])
        },
    ),
    "cafs.reopen": Page(
        at=f"{_CASE}/caf/reopen", stage="closed", form=lambda world, family: {"reason": "It was too soon."}
    ),
    "answers.answer": Page(
        at="/answer/{answer}/say",
        form=lambda world, family: {
            "code": world.code, "status": "engaged", "evidence": "direct", **day("as_of"), "said_by": "Alma"
        },
    ),
    "answers.ask_for_call": Page(at="/answer/{answer}/call"),
    "answers.question": Page(at="/answer/{answer}"),
    "answers.send_code": Page(at="/answer/{answer}/code"),
    "cafs.start": Page(at=f"{_CASE}/caf"),
    "case_page.show": Page(at=_CASE),
    "caseload.show": Page(at="/caseload"),
    "cases.add_adult": Page(at=f"{_CASE}/adults/add", form=_another_adult),
    "cases.add_child": Page(at=f"{_CASE}/children/add", form=_another_child),
    "cases.change_adult": Page(at=f"{_CASE}/adults/{{adult}}", form=_adult),
    "cases.change_child": Page(at=f"{_CASE}/children/{{child}}", form=_child),
    "cases.open_adult": Page(at=f"{_OPEN}/adults/1", form=_adult),
    "cases.open_adults": Page(at=f"{_OPEN}/adults", form=lambda world, family: {"another": "no"}),
    "cases.open_area": Page(at=f"{_OPEN}/area", form=lambda world, family: {"area": str(world.ids["south"])}),
    "cases.open_case": Page(at="/cases/open", form=_child),
    "cases.open_check": Page(at=f"{_OPEN}/check"),
    "cases.open_child": Page(at=f"{_OPEN}/children/1", form=_child),
    "cases.open_children": Page(at=f"{_OPEN}/children", form=lambda world, family: {"another": "no"}),
    "cases.open_duplicates": Page(at=f"{_OPEN}/duplicates", form=lambda world, family: {"different": "yes"}),
    "cases.open_remove_adult": Page(at=f"{_OPEN}/adults/1/remove"),
    "cases.open_remove_child": Page(at=f"{_OPEN}/children/1/remove"),
    "closures.answer_match": Page(
        at="/closures/possible-matches/{match}",
        form=lambda world, family: {"resolution": "different_child", "note": "Asked both mothers"},
    ),
    "closures.example": Page(at="/closures/example.csv"),
    "closures.possible_matches": Page(at="/closures/possible-matches"),
    "closures.problems": Page(at="/closures/files/{file}/problems.csv"),
    "closures.show_file": Page(at="/closures/files/{file}"),
    "closures.upload": Page(at="/closures"),
    "engagement.ecomap": Page(at=f"{_CASE}/ecomap"),
    "engagement.history": Page(at=f"{_CASE}/engagement/{{team_agency}}/history"),
    "engagement.record": Page(
        at=f"{_CASE}/engagement/{{team_agency}}",
        form=lambda world, family: {"status": "engaged", "evidence": "direct", "stage": "0"},
    ),
    "handovers.confirm": Page(at=f"{_CASE}/handover", stage="started", form=lambda world, family: _HANDOVER),
    "health.live": Page(at="/health/live"),
    "health.ready": Page(at="/health/ready"),
    "leads.answer": Page(at=f"{_CASE}/lead", form=lambda world, family: {"answer": "accept"}),
    "leads.decline_for": Page(at=f"{_CASE}/lead/decline", form=lambda world, family: {"reason": "She is on leave"}),
    "leads.end": Page(
        at=f"{_CASE}/lead/end", form=lambda world, family: {"reason": "Moves away", "successor": "not_yet"}
    ),
    "leads.nominate": Page(
        at=f"{_CASE}/lead/nominate",
        form=lambda world, family: {
            "find": "outsider", "person": str(world.ids["practitioner"]), "note": "Ring the nursery first",
            "stage": str(family.nomination),
        },
    ),
    "lists.cases": Page(at="/cases"),
    "lists.closed_and_not_started": Page(at="/closed-and-not-started"),
    "lists.find": Page(at="/cases/find", form=lambda world, family: {"text": "Nobody of that name"}),
    "lists.step_downs": Page(at="/step-downs"),
    "meetings.arrange": Page(
        at=f"{_CASE}/meetings/arrange", stage="started",
        form=lambda world, family: {
            "kind": "taf", **day("planned_for", 2026, 3, 20), "chair": str(world.ids["coordinator"]), "stage": "1-0-0"
        },
    ),
    "meetings.cancel": Page(
        at=f"{_CASE}/meetings/{{meeting}}/cancel", stage="started",
        form=lambda world, family: {"reason": "Half of the team is ill"},
    ),
    "meetings.decide": Page(
        at=f"{_CASE}/meeting/decide",
        form=lambda world, family: {"hold": "yes", "reason": "Three agencies know the family", "stage": "None"},
    ),
    "meetings.record_trigger": Page(
        at=f"{_CASE}/meeting/trigger",
        form=lambda world, family: {"kind": "new_pregnancy_or_baby", "note": "Due in August", "stage": "None"},
    ),
    "meetings.hold": Page(
        at=f"{_CASE}/meetings/{{meeting}}/held", stage="started",
        form=lambda world, family: {**day("held_on"), "stage": "1-0-0"},
    ),
    "meetings.review": Page(
        at=f"{_CASE}/review", stage="started",
        form=lambda world, family: {
            **day("held_on"), f"outcome_{family.outcome}": "better", "what_changed": "She sleeps",
            **day("next_on", 2026, 5, 20), "stage": "1-0-0",
        },
    ),
    "meetings.show": Page(at=f"{_CASE}/meetings", stage="started"),
    "outbox.again": Page(at="/outbox/{mail}/send-again"),
    "outbox.show": Page(at="/outbox"),
    "people.add_agency": Page(
        at="/people/agencies/add",
        form=lambda world, family: {"name": "New agency", "kind": "school", "mailbox": "new@example.org"},
    ),
    "people.add_area": Page(at="/people/areas/add", form=lambda world, family: {"name": "East", "was": ""}),
    "people.agencies": Page(at="/people/agencies"),
    "people.areas": Page(at="/people/areas"),
    "people.away": Page(at="/people/{user}/away", form=_days_away),
    "people.closed": Page(at="/people/agencies/{agency}/closed", form=_closed),
    "people.take_back_away": Page(at="/people/{user}/away/{absence_of_user}/take-back"),
    "people.take_back_closed": Page(at="/people/agencies/{closed_agency}/closed/{period}/take-back"),
    "people.change": Page(at="/people/{user}/change", form=_person),
    "people.change_agency": Page(
        at="/people/agencies/{agency}",
        form=lambda world, family: {
            "name": "Renamed", "kind": "school", "mailbox": "new@example.org", "version": "1"
        },
    ),
    "people.change_area": Page(
        at="/people/areas/{south}", form=lambda world, family: {"name": "Far South", "was": "South"}
    ),
    "people.disable": Page(at="/people/{user}/disable"),
    "people.enable": Page(at="/people/{disabled}/enable"),
    "people.invite": Page(at="/people/invite", form=_person),
    "people.new_link": Page(at="/people/{user}/new-link"),
    "people.show": Page(at="/people/{user}"),
    "people.users": Page(at="/people"),
    "plans.action": Page(
        at=f"{_CASE}/plan/actions/{{action}}", stage="started",
        form=lambda world, family: {"what": "done", **day("done_on"), "stage": "0"},
    ),
    "plans.add_action": Page(
        at=f"{_CASE}/plan/actions/add", stage="started",
        form=lambda world, family: {
            "action": "Visit the nursery", "owner": f"child-{family.child}", **day("due_on", 2026, 3, 20),
            "stage": str(family.action),
        },
    ),
    "plans.add_outcome": Page(
        at=f"{_CASE}/plan/outcomes/add", stage="started",
        form=lambda world, family: {"wanted": "I want to go to nursery", "stage": str(family.outcome)},
    ),
    "plans.change_outcome": Page(
        at=f"{_CASE}/plan/outcomes/{{outcome}}", stage="started",
        form=lambda world, family: {"wanted": "I want to go to nursery", "version": "1"},
    ),
    "plans.drop_outcome": Page(
        at=f"{_CASE}/plan/outcomes/{{outcome}}/take-out", stage="started",
        form=lambda world, family: {"reason": "They asked for something else"},
    ),
    "plans.family_copy": Page(at=f"{_CASE}/plan/family-copy/{{adult}}", stage="started"),
    "plans.share": Page(
        at=f"{_CASE}/plan/share", stage="started",
        form=lambda world, family: {"how": "given", "with_adults": str(family.adult), "stage": "None"},
    ),
    "plans.show": Page(at=f"{_CASE}/plan", stage="started"),
    "reminders_sent.show": Page(at="/reminders-sent"),
    "snoozes.answer": Page(
        at="/put-off/{snooze}", stage="waiting", form=lambda world, family: {"answer": "allow"}
    ),
    "snoozes.put_off": Page(
        at=f"{_CASE}/put-off/approval_waiting/approval_requests/{{request}}",
        form=lambda world, family: {"until_on": "2026-03-05", "reason": "Their grandmother is away until then"},
    ),
    "step_downs.check": Page(at=f"{_STEP}/check", stage="between"),
    "step_downs.close": Page(
        at=f"{_CASE}/close", form=lambda world, family: {**day("closed_on"), "reason": "They moved on"}
    ),
    "step_downs.decide": Page(at=f"{_CASE}/step-down", stage="between", form=_decision),
    "step_downs.decision": Page(at=f"{_STEP}/decision", stage="between", form=_decision),
    "step_downs.draft": Page(at=f"{_CASE}/step-down/draft", stage="between", form=_decision),
    "step_downs.end": Page(
        at=f"{_CASE}/step-down/end",
        form=lambda world, family: {
            "kind": "end_without_caf", "reason": "Cared for by their grandmother", "asked": str(world.ids["second"])
        },
    ),
    "step_downs.left": Page(
        at=f"{_STEP}/left", stage="between", form=lambda world, family: {"remaining_risk": "Low contact"}
    ),
    "step_downs.meeting": Page(
        at=f"{_STEP}/meeting", stage="between",
        form=lambda world, family: {"hold": "yes", "reason": "Three agencies know the family"},
    ),
    "step_downs.receiver": Page(at=f"{_STEP}/receiver", stage="between", form=_kept),
    "step_downs.return_to_social_care": Page(
        at=f"{_CASE}/step-down/return", form=lambda world, family: {**day("accepted_on"), "reason": "New bruising"}
    ),
    "step_downs.second_person": Page(
        at=f"{_STEP}/second-person", stage="between", form=lambda world, family: {"asked": str(world.ids["second"])}
    ),
    "team.add": Page(at=f"{_CASE}/team/add/{{joining}}", form=_member),
    "team.choose": Page(at=f"{_CASE}/team/add"),
    "team.change": Page(at=f"{_CASE}/team/{{team_agency}}/change", form=_member),
    "team.remove": Page(
        at=f"{_CASE}/team/{{team_agency}}/remove", form=lambda world, family: {"reason": "Has moved to another school"}
    ),
    "team.show": Page(at=f"{_CASE}/team"),
    "why_told.show": Page(at="/told/{telling}"),
    "work.home": Page(at="/"),
}  # fmt: skip


def address(page: Page, world: World, family: Family, person: Person) -> str:
    """The page's address for this person and family."""
    return page.at.format(**world.ids | vars(family) | vars(person), answer=world.answer)
