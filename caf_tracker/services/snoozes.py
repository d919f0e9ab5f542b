"""Putting off one's own reminders of a duty for a few days: once freely, then by leave of one's line manager."""

from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock, working_days
from caf_tracker.duties import DUTIES, OpenDuty, open_duties
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Case, Snooze, Telling, User
from caf_tracker.services import standing
from caf_tracker.services.texts import day_in_words, required

# At most so many working days (DOMAIN.md).
LONGEST = 5
_NOBODY_TO_ASK = (
    "You have put off these reminders once already, and no line manager of yours can be asked to allow it again."
    " Ask your administrator to record who your line manager is"
)


def snooze(*, actor: User, at: datetime, case: Case, duty: OpenDuty, until_on: date, reason: str) -> Snooze:
    """Not be told of this duty before that day; it stays owed, and everybody else is told as usual.

    The first time takes effect at once; any further one when the person's line manager, who is asked, allows it.
    """
    standing.lock(case)
    again = check_may_snooze(actor=actor, at=at, duty=duty)
    if until_on not in days_to_choose(at):
        raise RuleBroken("until_on", f"Choose a day within the next {LONGEST} working days")
    reason = required("reason", reason, "Enter why the reminders can wait")
    asked = manager_to_ask(actor) if again else None
    if again and asked is None:
        raise RuleBroken("", _NOBODY_TO_ASK)
    made = Snooze(
        case_id=case.id, duty=duty.key, subject_id=duty.subject_id, cause=duty.cause, cause_id=duty.cause_id,
        user=actor, until_on=until_on, reason=reason, recorded_at=at, asked=asked,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    act = "ask_to_snooze" if asked else "snooze"
    audit.record(actor=actor, at=at, act=act, case=case, snooze=made.id, asked=asked.id if asked else None)
    return made


def answer_snooze(*, actor: User, at: datetime, asked: Snooze, allow: bool) -> Snooze:
    """The line manager allows the person to put their reminders off again, or refuses; then they go on as before."""
    standing.lock(asked.case)
    db.session.refresh(asked)
    if asked.asked_id != actor.id:
        raise NotPermitted("Only the line manager who was asked can answer.")
    _check_waits(asked, at)
    asked.allowed, asked.answered_at = allow, at
    db.session.flush()
    audit.record(actor=actor, at=at, act="answer_snooze", case=asked.case, snooze=asked.id, allowed=allow)
    return asked


def days_to_choose(at: datetime) -> list[date]:
    """The days until which somebody may put reminders off."""
    return [working_days.add(clock.london_date(at), number) for number in range(1, LONGEST + 1)]


def find_duty(case: Case, at: datetime, *, key: str, cause: str, cause_id: int) -> OpenDuty:
    """The open duty of this case that this row started; TransitionNotAllowed once it is settled, else NotVisible."""
    for duty in open_duties(at, case_ids=[case.id]):
        if (duty.key, duty.cause, duty.cause_id) == (key, cause, cause_id):
            return duty
    was_told = sa.exists().where(
        Telling.case_id == case.id, Telling.duty == key, Telling.cause == cause, Telling.cause_id == cause_id
    )
    if not db.session.scalar(sa.select(was_told)):
        raise NotVisible
    raise TransitionNotAllowed("This is settled: there is nothing to be reminded of. Nothing was changed.")


def find_asked(user: User, snooze_id: int, at: datetime) -> Snooze:
    """What this person is asked to allow; NotVisible if it is not for them, TransitionNotAllowed if it is over."""
    found = db.session.get(Snooze, snooze_id)
    if found is None or found.asked_id != user.id:
        raise NotVisible
    _check_waits(found, at)
    return found


def check_may_snooze(*, actor: User, at: datetime, duty: OpenDuty) -> bool:
    """Whether this would be a further time, for which their line manager is asked; raises if they may not at all."""
    _check_may(actor, duty)
    earlier = of_duty(actor, duty)
    _check_none_stands(earlier, clock.london_date(at))
    return any(one.asked_id is None for one in earlier)


def of_duty(user: User, duty: OpenDuty) -> list[Snooze]:
    """Every time that this person has put off this duty's reminders, or has asked to, the first first."""
    same = [getattr(Snooze, name) == getattr(duty, name) for name in ("subject_id", "cause", "cause_id")]
    mine = sa.select(Snooze).where(Snooze.user_id == user.id, Snooze.duty == duty.key, *same).order_by(Snooze.id)
    return list(db.session.scalars(mine))


def manager_to_ask(user: User) -> User | None:
    """The first up the person's line who can be reached."""
    seen = {user.id}
    above = user.line_manager
    while above is not None and above.id not in seen:
        if above.reachable:
            return above
        seen.add(above.id)
        above = above.line_manager
    return None


def _check_may(actor: User, duty: OpenDuty) -> None:
    if not DUTIES[duty.key].may_be_snoozed:
        raise NotPermitted("Nobody may put off the reminders of this duty.")
    if any(person.user_id == actor.id for person in duty.owed_by):
        return
    same = [getattr(Telling, name) == getattr(duty, name) for name in ("subject_id", "cause", "cause_id")]
    told = sa.exists().where(Telling.user_id == actor.id, Telling.duty == duty.key, *same)
    if not db.session.scalar(sa.select(told)):
        raise NotPermitted("Only whoever is reminded of this can put it off.")


def _check_waits(asked: Snooze, at: datetime) -> None:
    if asked.answered_at is not None:
        raise TransitionNotAllowed("You have answered this already. Nothing was changed.", by_you=True)
    if asked.until_on <= clock.london_date(at):
        raise TransitionNotAllowed("The day until which the reminders were to wait has come. Nothing was changed.")


def _check_none_stands(earlier: list[Snooze], today: date) -> None:
    for one in earlier:
        if one.until_on <= today:
            continue
        until = day_in_words(one.until_on)
        if one.asked_id is None or one.allowed:
            said = f"You have put off these reminders until {until} already."
        elif one.answered_at is None:
            said = f"You have asked to put off these reminders until {until}, and have no answer yet."
        else:
            continue
        raise TransitionNotAllowed(f"{said} Nothing was changed.", by_you=True)
