"""The page of reminders sent; each reading of it is one event in the audit log."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.labels import duty_title
from caf_tracker.reminders.counting import MOST_LINES, MOST_MAILS
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.reminders_sent import queries
from caf_tracker.web.paging import after, page_of
from caf_tracker.web.reading import note_list

blueprint = Blueprint("reminders_sent", __name__)


@blueprint.get("/reminders-sent")
@requires(Permission.SEE_STATISTICS)
def show() -> ResponseReturnValue:
    """Who got how many reminders in the last weeks, and which reminders they were."""
    sent = queries.reminders_sent(person(), clock.now())
    rows = queries.page_after(sent.reminded, after(int, int))
    page = page_of(rows, lambda row: [row.most_lines, row.user.id])
    note_list("reminders_sent", shown=len(page.rows))
    caf = current_app.config["CAF_NAME"]
    return render_template(
        "reminders_sent/show.html",
        sent=sent,
        page=page,
        duties=[(duty_title(duty, caf), lines) for duty, lines in sent.duties],
        most_mails=MOST_MAILS,
        most_lines=MOST_LINES,
    )
