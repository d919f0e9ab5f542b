"""The kept columns of docs/adr/0005 are each held against their history."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.checker import Finding, check
from caf_tracker.checker.findings import Kind
from caf_tracker.extensions import db
from caf_tracker.models import Case, Lead
from caf_tracker.models.words import CafOutcome, EngagementStatus, Evidence, MeetingKind
from caf_tracker.services import (
    actions,
    approvals,
    assessments,
    caf_closing,
    cases,
    engagement,
    leads,
    meetings,
    plans,
    standing,
)
from caf_tracker.services.actions import NewAction
from caf_tracker.services.caf_closing import Closing
from caf_tracker.services.cases import NewChild
from tests import stories
from tests.factories import Authority, make_assessment, make_authority
from tests.stories import london

pytestmark = pytest.mark.usefixtures("app")

DECISION = Path(__file__).parents[3] / "docs/adr/0005-generated-columns-and-kept-columns.md"
LAST = "2026-03-03 12:00"

# What each column must not say of the families below, and of which row (the last, unless said otherwise).
WRONG = {
    "cases.turns_one_on": "'2026-12-24'",
    "cases.involved_since": "'2026-01-01 00:00:00+00'",
    "step_downs.current": "false",
    "step_downs.caf_started_on": "'2026-03-03'",
    "step_downs.caf_closed_on": "'2026-03-03'",
    "step_downs.vacant_on": "NULL",
    "leads.fast_track": "true",
    "leads.vacant_on": "NULL",
    "leads.agreement_awaited": "false",
    "agreements.undecided": "false",
    "cafs.plan_shared_on": "NULL",
    "cafs.reviewed_id": "(SELECT min(id) FROM meetings)",
    "cafs.reviewed_on": "'2026-03-01'",
    "plan_actions.reminded_before": "false",
    "plan_actions.ended_with_case_at": "NULL",
    "team_agencies.known_id": "(SELECT min(id) FROM observations)",
    "team_agencies.known_on": "'2026-03-01'",
    "team_agencies.unknown_id": "(SELECT min(id) FROM observations)",
    "team_agencies.unknown_on": "'2026-03-01'",
    "team_agencies.ended_with_case_at": "NULL",
}


def families() -> None:
    """One with nobody asked, one whose nominee declined, one whose lead waits for the family, one that refused.

    And two with a CAF: one under way, with its plan shared, reviewed, and an agency that does not know any more; one
    that closed with all that before the handover was confirmed.
    """
    authority = make_authority()
    stories.decide(authority, "2026-03-02 10:00")
    declined = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    waiting = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    refused = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    decline(declined)
    for case in (waiting, refused):
        stories.accept(case, "2026-03-02 11:00")
    stories.agree(refused, "2026-03-02 12:00", agreed=False)
    stories.tell("2026-03-02 12:30")
    for closes in (False, True):
        with_caf(authority, stories.decide(authority, "2026-03-02 13:00", nominee=authority.health_visitor), closes)
    stories.tell("2026-03-02 15:30")


def with_caf(authority: Authority, case: Case, closes: bool) -> None:
    """An arranged meeting was held after the assessment; an action is agreed; the lead's agency knows no more."""
    stories.accept(case, "2026-03-02 13:10")
    stories.agree(case, "2026-03-02 13:20")
    stories.start(case, "2026-03-02 13:30")
    at, visitor, today = london("2026-03-02 14:00"), authority.health_visitor, london(LAST).date()
    with clock.set_to(at):
        make_assessment(standing.require_caf(case), visitor)
        assessments.complete_assessment(actor=visitor, at=at, case=case)
        plans.add_outcome(actor=visitor, at=at, case=case, wanted="We sleep through the night")
        plans.share_plan(actor=visitor, at=at, case=case)
        meetings.hold_meeting(actor=visitor, at=at, case=case, held_on=at.date(), kind=MeetingKind.PROFESSIONALS)
        meetings.hold_meeting(actor=visitor, at=at, case=case, held_on=at.date())
        new = NewAction(action="Ask for a cot", owner=visitor, due_on=today + timedelta(days=30))
        actions.add_action(actor=visitor, at=at, case=case, new=new)
        for status in (EngagementStatus.PARTIAL, EngagementStatus.ENGAGED, EngagementStatus.UNKNOWN):
            engagement.record_engagement(
                actor=visitor, at=at, case=case, agency=visitor.agency, status=status, evidence=Evidence.DIRECT,
                as_of=at.date(),
            )  # fmt: skip
        if closes:
            closing = Closing(outcome=CafOutcome.NEEDS_MET, carries_on="The health visitor, as for every child")
            asked = authority.coordinator
            request = caf_closing.propose_closing(actor=visitor, at=at, case=case, closing=closing, asked=asked)
            approvals.approve(actor=asked, at=at + timedelta(hours=1), request=request)


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
    listed = re.findall(r"^\| `(\w+)` \| (`\w+`(?:, `\w+`)*) \|", DECISION.read_text(), re.MULTILINE)
    columns = [f"{table}.{column}" for table, those in listed for column in re.findall(r"\w+", those)]
    assert columns == list(WRONG)


def test_what_the_acts_keep_agrees() -> None:
    families()
    assert findings() == []


def test_a_column_that_says_otherwise_is_found() -> None:
    families()
    db.session.flush()
    for column in WRONG:
        with db.session.begin_nested() as only_this:
            say_otherwise(column)
            found = findings()
            only_this.rollback()
        assert {finding.kind for finding in found} == {Kind.KEPT_COLUMN}, column
        assert any(f"{column} of " in finding.what for finding in found), column


def say_otherwise(column: str) -> None:
    """A value that none of these rows has, in the one row that stands for its kind."""
    name = column.split(".")
    wrong: sa.ColumnElement[object] = sa.literal_column(WRONG[column])
    table = sa.table(name[0], sa.column("id"), sa.column(name[1]))
    differs = table.c[name[1]].is_distinct_from(wrong)
    row = sa.select(sa.func.max(table.c.id)).where(differs).scalar_subquery()
    db.session.execute(sa.update(table).where(table.c.id == row).values({name[1]: wrong}))


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
