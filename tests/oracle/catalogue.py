"""The duties as the contract's table has them: when due, who owes, who is told at which rung, and who after that.

Duty 10 never waits in a scenario, where the second person approves in the same moment.
"""

from dataclasses import dataclass

Rung = tuple[int, tuple[str, ...]]

NOMINEE, LEAD, MANAGER, COORDINATOR, HEAD = "nominee", "lead", "manager", "coordinator", "head"
NOMINEES_MANAGER, CONTACT = "nominee's manager", "receiving agency's contact"
DECIDER, DECIDERS_MANAGER = "decider", "decider's manager"
LEADS_MANAGER, AGENCYS_CONTACT, OWNER = "lead's manager", "agency's contact", "owner"
LEAD_IF_NONE_ARRANGED, OWNER_IF_AGREED_BEFORE = "lead, if none is arranged", "owner, if agreed before that day"


@dataclass(frozen=True)
class Duty:
    """One line of the table; `fast` and `fast_due`: its other ladder, for the fast track or for children under 1.

    Where the ladder is counted from the due day, that day is its anchor: `due` is 0, and `opens` is negative.
    """

    number: int
    key: str
    due: int
    owed_by: str
    rungs: tuple[Rung, ...]
    then: tuple[str, ...]
    fast: tuple[Rung, ...] = ()
    safety: bool = False
    fast_due: int | None = None
    opens: int = 0


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
    Duty(
        11, "assessment_not_complete", 10, LEAD,
        (
            (8, (LEAD,)),
            (11, (LEAD, LEADS_MANAGER)),
            (15, (COORDINATOR,)),
        ),
        (LEAD,),
    ),
    Duty(
        12, "plan_not_shared", 15, LEAD,
        (
            (13, (LEAD,)),
            (16, (LEAD, LEADS_MANAGER)),
            (20, (COORDINATOR,)),
        ),
        (LEAD,),
    ),
    Duty(
        14, "review_not_held", 0, LEAD,
        (
            (-10, (LEAD_IF_NONE_ARRANGED,)),
            (1, (LEAD,)),
            (5, (LEAD, LEADS_MANAGER)),
            (10, (COORDINATOR,)),
        ),
        (LEAD,),
        opens=-10,
    ),
    Duty(
        16, "action_not_done", 0, OWNER,
        (
            (-3, (OWNER_IF_AGREED_BEFORE,)),
            (1, (OWNER,)),
            (5, (OWNER, LEAD)),
        ),
        (OWNER,),
        opens=-3,
    ),
    Duty(
        17, "engagement_unknown", 5, AGENCYS_CONTACT,
        (
            (0, (AGENCYS_CONTACT,)),
            (5, (AGENCYS_CONTACT, LEAD)),
            (10, (COORDINATOR,)),
        ),
        (AGENCYS_CONTACT,),
        fast=(
            (0, (AGENCYS_CONTACT,)),
            (3, (AGENCYS_CONTACT, LEAD)),
            (5, (COORDINATOR,)),
        ),
        fast_due=3,
    ),
)  # fmt: skip
DUTIES = {duty.key: duty for duty in CATALOGUE}

# A nomination lapses at 08:00 on this working day; on the fast track, sooner. The handover has stalled on the last.
LAPSES, LAPSES_FAST, STALLS = 10, 5, 20
REPEATS = 5

# Duty 14: so many weeks after the assessment, after a meeting, and in both when a child is under 1 or social care
# closed less than so many months before. Duty 17: what is known goes stale after so many weeks.
REVIEW_FIRST, REVIEW_NEXT, REVIEW_CLOSE, SOCIAL_CARE_CLOSED = 6, 12, 4, 6
STALE, STALE_UNDER_ONE = 6, 4
KNOWING = {"direct", "record"}
DISENGAGED = {"declined", "not_brought", "no_access"}
COUNTING_MEETINGS = {"taf", "review"}
