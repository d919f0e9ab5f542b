"""The families of the drills: by Monday 9 March 2026, 08:00, each has somebody who must be told something else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case
from caf_tracker.models.words import ComesFrom
from caf_tracker.reminders.channels.log import LogChannel
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from tests.factories import Authority, make_authority
from tests.stories import accept, agree, close, decide, london

# A Monday, so that the week's summaries fall due too.
MORNING = clock.london(date(2026, 3, 9))
# What was done on the Friday evening waits for Monday.
_LAST_ROUND = london("2026-03-06 17:00")

Cases = dict[str, Case]


def make_families(app: Flask) -> Authority:
    """Play the families' weeks before that Monday: what fell due until then was mailed."""
    authority = make_authority()
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
    # On the Friday evening: a refusal, a nomination, and two decisions that leave something open.
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
]
