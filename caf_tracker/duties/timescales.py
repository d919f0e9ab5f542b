"""The catalogue's timescales: local defaults of an authority, never "the law"; another policy can stand in for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from caf_tracker.duties.ladders import Ladder, Rung, Weeks
from caf_tracker.duties.parts import Part

NOMINEE = ASKED = Part.PERSON
LEAD, LEADS_MANAGER = Part.LEAD, Part.LEADS_MANAGER
MANAGER, MANAGERS_MANAGER = Part.MANAGER, Part.MANAGERS_MANAGER
COORDINATOR, HEAD, CONTACT = Part.COORDINATOR, Part.HEAD, Part.CONTACT

# A nomination lapses at 08:00 of this working day; the shorter one on the fast track (DOMAIN.md).
LAPSE, LAPSE_FAST = 10, 5
# A closure with nothing started is called stalled from this working day on.
STALLED = 20
# The owner of an action is reminded on this working day before it is due, if it was agreed before that.
REMINDED_BEFORE = -3
# The next review is looked for from this working day before it is due.
REVIEW_STARTS = -10
# The first review, those after it, and both where it is soon: a child is under 1, or social care closed lately.
FIRST_REVIEW, NEXT_REVIEW, SOON = Weeks(6), Weeks(12), Weeks(4)
CLOSED_LATELY_MONTHS = 6
# What an agency knows goes stale so long after its day; sooner if a child is then under 1.
STALE, STALE_YOUNG = Weeks(6, to_monday=True), Weeks(4)


def _ladder(
    key: str,
    owed_by: Part,
    due: int,
    *rungs: tuple[int, Part],
    then: Part,
    offset: int = 0,
    silent_from: int | None = None,
    wait: Weeks | None = None,
    starts: int = 0,
) -> Ladder:
    return Ladder(key, owed_by, due, tuple(Rung(*rung) for rung in rungs), then, offset, silent_from, wait, starts)


def _nomination(key: str, lapse: int) -> Ladder:
    return _ladder(
        key,
        NOMINEE,
        3,
        (0, NOMINEE),
        (2, NOMINEE),
        (4, Part.PERSONS_MANAGER | MANAGER),
        (5, COORDINATOR),
        then=NOMINEE | COORDINATOR,
        silent_from=lapse,
    )


def _no_lead(variant: str, owed_by: Part, offset: int = 0) -> Ladder:
    told = MANAGER | COORDINATOR | CONTACT
    return _ladder(
        f"no_lead.{variant}",
        owed_by,
        1,
        (0, told),
        (2, told),
        (5, COORDINATOR | HEAD),
        then=MANAGER | COORDINATOR | HEAD,
        offset=offset,
    )


def _refusal(variant: str, decider: Part) -> Ladder:
    return _ladder(
        f"refusal_undecided.{variant}",
        decider,
        2,
        (0, decider | LEAD),
        (2, decider | COORDINATOR),
        (5, COORDINATOR | HEAD),
        then=decider | COORDINATOR | HEAD,
    )


def _meeting(variant: str, decider: Part, deciders_manager: Part) -> Ladder:
    return _ladder(
        f"meeting_undecided.{variant}",
        decider,
        2,
        (0, decider),
        (2, decider | deciders_manager),
        (5, COORDINATOR),
        then=decider,
    )


def _early(key: str, due: int) -> Ladder:
    """The assessment and the plan: the lead two days before it is due, their manager after, then the coordinator."""
    return _ladder(key, LEAD, due, (due - 2, LEAD), (due + 1, LEAD | LEADS_MANAGER), (due + 5, COORDINATOR), then=LEAD)


def _review(variant: str, wait: Weeks) -> Ladder:
    return _ladder(
        f"review_not_held.{variant}",
        LEAD,
        0,
        (REVIEW_STARTS, Part.LEAD_UNARRANGED),
        (1, LEAD),
        (5, LEAD | LEADS_MANAGER),
        (10, COORDINATOR),
        then=LEAD,
        wait=wait,
        starts=REVIEW_STARTS,
    )


def _action(variant: str, owner: Part, *, reminded_before: bool) -> Ladder:
    before = ((REMINDED_BEFORE, owner),) if reminded_before else ()
    rungs = (*before, (1, owner), (5, owner | LEAD))
    return _ladder(f"action_not_done.{variant}", owner, 0, *rungs, then=owner, starts=REMINDED_BEFORE)


def _engagement(variant: str, contact: Part, *, young: bool, wait: Weeks | None = None) -> Ladder:
    second, third = (3, 5) if young else (5, 10)
    rungs = ((0, contact), (second, contact | LEAD), (third, COORDINATOR))
    return _ladder(f"engagement_unknown.{variant}", contact, second, *rungs, then=contact, wait=wait)


def _engagements() -> Iterator[Ladder]:
    """Of an agency's contact, or of the lead for their own agency; asked by an act, or what was known went stale."""
    for of, contact in (("contact", CONTACT), ("lead", LEAD)):
        yield _engagement(f"of_{of}", contact, young=False)
        yield _engagement(f"of_{of}_young", contact, young=True)
        yield _engagement(f"of_{of}_stale", contact, young=False, wait=STALE)
        yield _engagement(f"of_{of}_stale_young", contact, young=True, wait=STALE_YOUNG)


# DOMAIN.md, "The catalogue", to the letter. A variant's name stands after the dot.
CATALOGUE = (
    _nomination("lead_not_answered", LAPSE),
    _nomination("lead_not_answered.fast_track", LAPSE_FAST),
    _no_lead("of_manager", MANAGER),
    _no_lead("of_coordinator", COORDINATOR),
    _no_lead("of_manager_after_lapse", MANAGER, LAPSE),
    _no_lead("of_coordinator_after_lapse", COORDINATOR, LAPSE),
    _no_lead("of_manager_after_fast_lapse", MANAGER, LAPSE_FAST),
    _no_lead("of_coordinator_after_fast_lapse", COORDINATOR, LAPSE_FAST),
    _ladder("agreement_not_recorded", LEAD, 5, (3, LEAD), (6, LEAD | MANAGER), (10, COORDINATOR), then=LEAD),
    _ladder(
        "step_down_unfinished",
        MANAGER,
        15,
        (10, MANAGER),
        (15, MANAGER | COORDINATOR),
        (20, COORDINATOR | HEAD),
        then=MANAGER | COORDINATOR,
    ),
    _ladder(
        "caf_not_started",
        LEAD,
        5,
        (0, LEAD | MANAGER | COORDINATOR | CONTACT),
        (2, LEAD | MANAGER),
        (5, LEAD | COORDINATOR),
        (10, COORDINATOR | HEAD),
        then=LEAD | COORDINATOR | HEAD,
        silent_from=STALLED,
    ),
    _ladder(
        "caf_not_started.fast_track",
        LEAD,
        5,
        (0, LEAD | MANAGER | COORDINATOR | CONTACT),
        (2, LEAD | MANAGER | COORDINATOR),
        (5, LEAD | COORDINATOR | HEAD),
        then=LEAD | COORDINATOR | HEAD,
        silent_from=STALLED,
    ),
    _ladder(
        "handover_not_confirmed",
        MANAGER,
        3,
        (0, MANAGER),
        (3, MANAGER),
        (5, COORDINATOR),
        (10, COORDINATOR | HEAD),
        then=MANAGER | COORDINATOR,
    ),
    _refusal("of_manager", MANAGER),
    _refusal("of_leads_manager", LEADS_MANAGER),
    _meeting("of_manager", MANAGER, MANAGERS_MANAGER),
    _meeting("of_lead", LEAD, LEADS_MANAGER),
    _ladder(
        "handover_stalled",
        HEAD,
        0,
        (0, HEAD | COORDINATOR | MANAGER | LEAD),
        then=HEAD | COORDINATOR | MANAGER | LEAD,
        offset=STALLED,
    ),
    _ladder("approval_waiting", ASKED, 2, (0, ASKED), (2, ASKED), (5, HEAD), then=ASKED | HEAD),
    _early("assessment_not_complete", 10),
    _early("plan_not_shared", 15),
    _review("first", FIRST_REVIEW),
    _review("next", NEXT_REVIEW),
    _review("first_soon", SOON),
    _review("next_soon", SOON),
    _action("of_person", Part.PERSON, reminded_before=True),
    _action("of_person_at_short_notice", Part.PERSON, reminded_before=False),
    _action("of_agency", CONTACT, reminded_before=True),
    _action("of_agency_at_short_notice", CONTACT, reminded_before=False),
    _action("of_family", LEAD, reminded_before=True),
    _action("of_family_at_short_notice", LEAD, reminded_before=False),
    *_engagements(),
    # Not a duty: who acts next on a case on which nothing is owed.
    _ladder("nothing_owed.of_manager", MANAGER, 0, (0, MANAGER), then=MANAGER),
    _ladder("nothing_owed.of_lead", LEAD, 0, (0, LEAD), then=LEAD),
)


@dataclass(frozen=True)
class Timescales:
    """The ladders in force, by key."""

    ladders: dict[str, Ladder] = field(default_factory=lambda: {ladder.key: ladder for ladder in CATALOGUE})

    def of_duty(self, duty: str) -> list[Ladder]:
        """Every variant of a duty's ladder."""
        return [ladder for key, ladder in self.ladders.items() if key.partition(".")[0] == duty]


_in_force: ContextVar[Timescales | None] = ContextVar("timescales", default=None)
_DEFAULTS = Timescales()


def in_force() -> Timescales:
    """The timescales that now apply: the catalogue's, unless a policy is being played."""
    return _in_force.get() or _DEFAULTS


@contextmanager
def set_to(timescales: Timescales) -> Iterator[None]:
    """Within the block these timescales apply."""
    token = _in_force.set(timescales)
    try:
        yield
    finally:
        _in_force.reset(token)
