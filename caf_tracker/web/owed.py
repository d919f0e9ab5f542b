"""What is owed, as a page shows it: one plain sentence, the due day, how late, and the page that does it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from caf_tracker.duties import OpenDuty
from caf_tracker.duties.parts import Part
from caf_tracker.labels import duty_title
from caf_tracker.models import User
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

    @property
    def is_late(self) -> bool:
        """Whether the due day has passed."""
        return self.days_late > 0


def owed_lines(duties: Iterable[OpenDuty], *, viewer: User, today: date, caf: str) -> list[OwedLine]:
    """The duties in words, the most overdue first, then the earliest due."""
    ordered = sorted(duties, key=urgency)
    lines = [_line(duty, viewer, today, caf) for duty in ordered]
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


def _line(duty: OpenDuty, viewer: User, today: date, caf: str) -> OwedLine:
    words = WORDS[duty.key]
    who = " or ".join(person.name for person in duty.owed_by)
    late = duty.late(today)
    return OwedLine(
        reference=reference_of(duty.case_id),
        yours=say(words.yours, caf=caf),
        waiting=say(words.waiting, caf=caf, who=who),
        title=duty_title(duty.key, caf),
        who=who,
        due_on=duty.due_on,
        days_late=late,
        when=when_words(duty.due_on, late, today),
        is_yours=any(person.user_id == viewer.id for person in duty.owed_by),
        href=link_to(duty.key, case_id=duty.case_id, subject_id=duty.subject_id),
        button=say(words.button, caf=caf),
    )
