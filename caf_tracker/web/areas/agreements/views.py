"""The page on which the family's agreement or refusal is recorded."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services.agreements import record_agreement
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.agreements import queries
from caf_tracker.web.areas.agreements.forms import AgreementForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("agreements", __name__)


@blueprint.route("/cases/<reference>/agreement", methods=["GET", "POST"])
@requires(Permission.RECORD_FACT)
def record(reference: str) -> ResponseReturnValue:
    """Record what one adult said; others are recorded one after another."""
    case = case_for(Permission.RECORD_FACT, reference)
    people = queries.adults_and_answers(case)
    form = AgreementForm.at_stage(queries.last_recorded(people), lambda: already.agreement_recorded(case))
    form.offer(people)
    if form.validate_on_submit():
        adult = next(one.adult for one in people if str(one.adult.id) == form.adult.data)
        with form.showing_broken_rules():
            agreed = form.agreed.data == "yes"
            reason = None if agreed else form.reason.data
            record_agreement(actor=current_user, at=clock.now(), case=case, adult=adult, agreed=agreed, reason=reason)
            confirm("The agreement is recorded" if agreed else "The refusal is recorded")
            return redirect(url_for("case_page.show", reference=case.reference))
    back = url_for("case_page.show", reference=case.reference)
    return render_template("agreements/record.html", form=form, case=case, people=people, back=back)
