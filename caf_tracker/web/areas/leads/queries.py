"""What the pages about a lead professional read."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from caf_tracker.extensions import db
from caf_tracker.models import Case, Child, Lead, StepDown, User


@dataclass(frozen=True)
class Summary:
    """What somebody needs to answer a nomination, and no more: no other adults, no history."""

    children: list[Child]
    step_down: StepDown | None


def summary(case: Case) -> Summary:
    """The children, where the case comes from, why, the risk and the open actions."""
    children = db.session.scalars(
        sa.select(Child)
        .where(Child.case_id == case.id)
        .options(selectinload(Child.mobility_records))
        .order_by(sa.func.coalesce(Child.born, Child.due), Child.id)
    )
    step_down = db.session.scalar(
        sa.select(StepDown).where(StepDown.case_id == case.id, StepDown.current).options(selectinload(StepDown.actions))
    )
    return Summary(children=list(children), step_down=step_down)


def how_it_is_led(case: Case) -> str:
    """Who was nominated last, and whether anybody has answered or ended since: what the page shows of it."""
    last, accepted, ended = db.session.execute(
        sa.select(sa.func.max(Lead.id), sa.func.count(Lead.accepted_at), sa.func.count(Lead.ended_at)).where(
            Lead.case_id == case.id
        )
    ).one()
    return f"{last}-{accepted}-{ended}"


def last_request_to(user: User, case: Case) -> Lead | None:
    """The last time this person was asked to lead, if that has ended."""
    return db.session.scalar(
        sa.select(Lead)
        .where(Lead.case_id == case.id, Lead.user_id == user.id, Lead.ended_at.is_not(None))
        .order_by(Lead.id.desc())
        .limit(1)
    )
