"""The page on which social care confirms that the family has arrived."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.services.handovers import confirm_handover
from caf_tracker.services.outstanding_actions import name_owners
from caf_tracker.services.standing import accepted_lead, current_step_down
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.handovers import queries
from caf_tracker.web.areas.handovers.forms import handover_form
from caf_tracker.web.layout import confirm as confirm_banner
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("handovers", __name__)


@blueprint.route("/cases/<reference>/handover", methods=["GET", "POST"])
@requires(Permission.CONFIRM_HANDOVER)
def confirm(reference: str) -> ResponseReturnValue:
    """Confirm the handover: four questions, each yes, or no with a reason."""
    case = case_for(Permission.CONFIRM_HANDOVER, reference)
    step_down = queries.handed_over(case)
    if step_down is None:
        raise already.over(current_step_down(case))
    if step_down.caf_started_on is None:
        raise TransitionNotAllowed("The handover can be confirmed once the lead professional has started.")
    form = handover_form(step_down.actions)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            checks, owners = form.checks(), form.owners()
            done = checks["actions"].done
            name_owners(actor=current_user, at=clock.now(), step_down=step_down, owners=owners, all_owned=done)
            confirm_handover(actor=current_user, at=clock.now(), step_down=step_down, **checks)
            confirm_banner("The handover is confirmed")
            return redirect(url_for("case_page.show", reference=case.reference))
    back = url_for("case_page.show", reference=case.reference)
    page = {"step_down": step_down, "lead": accepted_lead(case), "back": back}
    return render_template("handovers/confirm.html", form=form, case=case, **page)
