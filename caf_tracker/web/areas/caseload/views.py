"""The page of a caseload; each reading of it is one event in the audit log."""

from dataclasses import replace

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.models import User
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.caseload import queries
from caf_tracker.web.paging import after, page_of
from caf_tracker.web.reading import note_list

blueprint = Blueprint("caseload", __name__)


@blueprint.get("/caseload")
@requires(Permission.LIST_CASES)
def show() -> ResponseReturnValue:
    """The cases that one leads, or those of somebody whose leading one oversees."""
    people = queries.leads_seen_by(person())
    lead = _chosen(people)
    rows = queries.caseload(person(), lead, clock.now(), current_app.config["CAF_NAME"], after(int)) if lead else []
    page = page_of(rows, lambda row: [row.id])
    note_list("caseload", shown=len(page.rows))
    return render_template(
        "caseload/show.html",
        page=replace(page, rows=queries.most_pressing_first(page.rows)),
        lead=lead,
        is_own=lead is person(),
        leads=may(person(), Permission.ACCEPT_LEAD),
        sees_reminders=may(person(), Permission.SEE_STATISTICS),
        people=[(str(one.id), f"{one.name}, {one.agency.name}") for one in people],
        caf=current_app.config["CAF_NAME"],
        today=clock.today(),
    )


def _chosen(people: list[User]) -> User | None:
    """Whose caseload: of those offered, else one's own; whoever never leads chooses first."""
    wanted = request.args.get("person", "")
    found = next((one for one in people if str(one.id) == wanted), None)
    return found or (person() if may(person(), Permission.ACCEPT_LEAD) else None)
