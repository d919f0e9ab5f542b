"""The pages about agencies and areas."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services import agencies as service
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.people import queries
from caf_tracker.web.areas.people.blueprints import blueprint
from caf_tracker.web.areas.people.forms import AgencyForm, AreaForm, area_data
from caf_tracker.web.layout import confirm


@blueprint.get("/agencies")
@requires(Permission.MANAGE_AGENCIES)
def agencies() -> ResponseReturnValue:
    """Every agency and how it is reached."""
    return render_template("people/agencies.html", agencies=queries.agencies())


@blueprint.route("/agencies/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENCIES)
def add_agency() -> ResponseReturnValue:
    """Add an agency."""
    form = AgencyForm.of()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            service.add_agency(actor=person(), at=clock.now(), facts=form.facts())
            confirm("The agency is added.")
            return redirect(url_for("people.agencies"))
    return render_template("people/agency.html", form=form, title="Add an agency", button="Add the agency")


@blueprint.route("/agencies/<int(max=2147483647):agency_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENCIES)
def change_agency(agency_id: int) -> ResponseReturnValue:
    """Change an agency."""
    agency = queries.agency(agency_id)
    form = AgencyForm.of(agency)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            service.change_agency(
                actor=person(), at=clock.now(), agency=agency, version=form.version.data, facts=form.facts()
            )
            confirm("The agency is changed.")
            return redirect(url_for("people.agencies"))
    return render_template("people/agency.html", form=form, title="Change an agency", button="Save changes")


@blueprint.get("/areas")
@requires(Permission.MANAGE_AGENCIES)
def areas() -> ResponseReturnValue:
    """Every area and who works for it."""
    listed = queries.areas()
    return render_template("people/areas.html", areas=listed, working=queries.who_works_for(listed))


@blueprint.route("/areas/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENCIES)
def add_area() -> ResponseReturnValue:
    """Add an area."""
    form = AreaForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            service.add_area(actor=person(), at=clock.now(), name=form.name.data)
            confirm("The area is added. Invite a coordinator and a head of service for it.")
            return redirect(url_for("people.areas"))
    return render_template("people/area.html", form=form, title="Add an area", button="Add the area")


@blueprint.route("/areas/<int(max=2147483647):area_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENCIES)
def change_area(area_id: int) -> ResponseReturnValue:
    """Rename an area."""
    area = queries.area(area_id)
    form = AreaForm(data=area_data(area))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            seen, name = form.version.data, form.name.data
            service.change_area(actor=person(), at=clock.now(), area=area, version=seen, name=name)
            confirm("The area is changed.")
            return redirect(url_for("people.areas"))
    return render_template("people/area.html", form=form, title="Change an area", button="Save changes")
