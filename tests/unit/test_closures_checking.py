"""One row of a closures file: what is accepted in which spelling, and what is named as wrong."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from caf_tracker.exchange.closures.checking import CheckedRow, Known, check
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.reading import Row
from caf_tracker.labels import label
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation

TODAY = date(2026, 11, 23)
KNOWN = Known(
    areas={"north vale": 1},
    agencies={"fell health visiting": 2},
    deciders={"manager@example.org": 3},
    other_people=frozenset({"visitor@example.org"}),
)
GOOD = {
    Column.REFERENCE: "CSC-1",
    Column.CHILD: "Ada Fell",
    Column.BORN: "2020-05-04",
    Column.DUE: "",
    Column.NHS_NUMBER: "9990000018",
    Column.AREA: "North Vale",
    Column.DECIDED_ON: "2026-03-02",
    Column.CLOSED_ON: "2026-03-27",
    Column.COMES_FROM: "child_in_need",
    Column.RECOMMENDATION: "caf",
    Column.REASON: "needs_met",
    Column.AGENCY: "",
    Column.MANAGER: "",
}


def row_with(**cells: str) -> Row:
    return Row(7, {**GOOD, **{Column[name]: cell for name, cell in cells.items()}})


def accepted(**cells: str) -> CheckedRow:
    found = check(row_with(**cells), KNOWN, TODAY)
    assert isinstance(found, CheckedRow), found
    return found


def refused(**cells: str) -> list[tuple[str, str]]:
    found = check(row_with(**cells), KNOWN, TODAY)
    assert isinstance(found, list), found
    assert all(problem.line == 7 for problem in found)
    return [(problem.column, problem.reason) for problem in found]


def test_a_good_row_says_what_the_file_says() -> None:
    row = accepted(AGENCY="Fell Health Visiting", MANAGER="manager@example.org")
    assert (row.reference, row.child.name) == ("CSC-1", "Ada Fell")
    assert (row.child.born, row.child.due) == (date(2020, 5, 4), None)
    assert row.child.nhs_number == "9990000018"
    closure = row.facts
    assert (closure.area_id, closure.receiving_agency_id, closure.manager_id) == (1, 2, 3)
    assert (closure.decided_on, closure.closed_on) == (date(2026, 3, 2), date(2026, 3, 27))
    assert (closure.comes_from, closure.recommendation) == (ComesFrom.CHILD_IN_NEED, Recommendation.CAF)
    assert closure.main_reason is ClosingReason.NEEDS_MET


@pytest.mark.parametrize("cell", ["2026-03-02", "02/03/2026", "2/3/2026"])
def test_a_date_may_be_written_in_two_ways(cell: str) -> None:
    assert accepted(DECIDED_ON=cell).facts.decided_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("03-02-2026", "not a date"),
        ("02/03/26", "not a date"),
        ("2026-3-2", "not a date"),
        ("2026-03-02 00:00", "not a date"),
        ("٢٠٢٦-٠٣-٠٢", "not a date"),
        ("46083", "not a date"),
        ("yesterday", "not a date"),
        ("2026-02-30", "no such day"),
        ("03/27/2026", "no such day"),
        ("0026-03-02", "Check the year"),
        ("2026-11-24", "in the future"),
        ("", "must not be empty"),
    ],
)
def test_any_other_date_is_named(cell: str, said: str) -> None:
    [(column, reason)] = refused(DECIDED_ON=cell)
    assert column == "Decision date"
    assert said in reason


def test_a_closing_today_is_accepted_and_tomorrow_is_not() -> None:
    assert accepted(CLOSED_ON="2026-11-23").facts.closed_on == TODAY
    assert refused(CLOSED_ON="2026-11-24") == [("Closing date", "This is in the future.")]


def test_a_closing_on_the_decision_date_is_accepted_and_before_it_is_not() -> None:
    assert accepted(CLOSED_ON="2026-03-02")
    assert refused(CLOSED_ON="2026-03-01") == [("Closing date", "This is before the decision date.")]


def test_a_child_born_today_is_accepted_and_tomorrow_is_not() -> None:
    assert accepted(BORN="2026-11-23").child.born == TODAY
    assert refused(BORN="2026-11-24") == [("Birth date", "This is in the future.")]


def test_an_unborn_child_has_a_due_date_which_may_be_in_the_future() -> None:
    child = accepted(BORN="", DUE="2027-01-09").child
    assert (child.born, child.due) == (None, date(2027, 1, 9))


def test_a_child_is_born_or_due_and_not_both() -> None:
    [(column, _)] = refused(BORN="")
    assert column == "Birth date"
    [(column, reason)] = refused(DUE="2027-01-09")
    assert (column, reason) == ("Due date", "Give either the birth date or the due date, not both.")


@pytest.mark.parametrize("cell", ["9990000018", "999 000 0018", "999-000-0018"])
def test_an_nhs_number_may_be_spaced(cell: str) -> None:
    assert accepted(NHS_NUMBER=cell).child.nhs_number == "9990000018"


def test_an_nhs_number_may_be_missing() -> None:
    assert accepted(NHS_NUMBER="").child.nhs_number is None


@pytest.mark.parametrize("cell", ["9990000019", "999000001", "9.99E+09", "٩٩٩٠٠٠٠٠١٨", "999000001X"])
def test_any_other_nhs_number_is_named_and_not_repeated(cell: str) -> None:
    [(column, reason)] = refused(NHS_NUMBER=cell)
    assert column == "NHS number"
    assert cell not in reason


@pytest.mark.parametrize("column", [Column.COMES_FROM, Column.RECOMMENDATION, Column.REASON])
def test_each_word_is_accepted_as_it_is_kept_and_as_pages_say_it(column: Column) -> None:
    words: dict[Column, Any] = {
        Column.COMES_FROM: ComesFrom,
        Column.RECOMMENDATION: Recommendation,
        Column.REASON: ClosingReason,
    }
    attribute = {Column.COMES_FROM: "comes_from", Column.RECOMMENDATION: "recommendation", Column.REASON: "main_reason"}
    for word in words[column]:
        for spelt in (word.value, word.value.upper().replace("_", " "), label(word), label(word).replace("’", "'")):
            row = accepted(**{column.name: spelt, "AGENCY": "Fell health visiting"})
            assert getattr(row.facts, attribute[column]) is word


def test_an_authoritys_own_word_for_a_caf_is_accepted_as_its_pages_say_it() -> None:
    known = replace(KNOWN, caf_name="Family plan")
    for spelt in ("A Family plan", "A CAF", "caf"):
        found = check(row_with(RECOMMENDATION=spelt), known, TODAY)
        assert isinstance(found, CheckedRow)
        assert found.facts.recommendation is Recommendation.CAF


def test_another_word_is_named_with_those_that_are_accepted() -> None:
    [(column, reason)] = refused(RECOMMENDATION="CAF?!, maybe")
    assert column == "Recommendation"
    assert reason == "This is none of: caf, single_agency, none."


def test_a_single_agency_must_be_named() -> None:
    assert accepted(RECOMMENDATION="single_agency", AGENCY="fell  health VISITING").facts.receiving_agency_id == 2
    assert [column for column, _ in refused(RECOMMENDATION="single_agency")] == ["Receiving agency"]


def test_no_further_support_after_a_refusal_is_taken_as_the_fact_it_is() -> None:
    closure = accepted(RECOMMENDATION="none", REASON="family_refused").facts
    assert (closure.recommendation, closure.main_reason) == (Recommendation.NONE, ClosingReason.FAMILY_REFUSED)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("nobody@example.org", "Nobody here has this email address"),
        ("visitor@example.org", "may not decide a step-down"),
    ],
)
def test_a_manager_who_is_unknown_or_could_not_decide_is_named(cell: str, said: str) -> None:
    [(column, reason)] = refused(MANAGER=cell)
    assert column == "Manager's email"
    assert said in reason


def test_a_managers_address_is_compared_without_case() -> None:
    assert accepted(MANAGER="Manager@Example.org").facts.manager_id == 3


def test_an_unknown_area_or_agency_is_named() -> None:
    assert refused(AREA="Narnia") == [("Area", "This is not the name of an area here.")]
    assert refused(AGENCY="Narnia") == [("Receiving agency", "This is not the name of an agency here.")]


@pytest.mark.parametrize(
    "column", ["REFERENCE", "CHILD", "AREA", "DECIDED_ON", "CLOSED_ON", "COMES_FROM", "RECOMMENDATION", "REASON"]
)
def test_what_must_not_be_empty(column: str) -> None:
    assert (str(Column[column]), "This must not be empty.") in refused(**{column: ""})


@pytest.mark.parametrize("column", [column.name for column in Column])
def test_a_nul_byte_in_any_cell_is_named(column: str) -> None:
    assert any("not text" in reason for name, reason in refused(**{column: "a\0b"}) if name == Column[column])


@pytest.mark.parametrize(("column", "longest"), [("CHILD", 200), ("REFERENCE", 60)])
def test_a_long_text_is_named_and_never_cut(column: str, longest: int) -> None:
    assert accepted(**{column: "x" * longest})
    [(name, reason)] = refused(**{column: "x" * 10_000})
    assert name == Column[column]
    assert "10,000 characters" in reason
    assert len(reason) < 100


def test_names_in_any_script_are_kept_as_they_are() -> None:
    for name in ("שָׂרָה כהן", "O’Brien-Nuñez 👶", "=cmd|'/C calc'!A0", "Ada\u200dFell"):
        assert accepted(CHILD=name).child.name == name


def test_every_wrong_cell_is_named_at_once() -> None:
    columns = [column for column, _ in refused(CHILD="", BORN="never", AREA="Narnia", REASON="why not")]
    assert columns == ["Child's name", "Birth date", "Area", "Reason"]


def test_reasons_never_repeat_who_the_child_is() -> None:
    told = str(refused(CHILD="Ada\0Secret", BORN="1.2.2020 Secret", NHS_NUMBER="Secret", DUE="Secret"))
    assert "Secret" not in told


def test_a_child_is_at_most_25_and_a_pregnancy_at_most_10_months() -> None:
    assert accepted(BORN="2001-11-23")
    assert [column for column, _ in refused(BORN="2000-12-31")] == ["Birth date"]
    assert accepted(BORN="", DUE="2026-01-27")
    assert [column for column, _ in refused(BORN="", DUE="2026-01-26")] == ["Due date"]
