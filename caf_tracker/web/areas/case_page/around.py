"""Who is around the family, and what each agency really knows and since when: the grid of the case page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask import url_for
from markupsafe import Markup

from caf_tracker import clock
from caf_tracker.models import TeamAgency
from caf_tracker.pictures.strength import Strength, mark
from caf_tracker.services.mailbox_questions import calls_wanted
from caf_tracker.web.areas.case_page.facts import CaseFacts
from caf_tracker.web.areas.case_page.patterns import Pattern, found_in
from caf_tracker.web.filters import day
from caf_tracker.web.what_is_known import (
    WHOLE_FAMILY,
    OnRecord,
    Who,
    Word,
    ago,
    family_members,
    key_of,
    on_record,
    said_so,
    team_at,
)

Label = Callable[[StrEnum | None], str]
# What counts as nobody knowing.
OPEN = {Strength.UNKNOWN: "Not known", Strength.STALE: "Out of date"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is known by one agency of one of the family; `words` is empty where nothing is recorded."""

    who: str
    strength: Strength | None
    words: str
    when: str
    # What others said later, which settles nothing.
    heard: str
    history: str
    record: str

    @property
    def mark(self) -> Markup:
        """The shape beside the words."""
        return mark(self.strength) if self.strength else Markup()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One agency."""

    member: TeamAgency
    # Whether nobody knows, or not any more: in words for the head of the row, empty where it is known.
    open: str
    # Since when the agency would like to be telephoned about it, in words.
    call: str
    strength: Strength
    record: str
    cells: list[Cell]

    @property
    def mark(self) -> Markup:
        """The shape beside the words."""
        return mark(self.strength)


@dataclass(frozen=True, kw_only=True)
class Around:
    """The whole section."""

    people: list[str]
    rows: list[Row]
    patterns: list[Pattern]

    @property
    def summary(self) -> str:
        """In one sentence, what nobody knows."""
        if not self.rows:
            return "No agency is in the team around this family yet."
        agencies = f"{len(self.rows)} {'agency' if len(self.rows) == 1 else 'agencies'} in the team"
        if not self.open:
            return f"{agencies}: each has said whether the family uses its support."
        counts = {words: sum(row.strength is one for row in self.rows) for one, words in OPEN.items()}
        return f"{agencies}. {' '.join(f'{words}: {count}.' for words, count in counts.items() if count)}"

    @property
    def open(self) -> bool:
        """Whether there is an agency of which nobody knows, or not any more."""
        return any(row.strength in OPEN for row in self.rows)


def around(facts: CaseFacts, at: datetime, label: Label) -> Around:
    """The section in five statements, whatever the number of agencies and of the family."""
    case = facts.case
    team, record = team_at(case, at), on_record(case, at)
    people, calls = family_members(facts.children, facts.adults), calls_wanted(case)
    return Around(
        people=list(people.values()),
        rows=[_row(member, record, people, calls.get(member.id), label) for member in team],
        patterns=found_in(case, team, record, today=clock.london_date(at), label=label),
    )


def _row(
    member: TeamAgency, record: OnRecord, people: dict[Who, str], call_wanted: datetime | None, label: Label
) -> Row:
    word, reference = record.altogether(member.agency_id), record.case.reference
    history = url_for("engagement.history", reference=reference, team_agency_id=member.id)
    recording = url_for("engagement.record", reference=reference, team_agency_id=member.id)
    cells = []
    for who, name in people.items():
        said = _Said(record.of(member.agency_id, who), clock.london_date(record.at), label)
        # Nothing at all is said of one person where it is said of the family; of the family it is what must be asked.
        silent = said.word.is_empty and (who != WHOLE_FAMILY or word.known is not None)
        key = key_of(who)
        cells.append(
            Cell(
                who=name,
                strength=None if silent else said.word.strength,
                words="" if silent else said.words,
                when=said.when,
                heard=said.heard,
                history=f"{history}?who={key or 'family'}",
                record=f"{recording}?who={key}" if key else recording,
            )
        )
    is_open = _open(member, word)
    call = f"Asked on {day(call_wanted)} to be telephoned" if call_wanted and is_open else ""
    return Row(member=member, open=is_open, call=call, strength=word.strength, record=recording, cells=cells)


def _open(member: TeamAgency, word: Word) -> str:
    if word.strength is Strength.UNKNOWN:
        return f"Not known since {day(word.unknown.as_of if word.known and word.unknown else member.joined_on)}"
    return "Out of date" if word.strength is Strength.STALE else ""


@dataclass(frozen=True)
class _Said:
    """A cell's word, said on this day."""

    word: Word
    today: date
    label: Label

    @property
    def words(self) -> str:
        """What counts."""
        return "Out of date" if self.word.strength is Strength.STALE else self.label(self.word.status)

    @property
    def when(self) -> str:
        """How old what is known is, what it was if it counts no more, or when it was said that nothing is known."""
        known = self.word.known
        if known is None:
            unknown = self.word.unknown
            return f"Asked {ago(unknown.as_of, self.today)}" if unknown else ""
        before = {
            Strength.STALE: f"{self.label(known.status)}, ",
            Strength.UNKNOWN: f"Before: {self.label(known.status)}, ",
        }
        return f"{before.get(self.word.strength, '')}{ago(known.as_of, self.today)}"

    @property
    def heard(self) -> str:
        """What others said later."""
        heard = self.word.heard_since
        return f"{said_so(heard)}: {self.label(heard.status)}, {ago(heard.as_of, self.today)}" if heard else ""
