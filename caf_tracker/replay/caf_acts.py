"""The acts of a running CAF: assessment, plan, team, engagement, meetings, actions, and its closing."""

from datetime import datetime
from typing import Any

from caf_tracker import clock
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.models import Adult, Agency, Child, Meeting, User
from caf_tracker.models.words import CafOutcome, EngagementStatus, Evidence, MeetingKind
from caf_tracker.replay.family import Family
from caf_tracker.replay.fields import (
    AGENCY,
    CHILD,
    DAY,
    DAY_OR_NOT,
    STAFF,
    STAFF_OR_NOT,
    TEXT,
    TEXT_OR_NOT,
    Act,
    Field,
    Names,
    words,
)
from caf_tracker.services import (
    actions,
    approvals,
    assessments,
    caf_closing,
    engagement,
    meetings,
    plans,
    seeing,
    standing,
    team,
)

# What a scenario does not tell, where the product asks for words.
_NOT_TOLD = "Not told in the scenario"


def _complete_assessment(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    caf = standing.require_caf(family.case)
    for place in assessments.missing(family.case, caf):
        assessments.write_assessment(
            actor=by, at=at, case=family.case, place=place, text=_NOT_TOLD, version=assessments.UNWRITTEN
        )
    assessments.complete_assessment(actor=by, at=at, case=family.case)


def _share_plan(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    if not plans.outcomes(standing.require_caf(family.case)):
        plans.add_outcome(actor=by, at=at, case=family.case, wanted=_NOT_TOLD)
    plans.share_plan(actor=by, at=at, case=family.case)


def _add_agency(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    team.add_agency(actor=by, at=at, case=family.case, agency=family.agencies[given["agency"]])


def _remove_agency(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    agency = family.agencies[given["agency"]]
    member = team.member_of(family.case, agency)
    if member is None:
        raise TransitionNotAllowed(f"{agency.name} is not in the team.")
    team.remove_agency(actor=by, at=at, team_agency=member, reason=given["reason"])


def _record_engagement(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    engagement.record_engagement(
        actor=by,
        at=at,
        case=family.case,
        agency=family.agencies[given["agency"]],
        status=EngagementStatus(given["status"]),
        evidence=Evidence(given["evidence"]),
        as_of=given.get("as_of", clock.london_date(at)),
        who=_who(family, given.get("who")),
    )


def _who(family: Family, key: str | None) -> Adult | Child | None:
    return None if key is None else family.adults.get(key) or family.children[key]


def _arrange_meeting(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    meetings.arrange_meeting(
        actor=by,
        at=at,
        case=family.case,
        kind=MeetingKind(given["kind"]),
        planned_for=given["on"],
        chair=family.staff[given["chair"]],
    )


def _hold_meeting(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    today = clock.london_date(at)
    due = [one for one in meetings.arranged(family.case) if one.planned_for and one.planned_for <= today]
    meetings.hold_meeting(
        actor=by,
        at=at,
        case=family.case,
        held_on=today,
        kind=MeetingKind(given.get("kind", MeetingKind.TAF)),
        meeting=due[0] if due else None,
        present=[family.agencies[key] for key in given["present"]],
        next_on=given.get("next"),
    )


def _cancel_meeting(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    meetings.cancel_meeting(
        actor=by, at=at, meeting=_first(meetings.arranged(family.case), "arranged"), reason=given["reason"]
    )


def _record_meeting(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    held = meetings.last_held(family.case)
    meetings.record_meeting(actor=by, at=at, meeting=_first([held] if held else [], "held"))


def _first(found: list[Meeting], what: str) -> Meeting:
    if not found:
        raise TransitionNotAllowed(f"No meeting is {what}.")
    return found[0]


def _add_action(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    new = actions.NewAction(action=given["key"], owner=_owner(family, given["owner"]), due_on=given["due"])
    family.actions[given["key"]] = actions.add_action(actor=by, at=at, case=family.case, new=new)


def _owner(family: Family, key: str) -> User | Agency | Adult | Child:
    return next(kind[key] for kind in (family.staff, family.agencies, family.adults, family.children) if key in kind)


def _complete_action(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    actions.complete_action(actor=by, at=at, action=family.actions[given["key"]])


def _record_man(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    of_whom: dict[str, Any] = {"actor": by, "at": at, "case": family.case, "child": family.children[given["child"]]}
    if "name" in given:
        seeing.record_man(**of_whom, name=given["name"])
    elif "not_known" in given:
        seeing.record_not_known(**of_whom, attempts=given["attempts"])
    else:
        seeing.record_not_pursued(**of_whom, reason=given["reason"], agreed_by=family.staff[given["approved_by"]])


# What is recorded of a man, and what else it needs.
_MAN = {"name": (), "not_known": ("attempts",), "not_pursued": ("reason", "approved_by")}


def _check_man(given: dict[str, Any]) -> tuple[str, str] | None:
    chosen = [key for key in _MAN if key in given]
    if len(chosen) != 1:
        return "name", f"must have exactly one of {', '.join(_MAN)}"
    if given[chosen[0]] is False:
        return chosen[0], "must be true, or left out"
    for key in ("attempts", "reason", "approved_by"):
        if (key in given) != (key in _MAN[chosen[0]]):
            return (
                key,
                f"belongs to {' or '.join(man for man, needs in _MAN.items() if key in needs)}, and must be there",
            )
    return None


def _see_child(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    seen_on = given.get("on", clock.london_date(at))
    seeing.see_child(actor=by, at=at, child=family.children[given["child"]], seen_on=seen_on)


def _close_caf(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    second = family.staff[given["approved_by"]]
    closing = caf_closing.Closing(
        outcome=CafOutcome(given["outcome"]),
        carries_on=_NOT_TOLD,
        agency=by.agency,
        act_on=clock.london_date(at),
        receiving_person=_NOT_TOLD,
        managers_review=_NOT_TOLD,
    )
    request = caf_closing.propose_closing(actor=by, at=at, case=family.case, closing=closing, asked=second)
    approvals.approve(actor=second, at=at, request=request)


ACTS: dict[str, Act] = {
    "complete_assessment": Act({}, _complete_assessment),
    "share_plan": Act({}, _share_plan),
    "add_agency": Act({"agency": AGENCY}, _add_agency),
    "remove_agency": Act({"agency": AGENCY, "reason": TEXT}, _remove_agency),
    "record_engagement": Act(
        {
            "agency": AGENCY,
            "status": Field(words(EngagementStatus)),
            "evidence": Field(words(Evidence)),
            "who": Field(names=(Names.ADULTS, Names.CHILDREN), optional=True),
            "as_of": DAY_OR_NOT,
        },
        _record_engagement,
    ),
    "arrange_meeting": Act({"kind": Field(words(MeetingKind)), "on": DAY, "chair": STAFF}, _arrange_meeting),
    "hold_meeting": Act(
        {
            "present": Field(names=(Names.AGENCIES,), many=True),
            "next": DAY_OR_NOT,
            "kind": Field(words(MeetingKind), optional=True),
        },
        _hold_meeting,
    ),
    "cancel_meeting": Act({"reason": TEXT}, _cancel_meeting),
    "record_meeting": Act({}, _record_meeting),
    "add_action": Act(
        {
            "key": Field(names_new=Names.ACTIONS),
            "owner": Field(names=(Names.STAFF, Names.AGENCIES, Names.ADULTS, Names.CHILDREN)),
            "due": DAY,
        },
        _add_action,
    ),
    "complete_action": Act({"key": Field(names=(Names.ACTIONS,))}, _complete_action),
    "record_man": Act(
        {
            "child": CHILD,
            "name": TEXT_OR_NOT,
            "not_known": Field(bool, optional=True),
            "attempts": Field(int, optional=True),
            "not_pursued": Field(bool, optional=True),
            "reason": TEXT_OR_NOT,
            "approved_by": STAFF_OR_NOT,
        },
        _record_man,
        _check_man,
    ),
    "see_child": Act({"child": CHILD, "on": DAY_OR_NOT}, _see_child),
    "close_caf": Act({"outcome": Field(words(CafOutcome)), "approved_by": STAFF}, _close_caf),
}
