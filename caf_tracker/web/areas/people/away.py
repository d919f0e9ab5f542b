"""The pages about the leave of a person, for whoever manages their account, and about closed agencies."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services import absences, closed_periods, people
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.people import queries
from caf_tracker.web.areas.people.blueprints import blueprint
from caf_tracker.web.areas.people.forms import ClosedPeriodForm
from caf_tracker.web.away_form import AwayForm
from caf_tracker.web.layout import confirm

# No row has a higher number than the column can hold.
_NUMBER = "int(max=2147483647)"
_PERSON, _AGENCY = f"/<{_NUMBER}:user_id>/away", f"/agencies/<{_NUMBER}:agency_id>/closed"


@blueprint.route(_PERSON, methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def away(user_id: int) -> ResponseReturnValue:
    """Plan somebody's leave for them, as when they are ill."""
    user = people.find_person(person(), user_id)
    form = AwayForm.of(user)
    if form.is_sent() and form.validate_on_submit():
        with form.showing_broken_rules():
            absences.plan_absence(actor=person(), at=clock.now(), user=user, **form.facts())
            confirm("The days away are saved.")
            return redirect(url_for("people.away", user_id=user_id))
    return render_template("people/away.html", form=form, user=user, planned=absences.planned(user, clock.today()))


@blueprint.post(f"{_PERSON}/<{_NUMBER}:absence_id>/take-back")
@requires(Permission.MANAGE_USERS)
def take_back_away(user_id: int, absence_id: int) -> ResponseReturnValue:
    """They are back, or do not go."""
    absence = absences.find_absence(people.find_person(person(), user_id), absence_id)
    absences.take_back_absence(actor=person(), at=clock.now(), absence=absence)
    confirm("These days away are removed.")
    return redirect(url_for("people.away", user_id=user_id))


@blueprint.route(_AGENCY, methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENCIES)
def closed(agency_id: int) -> ResponseReturnValue:
    """When an agency is closed, and who is told meanwhile."""
    agency = queries.agency(agency_id)
    form = ClosedPeriodForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            closed_periods.plan_closed_period(actor=person(), at=clock.now(), agency=agency, **form.facts())
            confirm("The closed period is saved.")
            return redirect(url_for("people.closed", agency_id=agency_id))
    planned = closed_periods.planned(agency, clock.today())
    return render_template("people/closed.html", form=form, agency=agency, planned=planned)


@blueprint.post(f"{_AGENCY}/<{_NUMBER}:period_id>/take-back")
@requires(Permission.MANAGE_AGENCIES)
def take_back_closed(agency_id: int, period_id: int) -> ResponseReturnValue:
    """The agency is open after all."""
    period = queries.closed_period(agency_id, period_id)
    closed_periods.take_back_closed_period(actor=person(), at=clock.now(), period=period)
    confirm("The closed period is removed.")
    return redirect(url_for("people.closed", agency_id=agency_id))
