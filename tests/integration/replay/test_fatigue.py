"""Some weeks of a small authority; `make bench BENCH=fatigue` plays a year of a large one and prints all figures."""

import pytest

from benchmarks.fatigue.habits import BADLY_RUN, WELL_RUN
from benchmarks.fatigue.playing import Size, play_here
from caf_tracker.reminders.counting import MOST_LINES, MOST_MAILS
from tests.fixtures.proving import Figure
from tests.scenarios import empty

pytestmark = pytest.mark.usefixtures("empty_replay")


def test_a_lead_gets_no_more_mails_and_lines_in_a_week_than_is_promised() -> None:
    played = play_here(WELL_RUN, Size(leads=2, cases=3, weeks=6, before=3))
    leads = played.groups[0]
    assert max(leads.mails) <= MOST_MAILS
    assert max(leads.lines) <= MOST_LINES
    # They were busy, and told of more than one thing.
    assert played.families > 4
    assert len({duty for week in leads.weeks for duty in week.lines_of}) > 2
    assert played.refused == {}


@pytest.mark.proof(only=True)
def test_what_is_badly_run_is_seen_in_the_figures(figure: Figure) -> None:
    size = Size(leads=4, weeks=8)
    often = {}
    for habits in (WELL_RUN, BADLY_RUN):
        leads = play_here(habits, size).groups[0]
        too_much = sum(week.mails > MOST_MAILS or week.lines > MOST_LINES for week in leads.weeks)
        often[habits.name] = too_much / len(leads.weeks)
        figure(f"{habits.name}: {too_much} of {len(leads.weeks)} weeks of leads with too many mails or lines")
        empty()
    assert often["well run"] < 0.1
    assert often["badly run"] > 0.5
