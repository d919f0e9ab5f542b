"""Closures from social care's system become cases with a closed step-down, once, whatever else is in the file."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.exchange.closures import loading
from caf_tracker.exchange.closures.problems import FileProblem
from caf_tracker.extensions import db
from caf_tracker.models import (
    Agency,
    AuditEvent,
    Case,
    Child,
    ClosureFile,
    ClosureProblem,
    MeetingTrigger,
    StepDown,
)
from caf_tracker.models.words import (
    ClosingReason,
    ComesFrom,
    Recommendation,
    TriggerKind,
)
from caf_tracker.services import step_downs
from caf_tracker.services.cases import NewChild, open_case
from caf_tracker.services.closing import close_from_import
from caf_tracker.services.step_downs import StepDownFacts
from tests.factories import Authority
from tests.integration.closures.files import (
    HEADINGS,
    Result,
    cases,
    children,
    everything,
    load,
    load_bytes,
    row,
    step_down_of,
)


def test_a_closure_becomes_a_case_with_a_closed_step_down(authority: Authority) -> None:
    result = load(
        row(
            "CSC-7",
            "Ada Fell",
            NHS_NUMBER="999 000 0018",
            COMES_FROM="Care proceedings",
            REASON="family_refused",
            AGENCY="health visiting",
            MANAGER=authority.manager.email.upper(),
            CLOSED_ON="20/02/2026",
        )
    )
    assert result.counts == (1, 1, 0, 0)
    assert result.problems == []
    step_down = step_down_of("CSC-7")
    [child] = step_down.case.children
    assert (child.name, child.born, child.nhs_number) == ("Ada Fell", date(2020, 5, 4), "9990000018")
    assert step_down.case.area_id == authority.area.id
    assert step_down.case.opened_by_id is None
    assert step_down.comes_from is ComesFrom.CARE_PROCEEDINGS
    assert step_down.main_reason is ClosingReason.FAMILY_REFUSED
    assert step_down.recommendation is Recommendation.CAF
    assert step_down.receiving_agency_id == authority.health_visiting.id
    assert step_down.manager_id == authority.manager.id
    assert (step_down.decided_on, step_down.closed_on) == (date(2026, 2, 16), date(2026, 2, 20))


def test_its_reminders_run(authority: Authority) -> None:
    load(row())
    step_down = step_down_of("CSC-1")
    assert step_down.not_started_on == date(2026, 2, 20)
    assert step_down.vacant_on == date(2026, 2, 16)
    [trigger] = db.session.scalars(sa.select(MeetingTrigger))
    assert (trigger.kind, trigger.undecided_on) == (TriggerKind.STEP_DOWN, date(2026, 2, 16))


def test_what_is_written_is_what_the_acts_write_for_one_case(authority: Authority) -> None:
    """The import writes in bulk; this holds it to opening, deciding and closing one by one."""

    def written(case: Case, kind: type[Any]) -> list[dict[str, Any]]:
        not_alike = {"id", "case_id", "child_id", "version", "social_care_reference", "details"}
        rows = db.session.execute(
            sa.select(*kind.__table__.columns).where(sa.column("case_id" if kind is not Case else "id") == case.id)
        )
        return [{name: value for name, value in found._mapping.items() if name not in not_alike} for found in rows]

    for recommendation in Recommendation:
        by_hand = open_case(
            actor=None,
            job=loading.JOB,
            at=clock.now(),
            area=authority.area,
            children=[NewChild(name="Ada  Fell", born=date(2024, 2, 29)), NewChild(name="Bo", due=date(2026, 6, 1))],
        )
        school = db.session.scalars(sa.select(Agency).where(Agency.id == authority.school.id)).one()
        at = clock.now()
        facts = StepDownFacts(
            comes_from=ComesFrom.CHILD_PROTECTION,
            recommendation=recommendation,
            main_reason=ClosingReason.FAMILY_REFUSED,
            receiving_agency=school,
            social_care_reference=f"hand-{recommendation}",
        )
        decided = step_downs.write(StepDown(case_id=by_hand.id), facts)
        db.session.add(decided)
        step_downs.put_in_force(
            actor=None, job=loading.JOB, at=at, step_down=decided, decided_on=date(2026, 2, 16),
            manager=authority.manager,
        )  # fmt: skip
        close_from_import(job=loading.JOB, at=at, step_down=decided, closed_on=date(2026, 2, 20))
        step_downs.start_search(step_down=decided)
        shared = {
            "COMES_FROM": "child_protection",
            "RECOMMENDATION": recommendation.value,
            "REASON": "family_refused",
            "AGENCY": authority.school.name,
            "MANAGER": authority.manager.email,
        }
        reference = f"file-{recommendation}"
        load(
            row(reference, "Ada  Fell", BORN="2024-02-29", **shared),
            row(reference, "Bo", BORN="", DUE="2026-06-01", **shared),
        )
        imported = step_down_of(reference).case
        for kind in (Case, Child, StepDown, MeetingTrigger, AuditEvent):
            assert written(imported, kind) == written(by_hand, kind), (recommendation, kind)


def test_each_act_is_in_the_audit_log_under_the_imports_name(authority: Authority) -> None:
    load(row())
    case_id = step_down_of("CSC-1").case_id
    acts = db.session.execute(sa.select(AuditEvent.act, AuditEvent.job, AuditEvent.case_id).order_by(AuditEvent.id))
    assert [tuple(found) for found in acts] == [
        ("load_closures_file", loading.JOB, None),
        ("open_case", loading.JOB, case_id),
        ("decide_step_down", loading.JOB, case_id),
        ("close_to_social_care", loading.JOB, case_id),
        ("closures_file_loaded", loading.JOB, None),
    ]


def test_no_further_support_after_a_refusal_is_loaded_as_given(authority: Authority) -> None:
    assert load(row(RECOMMENDATION="none", REASON="family_refused")).counts == (1, 1, 0, 0)
    step_down = step_down_of("CSC-1")
    assert step_down.recommendation is Recommendation.NONE
    assert (step_down.vacant_on, step_down.not_started_on) == (None, None)


def test_loading_again_changes_nothing(authority: Authority) -> None:
    rows = [row("CSC-1", "Ada Fell"), row("CSC-2", "Ed Moor"), row("CSC-1", "Bo Fell", BORN="2024-01-09")]
    assert load(*rows).counts == (3, 2, 0, 0)
    before = everything()
    again = load(*rows)
    assert again.counts == (3, 0, 2, 0)
    assert again.problems == []
    after = everything()
    # The second file's own two events are all that was added.
    assert len(after.pop("audit_events")) == len(before.pop("audit_events")) + 2
    assert after == before


def test_siblings_share_a_case_however_far_apart_their_rows_stand(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 3)
    others = [row(f"OTHER-{number}", f"Child {number}") for number in range(10)]
    result = load(row("CSC-1", "Ada Fell"), *others, row("CSC-1", "Bo Fell", BORN="2025-11-09"))
    assert result.counts == (12, 11, 0, 0)
    case = step_down_of("CSC-1").case
    assert [child.name for child in case.children] == ["Ada Fell", "Bo Fell"]
    assert case.turns_one_on == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Area", {"AREA": "South"}),
        ("Decision date", {"DECIDED_ON": "2026-02-17"}),
        ("Closing date", {"CLOSED_ON": "2026-02-21"}),
        ("From", {"COMES_FROM": "assessment"}),
        ("Recommendation", {"RECOMMENDATION": "none"}),
        ("Reason", {"REASON": "needs_met"}),
        ("Receiving agency", {"AGENCY": "Early Help"}),
        ("Manager's email", {"MANAGER": "the other"}),
    ],
)
def test_rows_of_one_reference_that_disagree_are_listed_and_the_first_holds(
    authority: Authority, column: str, cells: dict[str, str]
) -> None:
    if "MANAGER" in cells:
        cells = {"MANAGER": authority.other_manager.email}
    differing = row("CSC-1", "Bo Fell", BORN="2024-01-09", **cells)
    result = load(row(), differing, row("CSC-1", "Cy Fell", BORN="2022-01-09"))
    assert result.counts == (3, 1, 0, 0)
    assert result.problems == [(3, column)]
    assert result.reasons == ["Line 2 has the same reference and says otherwise."]
    assert children() == ["Ada Fell", "Cy Fell"]
    assert step_down_of("CSC-1").closed_on == date(2026, 2, 20)


def test_a_closure_with_a_bad_row_is_loaded_with_its_good_ones(authority: Authority) -> None:
    result = load(row("CSC-1", "Ada Fell", BORN="yesterday"), row("CSC-1", "Bo Fell", BORN="2024-01-09"))
    assert result.counts == (2, 1, 0, 0)
    assert result.problems == [(2, "Birth date")]
    assert children() == ["Bo Fell"]


def test_the_missing_sibling_joins_the_case_when_the_row_is_put_right(authority: Authority) -> None:
    load(row("CSC-1", "Ada Fell", BORN="yesterday"), row("CSC-1", "Bo Fell", BORN="2024-01-09"))
    again = load(row("CSC-1", "Ada Fell", BORN="2025-12-09"), row("CSC-1", "Bo Fell", BORN="2024-01-09"))
    assert again.counts == (2, 0, 1, 0)
    assert again.problems == []
    [case] = cases()
    assert [child.name for child in case.children] == ["Bo Fell", "Ada Fell"]
    # Who is under 1 counts at once.
    assert case.turns_one_on == date(2026, 12, 9)
    added = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "add_child")).one()
    assert (added.job, added.case_id) == (loading.JOB, case.id)


@pytest.mark.parametrize(
    "cells",
    [
        {"child": "Adah Fell", "BORN": "2020-05-04"},
        {"child": "Ada Fell", "BORN": "2020-04-05"},
        {"child": "Baby Fell", "BORN": "", "DUE": "2026-06-01"},
    ],
)
def test_a_child_of_a_known_closure_who_may_be_there_already_is_for_a_person(
    authority: Authority, cells: dict[str, str]
) -> None:
    load(row())
    again = load(row("CSC-1", **cells))
    assert again.problems == [(2, "Child's name")]
    assert children() == ["Ada Fell"]


def test_twins_with_nhs_numbers_of_their_own_are_two(authority: Authority) -> None:
    load(row("CSC-1", "Ada Fell", NHS_NUMBER="9990000018"))
    again = load(row("CSC-1", "Ada Fell", NHS_NUMBER="9990000018"), row("CSC-1", "Bo Fell", NHS_NUMBER="9990000026"))
    assert again.problems == []
    assert children() == ["Ada Fell", "Bo Fell"]


def test_a_row_that_repeats_a_child_is_passed_over_and_one_that_contradicts_is_listed(authority: Authority) -> None:
    result = load(
        row("CSC-1", "Ada Fell", NHS_NUMBER="9990000018"),
        row("CSC-1", "Ada Fell", NHS_NUMBER="9990000018"),
        row("CSC-1", "Ada Fell", NHS_NUMBER="9990000026"),
        row("CSC-1", "Adele Fell", NHS_NUMBER="9990000018"),
    )
    assert result.problems == [(4, "NHS number"), (5, "Child's name")]
    assert children() == ["Ada Fell"]


def test_bad_rows_block_no_other_and_every_cell_is_named(authority: Authority) -> None:
    result = load(
        row("CSC-1"),
        row("CSC-2", NHS_NUMBER="9990000019", AREA="Narnia"),
        "a,ragged,row",
        row("CSC-3", "Ed Moor", MANAGER="nobody@example.org"),
        row("CSC-4", "x" * 1_000_000),
        row("CSC-5", "Nul\0byte"),
        row("CSC-6", "Flo Dale"),
    )
    assert result.counts == (7, 2, 0, 0)
    assert result.problems == [
        (3, "NHS number"),
        (3, "Area"),
        (4, "The whole line"),
        (5, "Manager's email"),
        (6, "The whole line"),
        (7, "Child's name"),
    ]
    assert children() == ["Ada Fell", "Flo Dale"]


def test_a_formula_is_kept_as_the_text_it_is(authority: Authority) -> None:
    load(row("=1+1", "=cmd|'/C calc'!A0"))
    assert step_down_of("=1+1").case.children[0].name == "=cmd|'/C calc'!A0"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", HEADINGS.encode() + b",Area\n", b"x" * 6_000_000])
def test_a_file_that_cannot_be_used_leaves_nothing(authority: Authority, content: bytes) -> None:
    db.session.commit()
    with pytest.raises(FileProblem):
        load_bytes(content)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosureFile)) == 0


def test_a_file_that_turns_out_to_be_no_csv_at_its_end_leaves_nothing(authority: Authority) -> None:
    with pytest.raises(FileProblem):
        load(row(), "x" * 6_000_000)
    db.session.rollback()
    assert cases() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosureFile)) == 0


def test_headings_alone_are_loaded_as_an_empty_file(authority: Authority) -> None:
    result = load()
    assert result.counts == (0, 0, 0, 0)
    assert result.file.finished_at == clock.now()


def test_a_column_that_was_not_read_is_said(authority: Authority) -> None:
    result = load_bytes(f"{HEADINGS},Ward\n{row()},Hill\n".encode())
    assert result.counts == (1, 1, 0, 0)
    assert result.problems == [(1, "The whole line")]
    assert "Ward" in result.reasons[0]


def test_the_moment_of_loading_is_one_for_the_whole_file(authority: Authority) -> None:
    result: Result = load(row("CSC-1"), row("CSC-2", "Ed Moor"))
    opened: set[datetime] = {case.opened_at for case in cases()}
    assert opened == {result.file.loaded_at} == {clock.now()}


def test_problems_of_the_whole_file_are_kept_with_it(authority: Authority) -> None:
    result = load(*["ragged"] * 1_200)
    assert len(result.problems) == 1_200
    kept = sa.select(sa.func.count()).where(ClosureProblem.file_id == result.file.id)
    assert db.session.scalar(kept) == 1_200


def test_a_single_agency_is_named(authority: Authority) -> None:
    named = row("CSC-2", "Ed Moor", RECOMMENDATION="Support from one agency", AGENCY="Early Help")
    result = load(row("CSC-1", RECOMMENDATION="single_agency"), named)
    assert result.problems == [(2, "Receiving agency")]
    agency = db.session.get_one(Agency, step_down_of("CSC-2").receiving_agency_id)
    assert agency.name == "Early Help"
