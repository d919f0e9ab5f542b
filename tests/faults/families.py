"""The families of the drills: by Monday 9 March 2026, 08:00, each has somebody who must be told something else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Telling
from caf_tracker.models.words import AgencyKind, ComesFrom
from caf_tracker.reminders.channels.log import LogChannel
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from caf_tracker.services import mailbox_questions, team
from tests.factories import Authority, make_agency, make_authority
from tests.stories import accept, agree, close, decide, london

# A Monday, so that the week's summaries fall due too.
MORNING = clock.london(date(2026, 3, 9))
# An agency that is reached by its mailbox alone.
NURSERY = "Little Oaks"
# What was done on the Friday evening waits for Monday.
_LAST_ROUND = london("2026-03-06 17:00")

Cases = dict[str, Case]


def make_families(app: Flask) -> Authority:
    """Play the families' weeks before that Monday: what fell due until then was mailed."""
    authority = make_authority()
    make_agency(AgencyKind.NURSERY, NURSERY)
    db.session.commit()
    known: Cases = {}
    is_friday_evening = False
    for at, act in _ACTS:
        if london(at) > _LAST_ROUND and not is_friday_evening:
            is_friday_evening = True
            _round(app, _LAST_ROUND)
        act(authority, known, at)
        db.session.commit()
        if not is_friday_evening:
            _round(app, london(at) + timedelta(minutes=30))
    return authority


def _round(app: Flask, at: datetime) -> None:
    with clock.set_to(at):
        tick(clock.now())
        relay_tick(LogChannel(), Letterhead.from_settings(app.config))


def _long_closed(authority: Authority, known: Cases, at: str) -> None:
    known["long closed"] = decide(
        authority, at, child="Ida Moss", nominee=authority.health_visitor, comes_from=ComesFrom.CARE_PROCEEDINGS
    )
    close(authority, known["long closed"], at)


def _closed(authority: Authority, known: Cases, at: str) -> None:
    close(authority, known["closed lately"], at)


def _nursery_joins(family: str) -> Callable[[Authority, Cases, str], None]:
    """The nursery is to say whether this family comes."""

    def act(authority: Authority, known: Cases, at: str) -> None:
        nursery = db.session.scalars(sa.select(Agency).where(Agency.name == NURSERY)).one()
        member = team.Member(own_reference=f"LO/{known[family].id}", worker_name="Priya Shah")
        with clock.set_to(london(at)):
            team.add_agency(
                actor=authority.coordinator, at=london(at), case=known[family], agency=nursery, member=member
            )

    return act


def _asks_for_a_code(authority: Authority, known: Cases, at: str) -> None:
    """Somebody at the nursery has opened the link in its mail."""
    asked = sa.select(Telling).where(Telling.case_id == known["long closed"].id, Telling.agency_id.is_not(None))
    with clock.set_to(london(at)):
        mailbox_questions.send_code(at=london(at), telling=db.session.scalars(asked).one())


_ACTS: list[tuple[str, Callable[[Authority, Cases, str], None]]] = [
    # Closed for twenty working days on Monday, with a lead and no CAF: the safety duty, mailed at once.
    ("2026-02-09 11:00", _long_closed),
    ("2026-02-09 12:00", lambda authority, known, at: accept(known["long closed"], at)),
    # Decided ten working days before Monday, neither closed nor started.
    (
        "2026-02-23 11:00",
        lambda authority, known, at: known.update(
            unfinished=decide(authority, at, child="Ned Birch", nominee=authority.teacher)
        ),
    ),
    ("2026-02-24 11:00", lambda authority, known, at: accept(known["unfinished"], at)),
    ("2026-02-25 11:00", lambda authority, known, at: agree(known["unfinished"], at)),
    # A nursery that has said nothing of two families for five working days on Monday: one list to its mailbox.
    ("2026-03-02 11:00", _nursery_joins("unfinished")),
    ("2026-03-02 11:10", _nursery_joins("long closed")),
    # Two working days closed on Monday.
    (
        "2026-03-03 11:00",
        lambda authority, known, at: known.update(
            {"closed lately": decide(authority, at, child="Una Reed", nominee=authority.other_health_visitor)}
        ),
    ),
    ("2026-03-04 11:00", lambda authority, known, at: accept(known["closed lately"], at)),
    ("2026-03-05 11:00", _closed),
    # Nominated two working days before Monday, and silent.
    (
        "2026-03-05 12:00",
        lambda authority, known, at: known.update(
            silent=decide(authority, at, child="Abe Frost", nominee=authority.other_health_visitor)
        ),
    ),
    # On the Friday evening: a refusal, a nomination, two decisions that leave something open, the nursery asked of
    # another family, and a code that it asks for.
    ("2026-03-06 17:10", lambda authority, known, at: agree(known["unfinished"], at, agreed=False)),
    (
        "2026-03-06 17:20",
        lambda authority, known, at: known.update(
            asked=decide(authority, at, child="Eve Thorn", nominee=authority.health_visitor)
        ),
    ),
    ("2026-03-06 17:30", lambda authority, known, at: known.update(nobody=decide(authority, at, child="Lee Dale"))),
    (
        "2026-03-06 17:40",
        lambda authority, known, at: known.update(
            undecided=decide(authority, at, child="Fay Wold", nominee=authority.teacher, meeting=False)
        ),
    ),
    ("2026-03-06 17:45", _nursery_joins("silent")),
    ("2026-03-06 17:50", _asks_for_a_code),
]
