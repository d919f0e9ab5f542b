"""Acts about days on which somebody is not told as usual: leave, an agency's closed periods, reminders put off."""

from datetime import date, timedelta

import sqlalchemy as sa

from caf_tracker.duties import DUTIES, OpenDuty, open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Absence, ClosedPeriod, User
from caf_tracker.services import absences, closed_periods, snoozes
from tests.integration.silence.scene import Scene, act


def _days(scene: Scene) -> tuple[date, date]:
    from_on = scene.today + timedelta(days=scene.one_of((0, 0, 1, 3, 8)))
    return from_on, from_on + timedelta(days=scene.one_of((0, 2, 6, 20)))


def _administrators(scene: Scene) -> list[User]:
    return scene.administrators


@act(_administrators)
def plan_leave(scene: Scene, actor: User) -> object:
    user, deputy = scene.somebody_to_lose(), scene.one_of(scene.deciders + scene.practitioners)
    from_on, to_on = _days(scene)
    return absences.plan_absence(actor=actor, at=scene.at, user=user, from_on=from_on, to_on=to_on, deputy=deputy)


@act(_administrators)
def plan_closed_period(scene: Scene, actor: User) -> object:
    """With a person or a mailbox who are told meanwhile, or neither."""
    agency, (from_on, to_on) = scene.one_of(scene.agencies), _days(scene)
    staff = [user for user in scene.users if user.agency_id == agency.id and user.is_active]
    contact = scene.one_of(staff) if staff and scene.maybe(0.4) else None
    mailbox = f"office.{agency.id}@example.org" if contact is None and scene.maybe(0.6) else None
    return closed_periods.plan_closed_period(
        actor=actor, at=scene.at, agency=agency, from_on=from_on, to_on=to_on, contact=contact, mailbox=mailbox
    )


@act(_administrators)
def take_back_days(scene: Scene, actor: User) -> object:
    """Somebody does not go, or an agency does not close."""
    leave = db.session.scalars(sa.select(Absence).where(Absence.taken_back_at.is_(None)).order_by(Absence.id)).all()
    closed = sa.select(ClosedPeriod).where(ClosedPeriod.taken_back_at.is_(None)).order_by(ClosedPeriod.id)
    not_over = [days for days in (*leave, *db.session.scalars(closed)) if days.to_on >= scene.today]
    chosen: Absence | ClosedPeriod = scene.one_of(not_over)
    if isinstance(chosen, Absence):
        return absences.take_back_absence(actor=actor, at=scene.at, absence=chosen)
    return closed_periods.take_back_closed_period(actor=actor, at=scene.at, period=chosen)


def _owed(scene: Scene) -> list[OpenDuty]:
    found = open_duties(scene.at, case_ids=[scene.of.case.id])
    return [duty for duty in found if DUTIES[duty.key].may_be_snoozed]


def _who_owe(scene: Scene) -> list[User]:
    owing = {person.user_id for duty in _owed(scene) for person in duty.owed_by}
    return [user for user in scene.users if user.id in owing]


@act(_who_owe, lambda history: history.is_open)
def snooze(scene: Scene, actor: User) -> object:
    """A further time they ask their line manager, who allows it or not, or does not answer."""
    mine = [duty for duty in _owed(scene) if any(person.user_id == actor.id for person in duty.owed_by)]
    again = [duty for duty in mine if snoozes.of_duty(actor, duty)]
    made = snoozes.snooze(
        actor=actor,
        at=scene.at,
        case=scene.case,
        duty=scene.one_of(again or mine or _owed(scene)),
        until_on=scene.one_of(snoozes.days_to_choose(scene.at)),
        reason="I see them on Friday",
    )
    if made.asked is not None and scene.maybe(0.7):
        snoozes.answer_snooze(actor=made.asked, at=scene.at, asked=made, allow=scene.maybe(0.7))
    return made
