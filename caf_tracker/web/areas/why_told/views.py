"""Why was I told? the duty in plain words, its days, who is told next, and what ends it."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.duties import timescales
from caf_tracker.labels import duty_title
from caf_tracker.web.access import signed_in
from caf_tracker.web.areas.why_told import queries
from caf_tracker.web.duty_words import WORDS, say
from caf_tracker.web.owed import owed_lines, put_off_link
from caf_tracker.web.reading import note_reading
from caf_tracker.web.told_words import mail_words, parts_words, stands_in, told_as

blueprint = Blueprint("why_told", __name__)


@blueprint.get("/told/<int(max=2147483647):telling_id>")
@signed_in
def show(telling_id: int) -> ResponseReturnValue:
    """Open to whoever was told, for as long as they like: what they were told stays theirs to understand."""
    at, caf = clock.now(), current_app.config["CAF_NAME"]
    telling = queries.find_telling(current_user, telling_id)
    duty = queries.still_open(telling, at)
    ladder = timescales.in_force().ladders[telling.ladder]
    words = WORDS[telling.duty]
    may_read, yours = queries.may_read_case(current_user, telling), telling.user_id == current_user.id
    lines = owed_lines(
        [duty] if duty else [], viewer=current_user, today=clock.london_date(at), caf=caf,
        snoozes=queries.snoozes_of(current_user, telling),
    )  # fmt: skip
    note_reading(telling.case, "telling.read", telling=telling.id)
    return render_template(
        "why_told/show.html",
        telling=telling,
        title=duty_title(telling.duty, caf),
        why=say(words.why, caf=caf),
        ends=say(words.ends, caf=caf),
        line=lines[0] if lines else None,
        stands_in=stands_in(telling, yours=True) if yours else "",
        ladder=ladder,
        rungs=queries.timescale(ladder, telling.anchor_on),
        afterwards=words.afterwards,
        next=queries.told_next(duty, at) if duty else None,
        may_read=may_read,
        put_off_here=put_off_link(duty) if duty and may_read and yours and not lines[0].snoozes else None,
        parts_words=parts_words,
        told_as=told_as(telling),
        mail=mail_words(telling.mail, telling.sent),
    )
