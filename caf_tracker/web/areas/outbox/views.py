"""The outbox page: what waits, what failed and why, and the button that sends it again."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services.outbox import send_again
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.outbox import queries
from caf_tracker.web.areas.outbox.queries import Shown
from caf_tracker.web.layout import confirm
from caf_tracker.web.paging import after, page_of

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")

TABS = {Shown.FAILED: "Failed", Shown.RETRYING: "Retrying", Shown.QUEUED: "Queued", Shown.SENT: "Sent"}


@blueprint.get("")
@requires(Permission.SEE_OUTBOX)
def show() -> ResponseReturnValue:
    """Mail in one state, newest first; failed mail unless another is asked for."""
    shown = _shown()
    start = after(int)
    page = page_of(queries.mails(shown, start[0] if start else None), lambda row: (row.id,))
    return render_template(
        "outbox/show.html", shown=shown, tabs=TABS, page=page, counts=queries.counts(), ticks=queries.last_ticks()
    )


@blueprint.post("/<int(max=2147483647):mail_id>/send-again")
@requires(Permission.SEE_OUTBOX)
def again(mail_id: int) -> ResponseReturnValue:
    """Try a mail again now."""
    send_again(actor=person(), at=clock.now(), mail_id=mail_id)
    confirm("The mail is queued again. It goes out within a minute if the server takes it.")
    return redirect(url_for("outbox.show", show=_shown().value), 303)


def _shown() -> Shown:
    try:
        return Shown(request.args.get("show", Shown.FAILED))
    except ValueError:
        return Shown.FAILED
