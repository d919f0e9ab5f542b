"""The state machine: Hypothesis chooses the acts, the passing of time and the dice of each."""

from datetime import date, timedelta
from random import Random
from types import ModuleType

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.integration.silence import away, families, files, handovers, leaving, plans, second_persons, teams
from tests.integration.silence.scene import ACTS, Act
from tests.integration.silence.walk import Tally, Walk

# The days from which a walk begins: an ordinary one, and before Christmas, Easter, the May holidays and both changes
# of the clock.
STARTS = (
    date(2026, 2, 3), date(2026, 3, 12), date(2026, 3, 27), date(2026, 4, 1), date(2026, 4, 29), date(2026, 5, 21),
    date(2026, 8, 27), date(2026, 10, 9), date(2026, 10, 23), date(2026, 11, 30), date(2026, 12, 17),
    date(2026, 12, 23), date(2027, 12, 22), date(2028, 2, 22), date(2024, 3, 21),
)  # fmt: skip
_CAF = ("open_case", "decide_step_down", "nominate_lead", "accept_lead", "record_agreement", "start_caf")
# The acts with which a walk begins, so that it need not find the way there: none, or up to one of the stages; and
# days on which nothing is done, of which a walk of its own has too few in a row for what is weeks away.
PRELUDES: tuple[tuple[str | int, ...], ...] = (
    (),
    ("open_case", "decide_step_down"),
    ("open_case", "decide_step_down", "close_to_social_care"),
    ("open_case", "decide_step_down", "close_to_social_care", "nominate_lead", "accept_lead", "record_agreement"),
    _CAF,
    (*_CAF, "confirm_handover", "end_lead"),
    (*_CAF, "add_agency_to_team", "record_engagement", "record_engagement"),
    (*_CAF, "record_engagement", "complete_assessment", "share_plan", "add_action", "record_review"),
    (*_CAF, "complete_assessment", "arrange_meeting", 9, 5, 4, 4, 4, 4, 4, 4, 4),
    (*_CAF, "complete_assessment", "share_plan", "arrange_meeting", 5, 9, 4, 4, 4, 4, 4),
    (*_CAF, "complete_assessment", "confirm_handover", "arrange_meeting"),
    (*_CAF, "add_agency_to_team", "add_action", "propose_closing", "approve_closing"),
    (*_CAF, "add_action", "propose_closing", "approve_closing", "reopen"),
    ("import_a_new_family",),
    ("import_a_new_family", "nominate_lead", "accept_lead"),
)  # fmt: skip
# One act in so many is somebody's who may have no right to it, on a case that it may not fit.
OVERREACHING = 0.08
# What the dice of an act begin with, and how far the walk has come: Hypothesis likes the same few numbers best, and
# would choose the same few acts with them.
DICE = st.integers(0, 2**32 - 1)
HOURS = st.sampled_from((2, 9, 14, 22, 63))
DAYS = st.sampled_from((1, 2, 3, 5, 8, 13))


class Silence(RuleBasedStateMachine):
    """Whatever is done, by whomever, and however long nothing is: no handover falls silent."""

    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.walk: Walk | None = None

    @property
    def here(self) -> Walk:
        """The walk that is under way."""
        assert self.walk is not None
        return self.walk

    @initialize(start=st.sampled_from(STARTS), prelude=st.sampled_from(PRELUDES), dice=DICE)
    def begin(self, start: date, prelude: tuple[str | int, ...], dice: int) -> None:
        self.walk = Walk(start, self.tally)
        for part in prelude:
            if isinstance(part, int):
                self._pass(timedelta(days=part))
            elif self.walk.fits(ACTS[part]):
                self.walk.do(ACTS[part], self._dice(dice))

    # Acts in groups, so that each group is as likely as the passing of time

    @rule(dice=DICE)
    def the_handover_moves_on(self, dice: int) -> None:
        self._one_of(PATH, dice)

    @rule(dice=DICE)
    def the_handover_goes_on_moving(self, dice: int) -> None:
        self._one_of(PATH, dice)

    @rule(dice=DICE)
    def the_handover_comes_to_its_end(self, dice: int) -> None:
        self._one_of(PATH, dice)

    @rule(dice=DICE)
    def the_handover_stumbles(self, dice: int) -> None:
        self._one_of(DETOURS, dice)

    @rule(dice=DICE)
    def the_team_says_what_it_knows(self, dice: int) -> None:
        self._one_of(_of(teams), dice)

    @rule(dice=DICE)
    def the_plan_is_worked_on(self, dice: int) -> None:
        self._one_of(WORK, dice)

    @rule(dice=DICE)
    def the_family_changes(self, dice: int) -> None:
        self._one_of(_of(families, files), dice)

    @rule(dice=DICE)
    def people_come_and_go(self, dice: int) -> None:
        self._one_of(_of(leaving) + _of(away) * 2, dice)

    @rule(dice=DICE)
    def somebody_is_lost(self, dice: int) -> None:
        self._one_of(LOSSES, dice)

    # Time

    @rule(hours=HOURS)
    def hours_pass(self, hours: int) -> None:
        self._pass(timedelta(hours=hours))

    @rule(days=DAYS)
    def days_pass(self, days: int) -> None:
        self._pass(timedelta(days=days))

    @rule(days=st.sampled_from((1, 3, 9, 20)))
    def the_scheduler_is_off(self, days: int) -> None:
        self.tally.steps += 1
        self.here.leave_the_scheduler_off(timedelta(days=days))

    def teardown(self) -> None:
        if self.walk:
            self.walk.end()

    def _dice(self, first: int) -> Random:
        return Random(f"{first} {len(self.here.journal)}")  # noqa: S311  chooses, guards nothing

    def _one_of(self, acts: list[Act], dice: int) -> None:
        self.tally.steps += 1
        thrown = self._dice(dice)
        if thrown.random() < OVERREACHING:
            self.here.overreach(thrown)
        else:
            self.here.do_one_of(acts, thrown)

    def _pass(self, long: timedelta) -> None:
        self.tally.steps += 1
        self.here.pass_time(long)
        # The morning's sweep looked at what is new alone; the day's second would look at everything, and hide it.
        self.here.look_at_everything()
        self.here.tick()


def _of(*modules: ModuleType) -> list[Act]:
    names = [module.__name__ for module in modules]
    return [act for act in ACTS.values() if act.perform.__module__ in names]


# What brings a handover to its end, and how likely each is where several fit: else few would ever come that far.
_TOWARDS_THE_END = {
    "decide_step_down": 3, "close_to_social_care": 3, "nominate_lead": 1, "accept_lead": 3, "record_agreement": 1,
    "start_caf": 8, "confirm_handover": 5, "decide_meeting": 1,
}  # fmt: skip
PATH = [ACTS[name] for name, weight in _TOWARDS_THE_END.items() for _ in range(weight)]
# What seldom fits is done when it does.
_OFTEN = {
    "end_lead": 2, "decline_lead": 4, "draft_step_down": 2, "revise_draft": 12, "approve": 5, "refuse": 3,
    "take_back": 2, "ask_to_recommend_nothing": 2, "return_to_social_care": 2,
}  # fmt: skip
DETOURS = [act for act in _of(handovers, second_persons) if act not in PATH for _ in range(_OFTEN.get(act.name, 1))]
# How likely each piece of work is where several fit: what seldom fits is done when it does.
_WORK = {
    "complete_assessment": 5, "share_plan": 2, "add_action": 3, "agree_new_day": 3, "arrange_meeting": 3,
    "cancel_meeting": 2, "hold_meeting": 2, "drop_action": 2, "record_review": 6, "propose_closing": 5,
    "approve_closing": 9, "reopen": 9,
}  # fmt: skip
WORK = [act for act in _of(plans) for _ in range(_WORK.get(act.name, 1))]
# What makes a stand-in of somebody.
LOSSES = [ACTS["disable_user"], ACTS["relay"]]
