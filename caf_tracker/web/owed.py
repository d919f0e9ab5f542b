"""What is owed, as a page shows it: one plain sentence, the due day, how late, and the page that does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from caf_tracker.duties import DUTIES, OpenDuty
from caf_tracker.duties.parts import Part
from caf_tracker.labels import duty_title
from caf_tracker.models import Snooze, User
from caf_tracker.references import reference_of
from caf_tracker.web.duty_words import WORDS, link_to, say
from caf_tracker.web.filters import day, working_days_late

ANSWER = "lead_not_answered"


@dataclass(frozen=True, kw_only=True)
class OwedLine:
    """One open duty in words."""

    reference: str
    # For whoever owes it ("Answer …") and for everybody else ("Waiting for … to answer").
    yours: str
    waiting: str
    # What the duty is called, where neither fits.
    title: str
    who: str
    due_on: date
    days_late: int
    when: str
    is_yours: bool
    href: str
    button: str
    # Whose reminders of it are put off, until when and why.
    snoozes: tuple["SnoozeLine", ...] = ()
    # Where the reader may put off theirs; None where they may not, or have done so.
    put_off: str | None = None

    @property
    def is_late(self) -> bool:
        """Whether the due day has passed."""
        return self.days_late > 0


@dataclass(frozen=True)
class SnoozeLine:
    """One person's reminders of a duty, put off or asked to be."""

    sentence: str
    reason: str


def owed_lines(
    duties: Iterable[OpenDuty], *, viewer: User, today: date, caf: str, snoozes: Sequence[Snooze] = ()
) -> list[OwedLine]:
    """The duties in words, the most overdue first, then the earliest due; each with those of the snoozes that hold."""
    ordered = sorted(duties, key=urgency)
    lines = [_line(duty, viewer, today, caf, [one for one in snoozes if is_of(one, duty)]) for duty in ordered]
    # Whoever has not yet said yes can do nothing of what a lead owes: their button is the answer.
    answers = {
        line.reference: line for duty, line in zip(ordered, lines, strict=True) if duty.key == ANSWER and line.is_yours
    }
    return [
        replace(line, href=answers[line.reference].href, button=answers[line.reference].button)
        if line.is_yours and duty.ladder.owed_by == Part.LEAD and line.reference in answers
        else line
        for duty, line in zip(ordered, lines, strict=True)
    ]


def urgency(duty: OpenDuty) -> tuple[date, int, int]:
    """The order in which duties are acted on: earliest due first, ties in the order of the catalogue."""
    return duty.due_on, duty.number, duty.subject_id


def when_words(due_on: date, days_late: int, today: date) -> str:
    """How late something is, or when it is due."""
    if days_late:
        return working_days_late(days_late)
    return "due today" if due_on == today else f"due {day(due_on)}"


def is_of(snooze: Snooze, duty: OpenDuty) -> bool:
    """Whether it puts off this duty's reminders."""
    same = (snooze.duty, snooze.subject_id, snooze.cause, snooze.cause_id)
    return same == (duty.key, duty.subject_id, duty.cause, duty.cause_id)


def put_off_link(duty: OpenDuty) -> str | None:
    """Where its reminders can be put off; None where they never can."""
    if not DUTIES[duty.key].may_be_snoozed:
        return None
    reference = reference_of(duty.case_id)
    return url_for("snoozes.put_off", reference=reference, duty=duty.key, cause=duty.cause, cause_id=duty.cause_id)


def _snooze_line(snooze: Snooze, viewer: User) -> SnoozeLine:
    until = day(snooze.until_on)
    mine = snooze.user_id == viewer.id
    who = "You" if mine else snooze.user.name
    if snooze.asked is None or snooze.allowed:
        have = "have" if mine else "has"
        return SnoozeLine(f"{who} {have} put off reminders of this until {until}", snooze.reason)
    asked = "you" if snooze.asked_id == viewer.id else snooze.asked.name
    return SnoozeLine(f"{who} asked {asked} to let them wait again, until {until}", snooze.reason)


def _line(duty: OpenDuty, viewer: User, today: date, caf: str, snoozes: list[Snooze]) -> OwedLine:
    words = WORDS[duty.key]
    who = " or ".join(person.name for person in duty.owed_by)
    late = duty.late(today)
    is_yours = any(person.user_id == viewer.id for person in duty.owed_by)
    holding = [one for one in snoozes if one.until_on > today and one.allowed is not False]
    return OwedLine(
        reference=reference_of(duty.case_id),
        yours=say(words.yours, caf=caf),
        waiting=say(words.waiting, caf=caf, who=who),
        title=duty_title(duty.key, caf),
        who=who,
        due_on=duty.due_on,
        days_late=late,
        when=when_words(duty.due_on, late, today),
        is_yours=is_yours,
        href=link_to(duty.key, case_id=duty.case_id, subject_id=duty.subject_id),
        button=say(words.button, caf=caf),
        snoozes=tuple(_snooze_line(one, viewer) for one in holding),
        put_off=put_off_link(duty) if is_yours and not any(one.user_id == viewer.id for one in holding) else None,
    )
