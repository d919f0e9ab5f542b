"""How people keep to what they owe: in an authority that is well run, and in one that is not.

All figures are assumptions, not measurements. In an authority that is well run everybody does what they owe before they
are reminded of it, but for the news itself; families refuse, meetings are put off and people go on leave there, too.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delay:
    """After how many working days something is done: usually between two numbers, and for a share between two later."""

    usually: tuple[int, int]
    late: tuple[int, int] = (0, 0)
    share_late: float = 0

    def days(self, dice: random.Random) -> int:
        """One throw."""
        return dice.randint(*(self.late if dice.random() < self.share_late else self.usually))


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What an authority is like; shares are of one."""

    name: str
    # That leads get no more mails and lines in a week than is promised.
    promised: bool
    # From the start of each duty until whoever owes it does it; ".young" where a child is under 1.
    delays: Mapping[str, Delay]
    # From the family's agreement to the start of the CAF, and from the handover's confirmation to closing.
    starting: Delay
    closing: Delay
    # How often social care closes before a CAF has started; and whether it waits for that in all other cases.
    closes_first: float
    closes_last: bool
    # The manager says at the decision itself whether to meet.
    decides_at_once: float
    # Nobody is given another family within so many working days of the last.
    families_apart: int
    declines: float
    refuses: float
    # The next review is arranged as soon as its time is known; the meeting takes place; those present say how it goes.
    arranges: float
    meets: float
    says_at_meetings: float
    # An action is done well before anybody need be reminded.
    done_early: float
    # Whoever goes on leave does before what would fall into it, and agrees on no review or action for those days; and
    # nobody is given a family just before their leave, or while they stand in for somebody.
    plans_around_leave: bool
    # Leads note at a visit, about once in four weeks, how their own agency's support goes.
    notes_visits: float


WELL_RUN = Habits(
    name="well run",
    promised=True,
    delays={
        "lead_not_answered": Delay((1, 1)),
        "no_lead": Delay((1, 1)),
        "agreement_not_recorded": Delay((1, 2)),
        "step_down_unfinished": Delay((5, 9)),
        "caf_not_started": Delay((1, 1)),
        "handover_not_confirmed": Delay((1, 2)),
        "refusal_undecided": Delay((1, 1)),
        "meeting_undecided": Delay((1, 1)),
        "handover_stalled": Delay((1, 1)),
        "approval_waiting": Delay((1, 1)),
        "assessment_not_complete": Delay((4, 7)),
        "plan_not_shared": Delay((7, 12)),
        "review_not_held": Delay((1, 3)),
        "action_not_done": Delay((0, 3)),
        "engagement_unknown": Delay((0, 4)),
        "engagement_unknown.young": Delay((0, 2)),
    },
    starting=Delay((1, 3)),
    closing=Delay((1, 5)),
    closes_first=0.05,
    closes_last=True,
    decides_at_once=0.9,
    families_apart=5,
    declines=0.05,
    refuses=0.04,
    arranges=0.95,
    meets=0.92,
    says_at_meetings=0.6,
    done_early=0.8,
    plans_around_leave=True,
    notes_visits=0.8,
)

BADLY_RUN = Habits(
    name="badly run",
    promised=False,
    delays={
        "lead_not_answered": Delay((2, 5), (6, 14), 0.4),
        "no_lead": Delay((1, 4), (5, 15), 0.5),
        "agreement_not_recorded": Delay((3, 8), (9, 25), 0.4),
        "step_down_unfinished": Delay((10, 20), (21, 40), 0.3),
        "caf_not_started": Delay((3, 8), (9, 30), 0.5),
        "handover_not_confirmed": Delay((2, 8), (9, 30), 0.5),
        "refusal_undecided": Delay((2, 6), (7, 20), 0.4),
        "meeting_undecided": Delay((2, 6), (7, 20), 0.4),
        "handover_stalled": Delay((1, 5), (6, 15), 0.5),
        "approval_waiting": Delay((1, 4), (5, 15), 0.4),
        "assessment_not_complete": Delay((8, 15), (16, 45), 0.5),
        "plan_not_shared": Delay((13, 20), (21, 60), 0.5),
        "review_not_held": Delay((8, 15), (16, 50), 0.5),
        "action_not_done": Delay((2, 8), (9, 40), 0.5),
        "engagement_unknown": Delay((1, 5), (6, 40), 0.55),
        "engagement_unknown.young": Delay((1, 5), (6, 40), 0.55),
    },
    starting=Delay((3, 10), (15, 40), 0.3),
    closing=Delay((1, 10), (11, 30), 0.3),
    closes_first=0.35,
    closes_last=False,
    decides_at_once=0.4,
    families_apart=0,
    declines=0.2,
    refuses=0.12,
    arranges=0.35,
    meets=0.6,
    says_at_meetings=0.2,
    done_early=0.15,
    plans_around_leave=False,
    notes_visits=0.1,
)
