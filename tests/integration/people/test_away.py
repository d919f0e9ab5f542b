"""Days away with a deputy, on one's own page and an administrator's, and when an agency is closed."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.errors import NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Absence, AuditEvent, ClosedPeriod, User
from caf_tracker.services.absences import plan_absence
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.people.conftest import As

# Today is Tuesday 3 March 2026.
AWAY = "/account/away"


def days(first: date, last: date, **more: str) -> dict[str, str]:
    """The two dates as the forms send them."""
    found = {"from_on": first, "to_on": last}
    parts = {
        f"{name}-{part}": str(getattr(on, part)) for name, on in found.items() for part in ("day", "month", "year")
    }
    return {**parts, **more}


def march(first: int, last: int, deputy: User | None = None) -> dict[str, str]:
    """Days of March, and who stands in."""
    return days(date(2026, 3, first), date(2026, 3, last), **({"person": str(deputy.id)} if deputy else {}))


def standing() -> list[tuple[object, ...]]:
    """The leave that is planned: whose, from when to when, and the deputy."""
    found = sa.select(Absence.user_id, Absence.from_on, Absence.to_on, Absence.deputy_id)
    return [
        tuple(row) for row in db.session.execute(found.where(Absence.taken_back_at.is_(None)).order_by(Absence.from_on))
    ]


def save(browser: Client, page: str, fields: dict[str, str]) -> TestResponse:
    """The form for more days, filled in and sent; the page has others, which remove what is planned."""
    return browser.post(page, data={**token(browser), **fields})


def token(browser: Client) -> dict[str, str]:
    """The token of this browser's forms."""
    found = re.search('name="csrf_token" type="hidden" value="([^"]+)"', browser.get(AWAY).text)
    assert found is not None
    return {"csrf_token": found[1]}


def test_somebody_says_when_they_are_away_and_comes_back(authority: Authority, as_: As) -> None:
    mine, deputy = as_(authority.health_visitor), authority.other_health_visitor
    searched = save(mine, AWAY, {**march(9, 13), "find": "olive", "search": "yes"})
    assert "Olive Nkemelu, Health visiting" in searched.text
    assert 'value="9"' in searched.text
    assert standing() == []

    for first, last in ((9, 13), (14, 15), (3, 3)):
        assert save(mine, AWAY, march(first, last, deputy)).status_code == 302
    me = authority.health_visitor.id
    planned = [(3, 3), (9, 13), (14, 15)]
    assert standing() == [(me, date(2026, 3, a), date(2026, 3, b), deputy.id) for a, b in planned]
    page = mine.get(AWAY).text
    assert "Your days away are saved." in page
    assert "Deputy: Olive Nkemelu, Health visiting" in page

    earliest = db.session.scalars(sa.select(Absence.id).order_by(Absence.from_on)).first()
    back = f"{AWAY}/{earliest}/take-back"
    assert mine.submit(AWAY, action=back).status_code == 302
    assert len(standing()) == 2
    assert mine.post(back, data=token(mine)).status_code == 409
    acts = db.session.scalars(sa.select(AuditEvent.act).where(AuditEvent.act.like("absence%"))).all()
    assert acts == ["absence_planned"] * 3 + ["absence_taken_back"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (march(10, 9), "The last day must be the same as or after the first day"),
        (march(1, 2), "The last day must be today or in the future"),
        (days(date(2026, 3, 9), date(2028, 3, 6)), "The last day must be within the next two years"),
        (march(12, 12), "These days overlap with 10 March 2026 to 12 March 2026, which is recorded already"),
        (march(9, 10), "These days overlap with 10 March 2026 to 12 March 2026, which is recorded already"),
        (march(4, 5) | {"person": "self"}, "Choose one of the answers on the page"),
        (march(4, 5) | {"person": "leaver"}, "Choose one of the answers on the page"),
        (march(4, 5) | {"person": "auditor"}, "Choose one of the answers on the page"),
        (march(4, 5) | {"person": ""}, "Search for the deputy, then select them"),
        (march(4, 5) | {"from_on-month": "13"}, "First day away must be a real date"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    authority: Authority, as_: As, sent: dict[str, str], message: str
) -> None:
    me = authority.health_visitor
    authority.other_health_visitor.disabled_at = clock.now()
    factories.make_absence(me, authority.teacher, date(2026, 3, 10), date(2026, 3, 12))
    people = {
        "self": me, "leaver": authority.other_health_visitor, "auditor": authority.auditor, None: authority.teacher
    }  # fmt: skip
    chosen = sent.get("person")
    whom = "" if chosen == "" else str(people[chosen].id)
    answer = save(as_(me), AWAY, {**sent, "person": whom, "find": "Mill Lane"})
    assert answer.status_code == 200
    assert message in answer.text
    assert f'value="{sent["to_on-day"]}"' in answer.text
    assert 'value="Mill Lane"' in answer.text
    assert len(standing()) == 1


def test_whatever_the_page_offered_a_deputy_is_somebody_else_who_can_be_told(authority: Authority) -> None:
    me, leaver = authority.health_visitor, authority.other_health_visitor
    leaver.disabled_at = clock.now()
    today = clock.today()
    for deputy in (me, leaver, authority.auditor):
        with pytest.raises(RuleBroken) as refused:
            plan_absence(actor=me, at=clock.now(), user=me, from_on=today, to_on=today, deputy=deputy)
        assert refused.value.field == "deputy"
    with pytest.raises(NotVisible):
        plan_absence(
            actor=authority.team_leader, at=clock.now(), user=me, from_on=today, to_on=today, deputy=authority.teacher
        )


def test_administrators_plan_it_for_those_whose_accounts_they_manage(authority: Authority, as_: As) -> None:
    visitor, teacher = authority.health_visitor, authority.teacher
    admin, theirs = as_(authority.system_admin), as_(authority.agency_admin)
    for browser, person, days_away in ((admin, teacher, (9, 9)), (theirs, visitor, (10, 10))):
        page = f"/people/{person.id}/away"
        assert save(browser, page, march(*days_away, authority.team_leader)).status_code == 302
    assert [row[0] for row in standing()] == [teacher.id, visitor.id]

    absence = db.session.scalars(sa.select(Absence.id).where(Absence.user_id == teacher.id)).one()
    assert theirs.get(f"/people/{teacher.id}/away").status_code == 404
    for path in (f"/people/{visitor.id}/away/{absence}/take-back", f"/people/{teacher.id}/away/{absence}/take-back"):
        assert theirs.post(path, data=token(theirs)).status_code == 404
    hers = as_(visitor)
    assert hers.post(f"{AWAY}/{absence}/take-back", data=token(hers)).status_code == 404
    assert len(standing()) == 2
    assert admin.post(f"/people/{visitor.id}/away/{absence}/take-back", data=token(admin)).status_code == 404
    page = f"/people/{teacher.id}/away"
    assert admin.submit(page, action=f"{absence}/take-back").status_code == 302
    assert [row[0] for row in standing()] == [visitor.id]


def test_an_agency_is_closed_with_an_out_of_term_contact(admin: Client, authority: Authority) -> None:
    page = f"/people/agencies/{authority.school.id}/closed"
    contact = {"contact": authority.teacher.email}
    assert save(admin, page, march(9, 13) | contact).status_code == 302
    assert save(admin, page, march(14, 15) | {"mailbox": "holidays@mill.example"}).status_code == 302
    assert save(admin, page, march(16, 16)).status_code == 302
    shown = admin.get(page).text
    for words in ("Reminders go to Theo Marsh", "Reminders go to holidays@mill.example", "go where they always go"):
        assert words in shown

    first = db.session.scalars(sa.select(ClosedPeriod.id).order_by(ClosedPeriod.from_on)).first()
    assert admin.submit(page, action=f"{first}/take-back").status_code == 302
    assert "Reminders go to Theo Marsh" not in admin.get(page).text
    assert (
        admin.post(
            f"/people/agencies/{authority.health_visiting.id}/closed/{first}/take-back", data=token(admin)
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"mailbox": "nowhere"}, "Enter an e-mail address in the correct format, like team@example.org"),
        ({"contact": "nobody@example.org"}, "Nobody has an account with this e-mail address"),
        ({"contact": "visitor"}, "Out-of-term contact must be somebody of this agency whose account is enabled"),
        ({"contact": "teacher", "mailbox": "a@mill.example"}, "Enter a person or a mailbox, not both"),
        (march(20, 21), "These days overlap with 21 March 2026 to 22 March 2026, which is recorded already"),
    ],
)
def test_a_closed_period_that_cannot_be_is_refused(
    admin: Client, authority: Authority, sent: dict[str, str], message: str
) -> None:
    factories.make_closed_period(authority.school, date(2026, 3, 21), date(2026, 3, 22))
    people = {"visitor": authority.health_visitor.email, "teacher": authority.teacher.email}
    sent = {name: people.get(value, value) for name, value in (march(9, 10) | sent).items()}
    answer = save(admin, f"/people/agencies/{authority.school.id}/closed", sent)
    assert answer.status_code == 200
    assert message in answer.text
    assert f'value="{sent["to_on-day"]}"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosedPeriod)) == 1


def test_whoever_looks_for_somebody_sees_who_is_away_today(authority: Authority, as_: As) -> None:
    away, also_away = authority.health_visitor, authority.other_health_visitor
    for user, deputy, first in ((away, also_away, 3), (also_away, away, 4)):
        plan_absence(
            actor=user, at=clock.now(), user=user, from_on=date(2026, 3, first), to_on=date(2026, 3, 9), deputy=deputy
        )
    teacher = as_(authority.teacher)
    found = save(teacher, AWAY, {**march(9, 13), "find": away.agency.name, "search": "yes"}).text
    assert f"{away.name}, {away.agency.name} (away until 9 March 2026)" in found
    assert f"{also_away.name}, {also_away.agency.name}" in found
    assert found.count("(away until") == 1, "the other’s leave begins tomorrow"
