"""The kinds of cases on which something is owed, and from which days, so that a morning tells all, one or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice

from caf_tracker.duties import timescales

# The longest that anything here has been open, in working days.
LONGEST = 36


@dataclass(frozen=True)
class Kind:
    """A case of this kind has ladders that count from its `first` day (the decision) and its `recent` one."""

    name: str
    first: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    # The days between which the recent one may lie, in working days before the morning.
    newest: int = 1
    oldest: int = LONGEST
    # The fewest working days since the decision: enough for every ladder from it to have told somebody.
    decided: int = 1


KINDS = (
    Kind("successor_asked", recent=("lead_not_answered",), oldest=9),
    Kind("lead_lost", recent=("no_lead.of_coordinator",)),
    Kind("never_led", first=("no_lead.of_manager", "step_down_unfinished"), decided=12),
    Kind(
        "lapsed",
        first=("step_down_unfinished",),
        recent=("no_lead.of_manager_after_lapse",),
        newest=12,
        decided=12,
    ),
    Kind(
        "agreement_awaited", first=("step_down_unfinished",), recent=("agreement_not_recorded",), newest=5, decided=12
    ),
    Kind("unfinished", first=("step_down_unfinished",), decided=12),
    Kind("not_started", recent=("caf_not_started",), newest=2, oldest=19),
    Kind("not_started_fast", recent=("caf_not_started.fast_track",), newest=2, oldest=19),
    Kind("stalled", recent=("handover_stalled",), newest=20),
    Kind("unconfirmed", recent=("handover_not_confirmed",)),
    Kind("refused", first=("step_down_unfinished",), recent=("refusal_undecided.of_manager",), decided=12),
    Kind("withdrawn", recent=("refusal_undecided.of_leads_manager",)),
    Kind("meeting_undecided", recent=("meeting_undecided.of_lead",)),
    Kind("first_meeting_undecided", first=("step_down_unfinished", "meeting_undecided.of_manager"), decided=12),
    Kind("engagement_asked", recent=("engagement_unknown.of_contact",)),
    Kind("approval_waiting", first=("handover_stalled",), recent=("approval_waiting",), decided=20),
)


@dataclass(frozen=True)
class Owed:
    """One case: its kind and how many working days before the morning its two days lie."""

    kind: str
    first: int
    recent: int
    duties: int


def standing_by(duties: int) -> list[Owed]:
    """Cases with that many open duties (or one more), a rung of each behind it, none on this morning or the last."""
    found: list[Owed] = []
    for owed in _in_turn(rungs_that_morning=0):
        if duties <= 0:
            break
        found.append(owed)
        duties -= owed.duties
    return found


def falling_due(cases: int) -> list[Owed]:
    """So many cases on each of which one duty has a rung on the morning, and none has one on the morning before."""
    return list(islice(_in_turn(rungs_that_morning=1), cases))


def _in_turn(*, rungs_that_morning: int) -> Iterator[Owed]:
    """Kind after kind, each with its days in turn, without end."""
    days = [cycle(found) for kind in KINDS if (found := list(_days(kind, rungs_that_morning)))]
    return chain.from_iterable(zip(*days, strict=True))


def _days(kind: Kind, rungs_that_morning: int) -> Iterator[Owed]:
    for recent in range(kind.newest, kind.oldest + 1):
        # Where nothing counts from the decision, it was some time before.
        for first in range(max(kind.decided, recent), LONGEST + 1) if kind.first else [recent + 20]:
            backs = [(key, first) for key in kind.first] + [(key, recent) for key in kind.recent]
            told = [_has_rung(key, back) for key, back in backs]
            told_before = [_has_rung(key, back - 1) for key, back in backs]
            if sum(told) == rungs_that_morning and not any(told_before):
                yield Owed(kind.name, first, recent, len(backs))


def _has_rung(key: str, back: int) -> bool:
    """Whether a rung of this ladder falls on the day that lies so many working days after the one it counts from."""
    ladder = timescales.in_force().ladders[key]
    for number, _ in ladder.numbers():
        if ladder.offset + number >= back:
            return ladder.offset + number == back
    return False
