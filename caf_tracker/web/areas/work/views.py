"""The first page after signing in."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.duties import open_duties
from caf_tracker.labels import duty_title
from caf_tracker.web.access import signed_in
from caf_tracker.web.areas.work import queries
from caf_tracker.web.owed import owed_lines
from caf_tracker.web.reading import note_list

blueprint = Blueprint("work", __name__)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Your work, in a fixed number of statements however much there is of it."""
    at, caf = clock.now(), current_app.config["CAF_NAME"]
    today = clock.london_date(at)
    snoozes = queries.snoozes_of(current_user, today)
    owed = open_duties(at, owed_by=current_user)
    mine = owed_lines(owed, viewer=current_user, today=today, caf=caf, snoozes=snoozes)
    asked = [one for one in snoozes if one.asked_id == current_user.id]
    others = owed_lines(queries.waiting_for_others(current_user, at), viewer=current_user, today=today, caf=caf)
    told = queries.last_told(current_user, caf)
    note_list("your_work", shown=len(mine) + len(asked) + len(others) + len(told))
    return render_template(
        "work/home.html",
        mine=mine,
        asked=[(one, duty_title(one.duty, caf)) for one in asked],
        others=others[: queries.OTHERS_SHOWN],
        more_others=len(others) > queries.OTHERS_SHOWN,
        told=told,
        may_open=may(current_user, Permission.OPEN_CASE),
    )
