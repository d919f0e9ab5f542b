"""What has come by a moment, as the dates that every duty's query is bound to."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.duties import timescales
from caf_tracker.duties.timescales import LAPSE, LAPSE_FAST, STALE, STALE_YOUNG, STALLED
from caf_tracker.models import Case, Lead, StepDown
from caf_tracker.models.words import FAST_TRACK

# Nominations made on or before these days have lapsed; closures on or before that day have stalled.
LAPSED_ON = sa.bindparam("lapsed_on", type_=sa.Date)
LAPSED_FAST_ON = sa.bindparam("lapsed_fast_on", type_=sa.Date)
STALLED_ON = sa.bindparam("stalled_on", type_=sa.Date)
# Reviews that count from then, actions due by then and what was known by then: their reminders have begun.
FIRST_REVIEW_ON = sa.bindparam("first_review_on", type_=sa.Date)
NEXT_REVIEW_ON = sa.bindparam("next_review_on", type_=sa.Date)
SOON_REVIEW_ON = sa.bindparam("soon_review_on", type_=sa.Date)
LATEST_REVIEW_ON = sa.bindparam("latest_review_on", type_=sa.Date)
ACTIONS_ON = sa.bindparam("actions_on", type_=sa.Date)
STALE_ON = sa.bindparam("stale_on", type_=sa.Date)
STALE_YOUNG_ON = sa.bindparam("stale_young_on", type_=sa.Date)
# The London day, on which people are away and agencies closed.
TODAY = sa.bindparam("today", type_=sa.Date)


def day_reached(at: datetime) -> date:
    """The London day whose 08:00 has come; before it, nothing of that day has lapsed or stalled yet."""
    local = at.astimezone(clock.LONDON)
    return local.date() if local.time() >= clock.MORNING else local.date() - timedelta(days=1)


def cut_offs(at: datetime) -> dict[str, Any]:
    """The dates for the bound parameters above, at this moment."""
    day = day_reached(at)
    ladders = timescales.in_force().ladders

    def begun(key: str) -> date:
        return ladders[key].latest_anchor(day, ladders[key].starts)

    reviews = {
        "first_review_on": begun("review_not_held.first"),
        "next_review_on": begun("review_not_held.next"),
        "soon_review_on": begun("review_not_held.first_soon"),
    }
    return {
        **reviews,
        "latest_review_on": max(reviews.values()),
        "actions_on": begun("action_not_done.of_person"),
        "stale_on": begun("engagement_unknown.of_contact_stale"),
        "stale_young_on": begun("engagement_unknown.of_contact_stale_young"),
        "lapsed_on": working_days.latest_start(day, LAPSE),
        "lapsed_fast_on": working_days.latest_start(day, LAPSE_FAST),
        "stalled_on": working_days.latest_start(day, STALLED),
        "today": clock.london_date(at),
    }


def goes_stale_on(case: Case, known_on: date) -> date:
    """The day at whose 08:00 what an agency knew on that day is too old to count (DOMAIN.md, "Going stale")."""
    young = STALE_YOUNG.after(known_on)
    return young if case.under_one_on(young) else STALE.after(known_on)


def on_fast_track(day: Any) -> sa.ColumnElement[bool]:
    """Whether a ladder that starts on this day is fast, for a select over Case and its step-down, if any.

    It comes from care proceedings, child protection or being looked after, or a child is under 1 on that day.
    """
    return sa.or_(StepDown.comes_from.in_(FAST_TRACK), sa.and_(Case.turns_one_on.is_not(None), day < Case.turns_one_on))


def has_lapsed() -> sa.ColumnElement[bool]:
    """Whether a pending nomination has lapsed, for a select over Lead."""
    return sa.case((Lead.fast_track, Lead.nominated_on <= LAPSED_FAST_ON), else_=Lead.nominated_on <= LAPSED_ON)


def lapses_on(lead: Lead) -> date:
    """The day at whose 08:00 this nomination lapses, or lapsed."""
    return working_days.add(lead.nominated_on, LAPSE_FAST if lead.fast_track else LAPSE)
