"""The acts of the handover: from the step-down to the confirmed CAF, and the people who leave."""

from datetime import datetime
from typing import Any

from caf_tracker import clock
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.models import Lead, StepDown, User
from caf_tracker.models.words import (
    TRIGGERS_BY_HAND,
    ApprovalKind,
    ClosingReason,
    ComesFrom,
    Recommendation,
    TriggerKind,
)
from caf_tracker.replay.family import Family
from caf_tracker.replay.fields import (
    ADULT,
    AGENCY_OR_NOT,
    DAY_OR_NOT,
    STAFF,
    STAFF_OR_NOT,
    TEXT,
    TEXT_OR_NOT,
    YES_NO,
    Act,
    Field,
    words,
)
from caf_tracker.services import (
    agreements,
    approvals,
    cafs,
    closing,
    handovers,
    leads,
    meeting_decisions,
    people,
    standing,
    step_downs,
)


def _decide_step_down(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    step_downs.decide_step_down(
        actor=by,
        at=at,
        case=family.case,
        facts=step_downs.StepDownFacts(
            comes_from=ComesFrom(given["from"]),
            recommendation=Recommendation(given["recommendation"]),
            main_reason=ClosingReason(given["reason"]),
            receiving_agency=family.agency(given.get("agency")),
        ),
        decided_on=given.get("on", clock.london_date(at)),
        nominee=family.person(given.get("nominate")),
        approved_by=family.person(given.get("approved_by")),
    )


def _close_to_social_care(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    closing.close_to_social_care(
        actor=by,
        at=at,
        step_down=_step_down(family),
        closed_on=given.get("on", clock.london_date(at)),
        reason=given.get("reason"),
    )


def _nominate_lead(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    leads.nominate_lead(actor=by, at=at, case=family.case, nominee=family.staff[given["lead"]])


def _accept_lead(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    leads.accept_lead(actor=by, at=at, lead=_nomination(family))


def _decline_lead(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    leads.decline_lead(actor=by, at=at, lead=_nomination(family), reason=given["reason"])


def _end_lead(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    lead = standing.accepted_lead(family.case)
    if lead is None:
        raise TransitionNotAllowed("There is no lead professional to end.")
    leads.end_lead(actor=by, at=at, lead=lead, reason=given["reason"], successor=family.person(given.get("successor")))


def _record_agreement(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    agreements.record_agreement(
        actor=by,
        at=at,
        case=family.case,
        adult=family.adults[given["from"]],
        agreed=given["agreed"],
        reason=given.get("reason"),
    )


def _start_caf(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    cafs.start_caf(actor=by, at=at, case=family.case)


def _confirm_handover(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    yes = handovers.Check(done=True)
    handovers.confirm_handover(
        actor=by, at=at, step_down=_step_down(family), papers=yes, joint_visit=yes, actions=yes, family=yes
    )


def _end_without_caf(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    second = family.staff[given["approved_by"]]
    request = approvals.request_outcome(
        actor=by,
        at=at,
        step_down=_step_down(family),
        kind=ApprovalKind.END_WITHOUT_CAF,
        reason=given["reason"],
        asked=second,
    )
    approvals.approve(actor=second, at=at, request=request)


def _return_to_social_care(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    closing.return_to_social_care(
        actor=by,
        at=at,
        step_down=_step_down(family),
        reason=given["reason"],
        accepted_on=given.get("accepted_on", clock.london_date(at)),
    )


def _record_trigger(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    meeting_decisions.record_trigger(actor=by, at=at, case=family.case, kind=TriggerKind(given["kind"]))


def _decide_meeting(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    meeting_decisions.decide_meeting(actor=by, at=at, case=family.case, hold=given["hold"], reason=given["reason"])


def _deactivate_staff(family: Family, by: User, at: datetime, given: dict[str, Any]) -> None:
    people.disable(actor=by, at=at, user=family.staff[given["staff"]])


def _step_down(family: Family) -> StepDown:
    found = standing.current_step_down(family.case)
    if found is None:
        raise TransitionNotAllowed("No step-down has been decided yet.")
    return found


def _nomination(family: Family) -> Lead:
    found = standing.pending_row(family.case)
    if found is None:
        raise TransitionNotAllowed("Nobody is nominated as lead professional.")
    return found


ACTS: dict[str, Act] = {
    "decide_step_down": Act(
        {
            "from": Field(words(ComesFrom)),
            "recommendation": Field(words(Recommendation)),
            "reason": Field(words(ClosingReason)),
            "on": DAY_OR_NOT,
            "nominate": STAFF_OR_NOT,
            "agency": AGENCY_OR_NOT,
            "approved_by": STAFF_OR_NOT,
        },
        _decide_step_down,
    ),
    "close_to_social_care": Act({"on": DAY_OR_NOT, "reason": TEXT_OR_NOT}, _close_to_social_care),
    "nominate_lead": Act({"lead": STAFF}, _nominate_lead),
    "accept_lead": Act({}, _accept_lead),
    "decline_lead": Act({"reason": TEXT}, _decline_lead),
    "end_lead": Act({"reason": TEXT, "successor": STAFF_OR_NOT}, _end_lead),
    "record_agreement": Act({"agreed": YES_NO, "from": ADULT, "reason": TEXT_OR_NOT}, _record_agreement),
    "start_caf": Act({}, _start_caf),
    "confirm_handover": Act({}, _confirm_handover),
    "end_without_caf": Act({"reason": TEXT, "approved_by": STAFF}, _end_without_caf),
    "return_to_social_care": Act({"reason": TEXT, "accepted_on": DAY_OR_NOT}, _return_to_social_care),
    "record_trigger": Act({"kind": Field(words(TRIGGERS_BY_HAND))}, _record_trigger),
    "decide_meeting": Act({"hold": YES_NO, "reason": TEXT}, _decide_meeting),
    "deactivate_staff": Act({"staff": STAFF}, _deactivate_staff),
}
