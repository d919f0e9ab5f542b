"""Duties 1 to 9 as the contract's table has them: when due, who owes, who is told at which rung, and who after that.

Duty 10 never waits in a scenario, where the second person approves in the same moment.
"""

from dataclasses import dataclass

Rung = tuple[int, tuple[str, ...]]

NOMINEE, LEAD, MANAGER, COORDINATOR, HEAD = "nominee", "lead", "manager", "coordinator", "head"
NOMINEES_MANAGER, CONTACT = "nominee's manager", "receiving agency's contact"
DECIDER, DECIDERS_MANAGER = "decider", "decider's manager"


@dataclass(frozen=True)
class Duty:
    """One line of the table."""

    number: int
    key: str
    due: int
    owed_by: str
    rungs: tuple[Rung, ...]
    then: tuple[str, ...]
    fast: tuple[Rung, ...] = ()
    safety: bool = False


CATALOGUE = (
    Duty(
        1, "lead_not_answered", 3, NOMINEE,
        (
            (0, (NOMINEE,)),
            (2, (NOMINEE,)),
            (4, (NOMINEES_MANAGER, MANAGER)),
            (5, (COORDINATOR,)),
        ),
        (NOMINEE, COORDINATOR),
    ),
    Duty(
        2, "no_lead", 1, "manager, then coordinator",
        (
            (0, (MANAGER, COORDINATOR, CONTACT)),
            (2, (MANAGER, COORDINATOR, CONTACT)),
            (5, (COORDINATOR, HEAD)),
        ),
        (MANAGER, COORDINATOR, HEAD),
    ),
    Duty(
        3, "agreement_not_recorded", 5, LEAD,
        (
            (3, (LEAD,)),
            (6, (LEAD, MANAGER)),
            (10, (COORDINATOR,)),
        ),
        (LEAD,),
    ),
    Duty(
        4, "step_down_unfinished", 15, MANAGER,
        (
            (10, (MANAGER,)),
            (15, (MANAGER, COORDINATOR)),
            (20, (COORDINATOR, HEAD)),
        ),
        (MANAGER, COORDINATOR),
    ),
    Duty(
        5, "caf_not_started", 5, LEAD,
        (
            (0, (LEAD, MANAGER, COORDINATOR, CONTACT)),
            (2, (LEAD, MANAGER)),
            (5, (LEAD, COORDINATOR)),
            (10, (COORDINATOR, HEAD)),
        ),
        (LEAD, COORDINATOR, HEAD),
        fast=(
            (0, (LEAD, MANAGER, COORDINATOR, CONTACT)),
            (2, (LEAD, MANAGER, COORDINATOR)),
            (5, (LEAD, COORDINATOR, HEAD)),
        ),
    ),
    Duty(
        6, "handover_not_confirmed", 3, MANAGER,
        (
            (0, (MANAGER,)),
            (3, (MANAGER,)),
            (5, (COORDINATOR,)),
            (10, (COORDINATOR, HEAD)),
        ),
        (MANAGER, COORDINATOR),
    ),
    Duty(
        7, "refusal_undecided", 2, DECIDER,
        (
            (0, (DECIDER, LEAD)),
            (2, (DECIDER, COORDINATOR)),
            (5, (COORDINATOR, HEAD)),
        ),
        (DECIDER, COORDINATOR, HEAD),
    ),
    Duty(
        8, "meeting_undecided", 2, DECIDER,
        (
            (0, (DECIDER,)),
            (2, (DECIDER, DECIDERS_MANAGER)),
            (5, (COORDINATOR,)),
        ),
        (DECIDER,),
    ),
    Duty(
        9, "handover_stalled", 0, HEAD,
        ((0, (HEAD, COORDINATOR, MANAGER, LEAD)),),
        (HEAD, COORDINATOR, MANAGER, LEAD),
        safety=True,
    ),
)  # fmt: skip
DUTIES = {duty.key: duty for duty in CATALOGUE}

# A nomination lapses at 08:00 on this working day; on the fast track, sooner. The handover has stalled on the last.
LAPSES, LAPSES_FAST, STALLS = 10, 5, 20
REPEATS = 5
