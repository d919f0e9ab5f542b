"""The pages on which a CAF is proposed for closing, and opened again."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.models.words import CafOutcome
from caf_tracker.services import caf_closing
from caf_tracker.services.approval_requests import closing_asked_for
from caf_tracker.services.standing import open_caf, undecided_step_down
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.cafs import queries
from caf_tracker.web.areas.cafs.forms import CloseForm, ReopenForm
from caf_tracker.web.areas.cafs.views import blueprint
from caf_tracker.web.layout import confirm
from caf_tracker.web.second_persons import as_choices, by_id, second_persons
from caf_tracker.web.the_case import case_for


@blueprint.route("/cases/<reference>/caf/close", methods=["GET", "POST"])
@requires(Permission.CLOSE_CAF)
def close(reference: str) -> ResponseReturnValue:
    """Ask a coordinator or head of service to close the CAF; until they approve nothing has closed."""
    case = case_for(Permission.CLOSE_CAF, reference)
    name = current_app.config["CAF_NAME"]
    if open_caf(case) is None:
        raise TransitionNotAllowed(f"There is no {name} under way on this case.")
    if (asked_already := closing_asked_for(case.id)) is not None:
        raise already.waiting(asked_already)
    people, agencies = second_persons(case, current_user, Permission.APPROVE_CLOSING), queries.team(case)
    form = CloseForm()
    form.asked.choices = as_choices(people)
    form.agency.choices = [(str(agency.id), agency.name) for agency in agencies]
    asked = by_id(people, form.asked.data)
    if form.validate_on_submit() and asked is not None:
        with form.showing_broken_rules():
            closing = caf_closing.Closing(
                outcome=CafOutcome(form.outcome.data),
                carries_on=form.carries_on.data,
                agency=form.carried_on_by(agencies),
                act_on=form.act_on,
                receiving_person=form.receiving_person.data,
                managers_review=form.managers_review.data,
            )
            caf_closing.propose_closing(actor=current_user, at=clock.now(), case=case, closing=closing, asked=asked)
            confirm("The second person has been asked. Nothing closes until they approve")
            return redirect(url_for("case_page.show", reference=case.reference))
    back = url_for("case_page.show", reference=case.reference)
    unconfirmed = undecided_step_down(case) is not None
    owed = queries.still_owed(case)
    return render_template(
        "cafs/close.html", form=form, case=case, caf=name, back=back, owed=owed, unconfirmed=unconfirmed
    )


@blueprint.route("/cases/<reference>/caf/reopen", methods=["GET", "POST"])
@requires(Permission.REOPEN_CAF)
def reopen(reference: str) -> ResponseReturnValue:
    """Open a CAF again within thirty days of its closing, with its lead and team."""
    case = case_for(Permission.REOPEN_CAF, reference)
    name = current_app.config["CAF_NAME"]
    closing = caf_closing.reopenable(case, clock.now())
    if closing is None:
        raise TransitionNotAllowed(f"There is no {name} here that closed in the last 30 days.")
    form = ReopenForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            caf_closing.reopen(actor=current_user, at=clock.now(), case=case, reason=form.reason.data)
            confirm(f"The {name} is open again, with its lead professional and team")
            return redirect(url_for("case_page.show", reference=case.reference))
    back = url_for("case_page.show", reference=case.reference)
    return render_template("cafs/reopen.html", form=form, case=case, caf=name, closing=closing, back=back)
