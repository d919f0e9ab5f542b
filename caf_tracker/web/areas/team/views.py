"""The team around the family: who is in it, adding an agency, changing what is recorded of it, taking it out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.access.scope import reads_summary_only
from caf_tracker.errors import NotPermitted
from caf_tracker.models import Case, TeamAgency
from caf_tracker.services import team as acts
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.team import queries
from caf_tracker.web.areas.team.forms import ChooseAgencyForm, MemberForm, RemoveForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("team", __name__)

_TEAM = "/cases/<reference>/team"
_MEMBER = f"{_TEAM}/<int(max=2147483647):team_agency_id>"


@blueprint.get(_TEAM)
@requires(Permission.READ_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Who is in the team and who has left; a nominee reads it once they lead."""
    case = case_for(Permission.READ_CASE, reference)
    if reads_summary_only(current_user, case):
        raise NotPermitted
    may_change = case.is_open and Permission.CHANGE_TEAM in granted(current_user, case)
    back = url_for("case_page.show", reference=case.reference)
    return render_template("team/show.html", case=case, team=queries.team_of(case), may_change=may_change, back=back)


@blueprint.get(f"{_TEAM}/add")
@requires(Permission.CHANGE_TEAM)
def choose(reference: str) -> ResponseReturnValue:
    """Choose the agency that joins: the next page asks about it."""
    case = case_for(Permission.CHANGE_TEAM, reference)
    form, chosen = ChooseAgencyForm(formdata=None), request.args.get("agency")
    form.agency.choices = [(str(agency.id), agency.name) for agency in queries.agencies_not_in(case)]
    if chosen in dict(form.agency.choices):
        return redirect(url_for("team.add", reference=case.reference, agency_id=chosen))
    if chosen is not None:
        form.refuse("agency", "Choose which agency joins")
    return render_template("team/choose.html", form=form, case=case, back=_team(case))


@blueprint.route(f"{_TEAM}/add/<int(max=2147483647):agency_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_TEAM)
def add(reference: str, agency_id: int) -> ResponseReturnValue:
    """Say who works with the family there and what may be shared, and the agency is in the team."""
    case = case_for(Permission.CHANGE_TEAM, reference)
    agency = queries.agency(agency_id)
    if (present := acts.member_of(case, agency)) is not None:
        raise already.in_team(present)
    form = MemberForm.of(agency)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.add_agency(actor=current_user, at=clock.now(), case=case, agency=agency, member=form.member())
            confirm("The agency is in the team. It is asked whether the family uses its support")
            return redirect(_team(case))
    return render_template("team/add.html", form=form, case=case, agency=agency, back=_team(case))


@blueprint.route(f"{_MEMBER}/change", methods=["GET", "POST"])
@requires(Permission.CHANGE_TEAM)
def change(reference: str, team_agency_id: int) -> ResponseReturnValue:
    """Change what is recorded of an agency."""
    case = case_for(Permission.CHANGE_TEAM, reference)
    member = _present(case, team_agency_id)
    form = MemberForm.of(member.agency, member)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.change_member(
                actor=current_user,
                at=clock.now(),
                team_agency=member,
                version=form.version.data,
                member=form.member(),
            )
            confirm("What is recorded of the agency is changed")
            return redirect(_team(case))
    return render_template("team/change.html", form=form, case=case, agency=member.agency, back=_team(case))


@blueprint.route(f"{_MEMBER}/remove", methods=["GET", "POST"])
@requires(Permission.CHANGE_TEAM)
def remove(reference: str, team_agency_id: int) -> ResponseReturnValue:
    """Take an agency out of the team; what it said stays."""
    case = case_for(Permission.CHANGE_TEAM, reference)
    member = _present(case, team_agency_id)
    form = RemoveForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.remove_agency(actor=current_user, at=clock.now(), team_agency=member, reason=form.reason.data)
            confirm("The agency has left the team")
            return redirect(_team(case))
    return render_template("team/remove.html", form=form, case=case, agency=member.agency, back=_team(case))


def _present(case: Case, team_agency_id: int) -> TeamAgency:
    member = queries.member_of(case, team_agency_id)
    if member.left_at is not None:
        raise already.left_team(member)
    return member


def _team(case: Case) -> str:
    return url_for("team.show", reference=case.reference)
