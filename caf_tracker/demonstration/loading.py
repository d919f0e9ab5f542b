"""Loading the demonstration: the stories play through the services, day by day, with the real sweep, up to today."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.demonstration.authority import make_authority
from caf_tracker.demonstration.families import make_stories
from caf_tracker.demonstration.stories import Act, Story
from caf_tracker.extensions import db
from caf_tracker.models import Mail, User
from caf_tracker.reminders import digest
from caf_tracker.reminders.sweep import sweep

# So many working days before today the first story begins.
_BEGINS = 63
# The hour of the day's first act; each later one of the same day comes a quarter of an hour after.
_FIRST_ACT = time(9, 30)


class NotEmpty(Exception):
    """There are people in the database already."""


def load_demonstration(now: datetime) -> int:
    """Fill an empty database with the demonstration, all of it before today; how many families. The caller commits."""
    if db.session.scalar(sa.select(User.id).limit(1)) is not None:
        raise NotEmpty
    today = clock.london_date(now)
    first = working_days.add(today, -_BEGINS)
    with clock.set_to(clock.london(first)):
        stories = make_stories(make_authority(), today)
    steps = sorted(
        (
            (working_days.add(today, -ago), order, story, acts)
            for order, story in enumerate(stories)
            for ago, acts in story.steps
        ),
        key=lambda step: step[:2],
    )
    day = first
    while day < today:
        _morning(day)
        _play([(story, acts) for when, _, story, acts in steps if when == day], day)
        day = working_days.add(day, 1)
    # What was mailed before the tool was started here went out on its day.
    db.session.execute(sa.update(Mail).values(sent_at=Mail.created_at, attempts=1))
    return len(stories)


def _morning(day: date) -> None:
    at = clock.london(day)
    with clock.set_to(at):
        sweep(at)
        digest.queue_digests(db.session(), at)


def _play(steps: list[tuple[Story, tuple[Act, ...]]], day: date) -> None:
    """What was done that day, and then a sweep: on most days nobody is told twice in one."""
    for number, (story, acts) in enumerate(steps):
        at = clock.london(day, _FIRST_ACT) + timedelta(minutes=15 * number)
        with clock.set_to(at):
            for act in acts:
                act(story, at)
            db.session.flush()
    if steps:
        with clock.set_to(at):
            sweep(at)
