"""The kept columns of docs/adr/0005 are each held against their history."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.checker import Finding, check
from caf_tracker.checker.findings import Kind
from caf_tracker.extensions import db
from caf_tracker.models import Case, Lead
from caf_tracker.services import cases, leads
from caf_tracker.services.cases import NewChild
from tests import stories
from tests.factories import make_authority
from tests.stories import london

pytestmark = pytest.mark.usefixtures("app")

DECISION = Path(__file__).parents[3] / "docs/adr/0005-generated-columns-and-kept-columns.md"
LAST = "2026-03-03 12:00"

# What each column must not say of the families below, and of which row (the first, unless said otherwise).
WRONG = {
    "cases.turns_one_on": "'2026-12-24'",
    "cases.involved_since": "'2026-01-01 00:00:00+00'",
    "step_downs.current": "false",
    "step_downs.caf_started_on": "'2026-03-03'",
    "step_downs.vacant_on": "NULL",
    "leads.fast_track": "true",
    "leads.vacant_on": "NULL",
    "leads.agreement_awaited": "false",
    "agreements.undecided": "false",
}


def families() -> None:
    """One with nobody asked, one whose nominee declined, one whose lead waits for the family, one that refused."""
    authority = make_authority()
    stories.decide(authority, "2026-03-02 10:00")
    declined = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    waiting = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    refused = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    decline(declined)
    for case in (waiting, refused):
        stories.accept(case, "2026-03-02 11:00")
    stories.agree(refused, "2026-03-02 12:00", agreed=False)


def decline(case: Case) -> None:
    """The nominee declines."""
    lead = db.session.scalars(sa.select(Lead).where(Lead.case_id == case.id)).one()
    at = london("2026-03-02 11:00")
    with clock.set_to(at):
        leads.decline_lead(actor=lead.user, at=at, lead=lead, reason="Too many families already")


def findings() -> list[Finding]:
    db.session.flush()
    return check(db.session.connection(), london(LAST)).findings


def test_every_column_that_the_decision_lists_is_checked() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", DECISION.read_text(), re.MULTILINE)
    assert [f"{table}.{column}" for table, column in listed] == list(WRONG)


def test_what_the_acts_keep_agrees() -> None:
    families()
    assert findings() == []


@pytest.mark.parametrize("column", WRONG)
def test_a_column_that_says_otherwise_is_found(column: str) -> None:
    families()
    table, name = column.split(".")
    # A value that none of these rows has, of the one row that stands for its kind.
    differs = f"{name} IS DISTINCT FROM {WRONG[column]}"
    row = f"SELECT min(id) FROM {table} WHERE {differs}"  # noqa: S608  our own names
    db.session.execute(sa.text(f"UPDATE {table} SET {name} = {WRONG[column]} WHERE id = ({row})"))  # noqa: S608
    kinds = {finding.kind for finding in findings()}
    assert kinds == {Kind.KEPT_COLUMN}
    assert any(f"{column} of " in finding.what for finding in findings())


def test_a_birth_date_corrected_since_explains_the_track_of_a_nomination() -> None:
    authority = make_authority()
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    child = case.children[0]
    baby = NewChild(name=child.name, born=london("2026-01-05 10:00").date())
    cases.change_child(
        actor=authority.manager, at=london("2026-03-02 12:00"), child=child, version=child.version, new=baby
    )
    assert findings() == []


def test_a_case_that_is_closed_though_its_step_down_has_no_outcome_is_found() -> None:
    families()
    db.session.execute(sa.update(Case).where(Case.id == 1).values(closed_at=london(LAST)))
    assert [finding.kind for finding in findings()] == [Kind.KEPT_COLUMN]
