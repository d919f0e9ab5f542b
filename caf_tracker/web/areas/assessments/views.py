"""The assessment of a CAF: reading it, writing a topic of it, completing it."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.models import Caf, Case
from caf_tracker.services import assessments as acts
from caf_tracker.services.assessment_drafts import find_draft
from caf_tracker.services.standing import last_caf, open_caf
from caf_tracker.web.access import requires
from caf_tracker.web.areas.assessments import queries
from caf_tracker.web.areas.assessments.forms import WriteForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for, whole_case_for

blueprint = Blueprint("assessments", __name__)

_ASSESSMENT = "/cases/<reference>/assessment"
_PLACES = ("", "/child/<int(max=2147483647):child_id>", "/agency/<int(max=2147483647):agency_id>")
View = Callable[..., ResponseReturnValue]


def at_every_place(end: str, *, methods: list[str]) -> Callable[[View], View]:
    """The routes of a view about one text: of the whole family, of one child, or by one agency."""

    def register(view: View) -> View:
        for place in _PLACES:
            blueprint.add_url_rule(f"{_ASSESSMENT}/<topic>{place}{end}", view_func=view, methods=methods)
        return view

    return register


@blueprint.get(_ASSESSMENT)
@requires(Permission.READ_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The whole assessment, what is missing, and who wrote what; a nominee reads it once they lead."""
    case = whole_case_for(reference)
    # Of a CAF that has closed it is read as it was left.
    caf, rights = last_caf(case) or running(case), granted(current_user, case)
    runs = caf.closed_at is None
    return render_template(
        "assessments/show.html",
        case=case,
        the_caf=caf,
        sections=queries.sections(case, caf),
        may_write=runs and Permission.WRITE_ASSESSMENT in rights,
        may_complete=runs and Permission.COMPLETE_ASSESSMENT in rights and caf.assessed_at is None,
        back=url_for("case_page.show", reference=case.reference),
    )


@at_every_place("", methods=["GET", "POST"])
@requires(Permission.WRITE_ASSESSMENT)
def write(reference: str, topic: str, child_id: int | None = None, agency_id: int | None = None) -> ResponseReturnValue:
    """Write one topic: of the whole family, of one child, or by one agency."""
    case = case_for(Permission.WRITE_ASSESSMENT, reference)
    caf = running(case)
    place, whose = queries.find_place(case, topic, child_id, agency_id)
    written = acts.texts(caf).get(place)
    draft = find_draft(actor=current_user, at=clock.now(), caf=caf, place=place)
    uses_draft = request.args.get("draft") == "use"
    form = WriteForm(data=queries.to_begin_with(written, draft if uses_draft else None))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.write_assessment(
                actor=current_user,
                at=clock.now(),
                case=case,
                place=place,
                text=form.text.data,
                version=form.version.data,
            )
            confirm("The text is saved")
            return redirect(_assessment(case))
    return render_template(
        "assessments/write.html",
        form=form,
        case=case,
        place=place,
        whose=whose,
        prompt=queries.PROMPTS[place.topic],
        written=written,
        draft=draft,
        is_offered=draft is not None and not uses_draft and request.method == "GET",
        here=queries.address(case, place),
        keep=queries.address(case, place, "assessments.keep_draft"),
        throw_away=queries.address(case, place, "assessments.throw_away_draft"),
        back=_assessment(case),
    )


@blueprint.route(f"{_ASSESSMENT}/complete", methods=["GET", "POST"])
@requires(Permission.COMPLETE_ASSESSMENT)
def complete(reference: str) -> ResponseReturnValue:
    """Complete the assessment, or say what is missing and lead there."""
    case = case_for(Permission.COMPLETE_ASSESSMENT, reference)
    caf = running(case)
    form = Form()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.complete_assessment(actor=current_user, at=clock.now(), case=case)
            confirm("The assessment is complete")
            return redirect(_assessment(case))
    wanted = [(section, part) for section in queries.sections(case, caf) for part in section.parts if part.is_missing]
    return render_template("assessments/complete.html", form=form, case=case, wanted=wanted, back=_assessment(case))


def running(case: Case) -> Caf:
    """The CAF that the assessment belongs to."""
    caf = open_caf(case)
    if caf is None:
        raise TransitionNotAllowed("There is no CAF under way on this case, and so no assessment.")
    return caf


def _assessment(case: Case) -> str:
    return url_for("assessments.show", reference=case.reference)
