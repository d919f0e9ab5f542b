"""What the database itself holds, whoever writes to it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agreement, Caf, Case, Lead
from tests import stories
from tests.factories import Authority, make_authority

pytestmark = pytest.mark.usefixtures("app")

DAY = date(2026, 3, 3)


def nomination(authority: Authority, case: Case, **more: object) -> Lead:
    return Lead(
        case_id=case.id, user_id=authority.teacher.id, nominated_at=clock.now(), nominated_on=DAY,
        nominated_by_id=authority.manager.id, **more,
    )  # fmt: skip


def accepted(authority: Authority, case: Case) -> Lead:
    return nomination(authority, case, accepted_at=clock.now(), accepted_on=DAY)


def caf(case: Case, lead: Lead, agreement: Agreement | None, **more: object) -> Caf:
    return Caf(
        case_id=case.id, started_at=clock.now(), started_on=DAY, started_by_id=lead.user_id, lead_id=lead.id,
        lead_accepted_at=lead.accepted_at or clock.now(), agreement_id=agreement.id if agreement else 0, **more,
    )  # fmt: skip


def said(case: Case, lead: Lead, agreed: bool) -> Agreement:
    agreement = Agreement(
        case_id=case.id, adult_id=case.adults[0].id, agreed=agreed, recorded_at=clock.now(), recorded_on=DAY,
        recorded_by_id=lead.user_id,
    )  # fmt: skip
    db.session.add(agreement)
    db.session.flush()
    return agreement


def two_current_leads(authority: Authority, case: Case, lead: Lead) -> object:
    return accepted(authority, case)


def a_caf_without_agreement(authority: Authority, case: Case, lead: Lead) -> object:
    return caf(case, lead, None)


def a_caf_on_a_refusal(authority: Authority, case: Case, lead: Lead) -> object:
    return caf(case, lead, said(case, lead, agreed=False))


def a_caf_that_says_otherwise(authority: Authority, case: Case, lead: Lead) -> object:
    return caf(case, lead, said(case, lead, agreed=False), agreed=False)


def a_caf_with_a_lead_who_has_not_accepted(authority: Authority, case: Case, lead: Lead) -> object:
    waiting = nomination(authority, case)
    db.session.add(waiting)
    db.session.flush()
    return caf(case, waiting, said(case, lead, agreed=True))


def a_caf_with_the_lead_of_another_case(authority: Authority, case: Case, lead: Lead) -> object:
    other = stories.decide(authority, "2026-03-02 11:00", child="Robin Ash")
    elsewhere = accepted(authority, other)
    db.session.add(elsewhere)
    db.session.flush()
    return caf(case, elsewhere, said(case, lead, agreed=True))


@pytest.mark.parametrize(
    "wrong",
    [
        two_current_leads,
        a_caf_without_agreement,
        a_caf_on_a_refusal,
        a_caf_that_says_otherwise,
        a_caf_with_a_lead_who_has_not_accepted,
        a_caf_with_the_lead_of_another_case,
    ],
)
def test_the_database_refuses(wrong: Callable[[Authority, Case, Lead], object]) -> None:
    authority = make_authority()
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    stories.accept(case, "2026-03-02 14:00")
    lead = db.session.query(Lead).one()
    row = wrong(authority, case, lead)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(row)


def test_the_same_rows_rightly_made_are_taken() -> None:
    authority = make_authority()
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    stories.accept(case, "2026-03-02 14:00")
    lead = db.session.query(Lead).one()
    db.session.add(caf(case, lead, said(case, lead, agreed=True)))
    db.session.flush()
