"""A draft of one topic of an assessment: kept while its writer types, used or thrown away by them later."""

from flask import Response, abort, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services import assessment_drafts as acts
from caf_tracker.web.access import requires
from caf_tracker.web.areas.assessments import queries
from caf_tracker.web.areas.assessments.forms import WriteForm
from caf_tracker.web.areas.assessments.views import at_every_place, running
from caf_tracker.web.fields import Form
from caf_tracker.web.filters import time_of_day
from caf_tracker.web.layout import confirm
from caf_tracker.web.sign_in_sessions import time_left
from caf_tracker.web.the_case import case_for


@at_every_place("/draft", methods=["POST"])
@requires(Permission.WRITE_ASSESSMENT)
def keep_draft(
    reference: str, topic: str, child_id: int | None = None, agency_id: int | None = None
) -> ResponseReturnValue:
    """Keep what was typed so far: asked by the page itself, which is told when, and how long the session lasts now."""
    case = case_for(Permission.WRITE_ASSESSMENT, reference)
    place, _ = queries.find_place(case, topic, child_id, agency_id)
    form = WriteForm()
    if not form.validate():
        abort(400)
    acts.keep_draft(
        actor=current_user, at=clock.now(), case=case, caf=running(case), place=place,
        text=form.text.data, version=form.version.data,
    )  # fmt: skip
    answer = Response(status=204, headers={"Draft-Saved-At": time_of_day(clock.now())})
    del answer.headers["Content-Type"]
    if left := time_left():
        answer.headers["Session-Seconds"], answer.headers["Session-Final"] = str(left.seconds), str(int(left.is_final))
    return answer


@at_every_place("/draft/throw-away", methods=["POST"])
@requires(Permission.WRITE_ASSESSMENT)
def throw_away_draft(
    reference: str, topic: str, child_id: int | None = None, agency_id: int | None = None
) -> ResponseReturnValue:
    """Throw one's own draft away, and write on from what is saved."""
    case = case_for(Permission.WRITE_ASSESSMENT, reference)
    place, _ = queries.find_place(case, topic, child_id, agency_id)
    if not Form().validate():
        abort(400)
    acts.throw_away_draft(actor=current_user, case=case, caf=running(case), place=place)
    confirm("The draft is thrown away")
    return redirect(queries.address(case, place))
