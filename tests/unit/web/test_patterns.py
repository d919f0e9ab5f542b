"""What is pointed out of the agencies' answers, on both sides of each edge."""

from datetime import date, timedelta

import pytest

from caf_tracker.labels import label
from caf_tracker.models.words import EngagementStatus
from caf_tracker.web.areas.case_page.patterns import LeftBehind, Missed, left_behind, missed_together, turned_away
from caf_tracker.web.what_is_known import ago

TODAY = date(2026, 3, 3)
ENGAGED, DECLINED = EngagementStatus.ENGAGED, EngagementStatus.DECLINED
NOT_BROUGHT, NO_ACCESS = EngagementStatus.NOT_BROUGHT, EngagementStatus.NO_ACCESS


def said(word: object) -> str:
    return label(word) if isinstance(word, EngagementStatus) else ""


def missed(days_ago: int, agency: str = "School", status: EngagementStatus = NOT_BROUGHT) -> Missed:
    return Missed(TODAY - timedelta(days=days_ago), agency, status)


def test_two_agencies_that_know_of_disengagement_are_pointed_out_and_one_is_not() -> None:
    one = {"School": DECLINED, "Clinic": ENGAGED, "Youth": EngagementStatus.ENDED_BY_AGENCY}
    assert turned_away(one, said) is None
    found = turned_away(one | {"Clinic": NO_ACCESS}, said)
    assert found is not None
    assert found.what == "2 agencies say that the family no longer uses their support"
    assert found.of == ["School: declined it", "Clinic: no answer at the door"]


@pytest.mark.parametrize(("apart", "pointed_out"), [(56, True), (57, False)])
def test_two_missed_within_eight_weeks_are_pointed_out_across_agencies_too(apart: int, pointed_out: bool) -> None:
    found = missed_together([missed(0, "Clinic", NO_ACCESS), missed(apart)], TODAY, said)
    assert (found is not None) is pointed_out
    if found:
        assert found.of == ["School: child not brought, 6 January 2026", "Clinic: no answer at the door, 3 March 2026"]


@pytest.mark.parametrize(("latest", "pointed_out"), [(56, True), (57, False)])
def test_they_are_pointed_out_for_eight_weeks_after_the_later_one(latest: int, pointed_out: bool) -> None:
    assert (missed_together([missed(latest), missed(latest + 10)], TODAY, said) is not None) is pointed_out


def test_one_visit_missed_by_two_children_is_one() -> None:
    assert missed_together([missed(3), missed(3, status=NO_ACCESS)], TODAY, said) is None
    assert missed_together([missed(3), missed(3, "Clinic")], TODAY, said) is not None


def test_what_an_agency_that_left_had_agreed_to_is_named() -> None:
    assert left_behind([]) is None
    found = left_behind([LeftBehind("School", "Breakfast club", TODAY)])
    assert found is not None
    assert found.of == ["School: Breakfast club (by 3 March 2026)"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (13, "13 days ago"), (14, "2 weeks ago"), (118, "16 weeks ago"),
     (119, "3 months ago"), (364, "11 months ago"), (800, "2 years ago")],
)  # fmt: skip
def test_how_old_knowledge_is_in_words(days: int, words: str) -> None:
    assert ago(TODAY - timedelta(days=days), TODAY) == words
