"""Recording whether the family uses an agency's support, and everything that was recorded of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.access.scope import reads_summary_only
from caf_tracker.errors import NotPermitted
from caf_tracker.models import Case
from caf_tracker.models.words import EngagementStatus, Evidence
from caf_tracker.services.engagement import record_engagement
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.engagement import queries
from caf_tracker.web.areas.engagement.forms import RecordForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for
from caf_tracker.web.what_is_known import WHOLE_FAMILY, Who

blueprint = Blueprint("engagement", __name__)

_OF_AGENCY = "/cases/<reference>/engagement/<int(max=2147483647):team_agency_id>"
_SETTLED = "Recorded"
_NOT_SETTLED = "Recorded. It does not settle the question: the agency itself is still asked"


@blueprint.route(_OF_AGENCY, methods=["GET", "POST"])
@requires(Permission.RECORD_ENGAGEMENT)
def record(reference: str, team_agency_id: int) -> ResponseReturnValue:
    """Say what an agency knows: three taps on a telephone, and more for those who have more to say."""
    case = case_for(Permission.RECORD_ENGAGEMENT, reference)
    member = queries.member_of(case, team_agency_id)
    if member.left_at is not None:
        raise already.left_team(member)
    last, family = queries.last_said(case, member), queries.family(case)
    asked = request.args.get("who", "")
    form = RecordForm.at_stage(
        str(last.id if last else 0),
        lambda: already.engagement_recorded(last),
        family=family,
        data={"who": asked if asked in family else None},
    )
    if form.validate_on_submit():
        with form.showing_broken_rules():
            observation = record_engagement(
                actor=current_user,
                at=clock.now(),
                case=case,
                agency=member.agency,
                status=EngagementStatus(form.status.data),
                evidence=Evidence(form.evidence.data),
                as_of=form.as_of.data or clock.today(),
                who=queries.person(case, form.who.data),
                note=form.note.data or None,
                said_by=form.said_by.data or None,
            )
            confirm(_SETTLED if observation.makes_known else _NOT_SETTLED)
            return redirect(_case_page(case))
    return render_template(
        "engagement/record.html", form=form, case=case, member=member, last=last, back=_case_page(case)
    )


@blueprint.get(f"{_OF_AGENCY}/history")
@requires(Permission.READ_CASE)
def history(reference: str, team_agency_id: int) -> ResponseReturnValue:
    """Everything that was recorded of an agency, or of it and one of the family."""
    case = case_for(Permission.READ_CASE, reference)
    if reads_summary_only(current_user, case):
        raise NotPermitted
    member, family = queries.member_of(case, team_agency_id), queries.family(case)
    who = _asked_of(family)
    may_record = member.left_at is None and case.is_open and Permission.RECORD_ENGAGEMENT in granted(current_user, case)
    return render_template(
        "engagement/history.html",
        case=case,
        member=member,
        observations=queries.history(case, member, who),
        family=family,
        who=who,
        may_record=may_record,
        back=_case_page(case),
    )


def _asked_of(family: dict[str, str]) -> Who | None:
    """Of whom the address asks; None for everybody and for whoever is not of this family."""
    key = request.args.get("who")
    if key == "family":
        return WHOLE_FAMILY
    if key not in family:
        return None
    kind, _, number = key.partition("-")
    return kind, int(number)


def _case_page(case: Case) -> str:
    return url_for("case_page.show", reference=case.reference, _anchor="around")
