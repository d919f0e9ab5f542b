"""Several people change one thing at the same moment: one is saved, the others see both texts, nobody overwrites."""

from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent
from tests import factories
from tests.factories import Authority
from tests.fixtures import forms
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.drafts import draft, drafted, make_draft, revising
from tests.integration.at_once.editable import EDITABLE, coordinators
from tests.integration.at_once.often import mostly_proof
from tests.integration.at_once.racing import Sending, at_once, browser, hidden, reads, sound
from tests.integration.at_once.thing import Thing

pytestmark = pytest.mark.proof


@pytest.fixture
def authority(app: Flask) -> Authority:
    """One authority for all rounds."""
    return factories.make_authority()


@pytest.mark.parametrize(("editors", "rounds"), [(2, (2, 200)), (10, (1, 20))], ids=["2 editors", "10 editors"])
@pytest.mark.parametrize("what", mostly_proof(EDITABLE, daily={"child", "user"}))
def test_one_is_saved_and_the_others_see_both_texts(
    app: Flask, authority: Authority, what: str, editors: int, rounds: tuple[int, int], length: Length, figure: Figure
) -> None:
    kind, tally = EDITABLE[what], Counter[str]()
    people = kind.editors(authority, editors)
    browsers = [browser(app, person) for person in people]
    for number in range(length(*rounds)):
        thing = kind.make(authority, f"R{number}")
        paths = [thing.path(person) for person in people]
        before, written = thing.version(), acts(thing)
        answers = at_once([Sending(who, paths[n], thing.typed(n)) for n, who in enumerate(browsers)])
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [302, *[409] * (editors - 1)], statuses
        winner = statuses.index(302)
        assert thing.stored() == thing.meant(winner)
        assert acts(thing) == written + 1
        if before is not None:
            assert thing.version() == before + 1
        losers = [n for n in range(editors) if n != winner]
        for loser in losers:
            shows_both(answers[loser], thing, winner, loser)
        assert thing.stored() == thing.meant(winner)
        again = browsers[losers[0]].post(paths[losers[0]], data=hidden(answers[losers[0]].text))
        assert again.status_code == 302
        assert thing.stored() == thing.meant(losers[0])
        tally.update(rounds=1, wins=1, conflicts=len(losers), overwrites=0, resent=1)
        if number == 0:
            sound(answers[losers[0]])
    figure(", ".join(f"{count} {name}" for name, count in tally.items()))


@pytest.mark.parametrize("what", mostly_proof(EDITABLE.keys() - {"draft step-down"}, daily={"child"}))
def test_each_field_alone_counts_as_a_change(app: Flask, authority: Authority, what: str) -> None:
    thing = EDITABLE[what].make(authority, "Alone")
    people = EDITABLE[what].editors(authority, 2)
    first, second = (browser(app, person) for person in people)
    path = thing.path(people[0])
    seen = forms.filled(first.get(path).text, path)[1]
    theirs = hidden(second.get(path).text)
    for field in fields(thing):
        saved = first.post(path, data={**seen, **part(thing.typed(0), field)})
        assert saved.status_code == 302, f"{field} alone: {reads(saved.text)}"
        refused = second.post(path, data={**seen, **theirs, **part(thing.typed(1), field)})
        assert refused.status_code == 409, f"{field} alone was overwritten"
        assert "Both say the same" not in refused.text, f"{field} is not shown"
        # The next field is changed by people who have seen this change.
        seen |= {**part(thing.typed(0), field), "version": hidden(refused.text)["version"]}
        theirs["version"] = seen["version"]


def test_each_part_of_a_draft_alone_counts_as_a_change(app: Flask, authority: Authority) -> None:
    people = coordinators(authority, 2)
    first, second = (browser(app, person) for person in people)
    for name in drafted(make_draft(authority)):
        thing, row = draft(authority, f"F{name}"), make_draft(authority)
        before = drafted(row)
        paths = [
            revising(row, person, {**before, name: thing.meant(number)[name]}) for number, person in enumerate(people)
        ]
        carried = [hidden(who.get(path).text) for who, path in ((first, paths[0]), (second, paths[1]))]
        assert first.post(paths[0], data=carried[0]).status_code == 302
        refused = second.post(paths[1], data=carried[1])
        assert refused.status_code == 409, f"{name} alone was overwritten"
        assert "Both say the same" not in refused.text, f"{name} is not shown"


def fields(thing: Thing) -> list[str]:
    """The fields in which two editors differ, the three of a date as one."""
    one, other = thing.typed(0), thing.typed(1)
    return list(dict.fromkeys(name.partition("-")[0] for name in one if one[name] != other[name]))


def part(typed: dict[str, str], field: str) -> dict[str, str]:
    """What was typed into this field; how a child moves is three answers that need each other."""
    alone = {name: text for name, text in typed.items() if name.partition("-")[0] == field}
    if field.startswith("mobility"):
        return {**alone, "moves": "yes", "mobility": "rolling", **part_of_day("mobility_seen_on")}
    return alone


def part_of_day(field: str) -> dict[str, str]:
    """The second of March 2026."""
    return {f"{field}-day": "2", f"{field}-month": "3", f"{field}-year": "2026"}


def acts(thing: Thing) -> int:
    """How often this act has been written down."""
    found = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.act == thing.act)
    return db.session.scalar(found) or 0


def shows_both(answer: TestResponse, thing: Thing, winner: int, loser: int) -> None:
    """Fail unless the page shows what differs as saved and as typed, and carries all that this loser typed."""
    seen, carried = reads(answer.text), hidden(answer.text)
    theirs, mine = thing.words(winner), thing.words(loser)
    for field in theirs:
        if theirs[field] != mine[field]:
            assert theirs[field] in seen, f"{field} {theirs[field]!r} is not on the page: {seen}"
            assert mine[field] in seen, f"{field} {mine[field]!r} is not on the page: {seen}"
    for name, text in thing.typed(loser).items():
        assert carried.get(name) == text, f"{name} is lost"
