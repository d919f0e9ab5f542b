"""Everything recorded about one case, read once for its page."""

from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import (
    Adult,
    Agreement,
    ApprovalRequest,
    Caf,
    Case,
    Child,
    Handover,
    Lead,
    MeetingDecision,
    MeetingTrigger,
    Snooze,
    StepDown,
    Telling,
    User,
)
from caf_tracker.models.words import MailMode, Recommendation
from caf_tracker.services import caf_closing
from caf_tracker.web.areas.case_page.plan import PlanLine, plan_line

Row = TypeVar("Row")

# The page shows so many tellings; a case that was told of more often says so.
TELLINGS_SHOWN = 60


@dataclass(frozen=True)
class CaseFacts:
    """The facts of one case; lists run from the first recorded to the last."""

    case: Case
    children: list[Child]
    adults: list[Adult]
    step_downs: list[StepDown]
    leads: list[Lead]
    agreements: list[Agreement]
    cafs: list[Caf]
    handovers: list[Handover]
    triggers: list[MeetingTrigger]
    decisions: list[MeetingDecision]
    approvals: list[ApprovalRequest]
    can_reopen: bool
    plan: PlanLine
    snoozes: list[Snooze]
    names: dict[int, str]

    @property
    def step_down(self) -> StepDown | None:
        """The step-down in force: the latest decided, else a draft."""
        return next((one for one in self.step_downs if one.current), self.draft)

    @property
    def draft(self) -> StepDown | None:
        """The draft that still waits for a decision, if any."""
        return next((one for one in reversed(self.step_downs) if one.is_draft), None)

    @property
    def accepted_lead(self) -> Lead | None:
        """The lead professional."""
        return next((one for one in self.leads if one.accepted_at and not one.ended_at), None)

    @property
    def last_lead(self) -> Lead | None:
        """The latest nomination of the present involvement, whatever became of it."""
        return next((one for one in reversed(self.leads) if one.nominated_at >= self.case.involved_since), None)

    @property
    def caf(self) -> Caf | None:
        """The running CAF."""
        return next((one for one in self.cafs if one.closed_at is None), None)

    @property
    def latest_caf(self) -> Caf | None:
        """The running CAF, or the last one of the present involvement."""
        return self.caf or next((one for one in self.cafs[::-1] if one.started_at >= self.case.involved_since), None)

    @property
    def handover(self) -> Handover | None:
        """The confirmation of the step-down in force."""
        mine = self.step_down
        return next((one for one in self.handovers if mine and one.step_down_id == mine.id), None)

    @property
    def undecided(self) -> list[MeetingTrigger]:
        """What still calls for a decision whether to meet."""
        return [one for one in self.triggers if one.decision_id is None and one.dropped_at is None]

    @property
    def is_settled(self) -> bool:
        """Whether the step-down in force has ended: by its outcome or, without a CAF, once closed and decided on."""
        one = self.step_down
        if one is None or one.is_draft:
            return False
        without_caf = one.recommendation is not Recommendation.CAF
        if one.outcome is not None or one.caf_closed_on is not None:
            return True
        return without_caf and one.closed_on is not None and not self.undecided

    @property
    def is_handed_over(self) -> bool:
        """Whether a CAF runs and no step-down is under way: how it began is not what people look for first."""
        one = self.step_down
        return self.caf is not None and (one is None or (self.is_settled and one.closed_on is not None))

    @property
    def said(self) -> list[Agreement]:
        """What each adult said last, of those of the present involvement."""
        latest = {one.adult_id: one for one in self.agreements if one.recorded_at >= self.case.involved_since}
        return list(latest.values())

    def name_of(self, user_id: int | None) -> str:
        """Who it was, in words."""
        return self.names.get(user_id, "") if user_id else ""


def read_facts(case: Case) -> CaseFacts:
    """Read the case in a fixed number of statements, however much was recorded."""
    step_downs = _all(
        sa.select(StepDown)
        .where(StepDown.case_id == case.id)
        .options(joinedload(StepDown.receiving_agency), selectinload(StepDown.actions))
        .order_by(StepDown.id)
    )
    facts = CaseFacts(
        case=case,
        children=_all(
            sa.select(Child)
            .where(Child.case_id == case.id)
            .options(selectinload(Child.mobility_records))
            .order_by(sa.func.coalesce(Child.born, Child.due), Child.id)
        ),
        adults=_all(
            sa.select(Adult).where(Adult.case_id == case.id).options(selectinload(Adult.relations)).order_by(Adult.id)
        ),
        step_downs=step_downs,
        leads=_all(
            sa.select(Lead)
            .where(Lead.case_id == case.id)
            .options(joinedload(Lead.user).joinedload(User.agency))
            .order_by(Lead.id)
        ),
        agreements=_all(
            sa.select(Agreement)
            .where(Agreement.case_id == case.id)
            .options(joinedload(Agreement.adult))
            .order_by(Agreement.id)
        ),
        cafs=_all(sa.select(Caf).where(Caf.case_id == case.id).order_by(Caf.id)),
        handovers=_all(
            sa.select(Handover).join(StepDown, StepDown.id == Handover.step_down_id).where(StepDown.case_id == case.id)
        ),
        triggers=_all(sa.select(MeetingTrigger).where(MeetingTrigger.case_id == case.id).order_by(MeetingTrigger.id)),
        decisions=_all(
            sa.select(MeetingDecision).where(MeetingDecision.case_id == case.id).order_by(MeetingDecision.id)
        ),
        approvals=_all(
            sa.select(ApprovalRequest)
            .where(ApprovalRequest.case_id == case.id)
            .options(joinedload(ApprovalRequest.closing))
            .order_by(ApprovalRequest.id)
        ),
        plan=plan_line(case),
        can_reopen=caf_closing.reopenable(case, clock.now()) is not None,
        snoozes=_all(
            sa.select(Snooze)
            .where(Snooze.case_id == case.id)
            .options(joinedload(Snooze.user), joinedload(Snooze.asked))
            .order_by(Snooze.id)
        ),
        names={},
    )
    facts.names.update(_names(facts))
    return facts


def told_of(case: Case) -> list[Telling]:
    """Who was told, the latest first; what was passed over for a later reminder is left out."""
    return _all(
        sa.select(Telling)
        .where(Telling.case_id == case.id, Telling.mail != MailMode.FOLDED)
        .options(joinedload(Telling.user), joinedload(Telling.agency), joinedload(Telling.sent))
        .options(joinedload(Telling.deputy_of), joinedload(Telling.closed_period))
        .order_by(Telling.told_at.desc(), Telling.id.desc())
        .limit(TELLINGS_SHOWN)
    )


def _all(statement: sa.Select[Row]) -> list[Row]:
    return list(db.session.scalars(statement))


def _names(facts: CaseFacts) -> dict[int, str]:
    """The names behind every "…_by_id", in one statement."""
    rows: list[object] = [facts.case, *facts.step_downs, *facts.leads, *facts.agreements, *facts.cafs]
    rows += [*facts.handovers, *facts.triggers, *facts.decisions, *facts.approvals]
    rows += [request.closing for request in facts.approvals if request.closing]
    rows += [record for child in facts.children for record in child.mobility_records]
    ids = {
        value
        for row in rows
        for key, value in vars(row).items()
        if value is not None and (key.endswith("_by_id") or key in ("manager_id", "asked_id", "coordinator_id"))
    }
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))}
