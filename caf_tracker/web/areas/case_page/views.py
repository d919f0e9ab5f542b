"""The page of one case, or the summary of it that somebody asked to lead needs for their answer."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.access.scope import find_case, reads_summary_only
from caf_tracker.web.access import requires
from caf_tracker.web.areas.case_page.page import Words, put_together
from caf_tracker.web.filters import label
from caf_tracker.web.reading import note_reading

blueprint = Blueprint("case_page", __name__)


@blueprint.get("/cases/<reference>")
@requires(Permission.READ_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Everything about the case; only the summary for a nominee with no other part in it. Either is audited."""
    at = clock.now()
    case = find_case(current_user, reference)
    summary = reads_summary_only(current_user, case)
    words = Words(caf=current_app.config["CAF_NAME"], label=label)
    page = put_together(case, viewer=current_user, at=at, words=words)
    note_reading(case, summary=summary)
    return render_template("case_page/summary.html" if summary else "case_page/show.html", case=case, page=page)
