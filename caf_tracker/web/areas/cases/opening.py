"""Opening a case: children, adults, area, a look for the same family, check answers, done."""

from dataclasses import asdict

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import NotVisible
from caf_tracker.models import Child, UnfinishedForm
from caf_tracker.models.words import Relation
from caf_tracker.services import cases as acts
from caf_tracker.services import locks
from caf_tracker.services.possible_matches import note_possible_matches
from caf_tracker.services.unfinished_forms import begin_form, find_form, keep_answers, send_form
from caf_tracker.web.access import requires
from caf_tracker.web.areas.cases import queries
from caf_tracker.web.areas.cases.answers import (
    Answers,
    OpeningAnswers,
    child_answers,
    free_number,
    new_child,
    reaching,
)
from caf_tracker.web.areas.cases.forms import (
    AdultForm,
    AnotherAdultForm,
    AnotherChildForm,
    AreaForm,
    ChildForm,
    DifferentFamilyForm,
    adult_data,
    child_data,
    for_children,
)
from caf_tracker.web.areas.cases.views import blueprint, show
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.reading import note_list

KIND = "open_case"


@blueprint.route("/cases/open", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_case() -> ResponseReturnValue:
    """The first child begins the form: nothing is kept before."""
    form = ChildForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            child = form.child()
            acts.write_child(Child(), child, clock.now(), "")
            answers = OpeningAnswers(children={1: child_answers(child)})
            begun = begin_form(actor=current_user, at=clock.now(), kind=KIND, answers=answers.kept())
            return redirect(url_for(".open_children", key=begun.key))
    return show("open_child.html", form, first=True, back=url_for("work.home"))


@blueprint.route("/cases/open/<key>/children", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_children(key: str) -> ResponseReturnValue:
    """The children so far, and whether there is another."""
    _, answers = _begun(key)
    form = AnotherChildForm()
    if form.validate_on_submit():
        if form.another.data == "yes":
            return redirect(url_for(".open_child", key=key, number=free_number(answers.children)))
        return redirect(url_for(".open_adults", key=key))
    children = {number: new_child(child) for number, child in answers.children.items()}
    return show("open_children.html", form, key=key, children=children)


@blueprint.route("/cases/open/<key>/children/<int:number>", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_child(key: str, number: int) -> ResponseReturnValue:
    """One of the children."""
    begun, answers = _begun(key)
    kept = _known(answers.children, number)
    form = ChildForm(data=child_data(new_child(kept)) if kept else None)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            child = form.child()
            acts.write_child(Child(), child, clock.now(), "")
            answers.put_child(number, child_answers(child))
            keep_answers(form=begun, **answers.kept())
            return redirect(url_for(".open_children", key=key))
    return show("open_child.html", form, first=False, back=url_for(".open_children", key=key))


@blueprint.route("/cases/open/<key>/children/<int:number>/remove", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_remove_child(key: str, number: int) -> ResponseReturnValue:
    """Taking a child out again."""
    begun, answers = _begun(key)
    form, kept = Form(), answers.children.get(number)
    if kept is None or len(answers.children) == 1:
        return redirect(url_for(".open_children", key=key))
    if form.validate_on_submit():
        answers.remove_child(number)
        keep_answers(form=begun, **answers.kept())
        return redirect(url_for(".open_children", key=key))
    return show("open_remove.html", form, person=kept["name"], back=url_for(".open_children", key=key))


@blueprint.route("/cases/open/<key>/adults", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_adults(key: str) -> ResponseReturnValue:
    """The adults so far, who is missing, and whether there is another."""
    _, answers = _begun(key)
    form = AnotherAdultForm()
    if form.validate_on_submit():
        if form.another.data == "yes":
            return redirect(url_for(".open_adult", key=key, number=free_number(answers.adults)))
        return redirect(url_for(".open_area", key=key))
    return show("open_adults.html", form, key=key, **_adults(answers))


@blueprint.route("/cases/open/<key>/adults/<int:number>", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_adult(key: str, number: int) -> ResponseReturnValue:
    """One of the adults."""
    begun, answers = _begun(key)
    _known(answers.adults, number)
    form = for_children(AdultForm, answers.child_names())(data=_adult_data(answers, number))
    if form.validate_on_submit():
        answers.adults[number] = {
            "name": form.full_name(),
            "relations": {str(child): relation.value for child, relation in form.relations().items()},
            "parental_responsibility": {str(child): held for child, held in form.parental_responsibility().items()},
            "reaching": asdict(form.reaching()),
        }
        keep_answers(form=begun, **answers.kept())
        return redirect(url_for(".open_adults", key=key))
    return show("open_adult.html", form, back=url_for(".open_adults", key=key))


@blueprint.route("/cases/open/<key>/adults/<int:number>/remove", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_remove_adult(key: str, number: int) -> ResponseReturnValue:
    """Taking an adult out again."""
    begun, answers = _begun(key)
    form, kept = Form(), answers.adults.get(number)
    if kept is None:
        return redirect(url_for(".open_adults", key=key))
    if form.validate_on_submit():
        del answers.adults[number]
        keep_answers(form=begun, **answers.kept())
        return redirect(url_for(".open_adults", key=key))
    return show("open_remove.html", form, person=kept["name"], back=url_for(".open_adults", key=key))


@blueprint.route("/cases/open/<key>/area", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_area(key: str) -> ResponseReturnValue:
    """Where the family lives, which decides whose case it is."""
    begun, answers = _begun(key)
    form = AreaForm(data={"area": str(answers.area_id or current_user.area_id or "")})
    form.area.choices = queries.areas()
    if form.validate_on_submit():
        answers.area_id = int(form.area.data)
        keep_answers(form=begun, **answers.kept())
        return redirect(url_for(".open_duplicates", key=key))
    return show("open_area.html", form, back=url_for(".open_adults", key=key))


@blueprint.route("/cases/open/<key>/duplicates", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_duplicates(key: str) -> ResponseReturnValue:
    """Families that may be the same; passed over when the person may see none."""
    begun, answers = _begun(key)
    found = queries.shown_duplicates(current_user, acts.possible_duplicates(answers.new_children()))
    form = DifferentFamilyForm()
    if not found:
        return redirect(url_for(".open_check", key=key))
    if form.validate_on_submit():
        if form.different.data == "no":
            return redirect(url_for("case_page.show", reference=found[0].reference))
        answers.different_family = True
        keep_answers(form=begun, **answers.kept())
        return redirect(url_for(".open_check", key=key))
    note_list("possible_duplicates", shown=len(found))
    return show("open_duplicates.html", form, duplicates=found, back=url_for(".open_area", key=key))


@blueprint.route("/cases/open/<key>/check", methods=["GET", "POST"])
@requires(Permission.OPEN_CASE)
def open_check(key: str) -> ResponseReturnValue:
    """Everything once more, then the case is opened."""
    if request.method == "POST":
        # Somebody may be opening a case for the same family: whoever comes second is shown it.
        locks.take_opening_of_cases()
    begun, answers = _begun(key)
    missing = _first_unanswered(answers)
    if missing:
        return redirect(url_for(missing, key=key))
    form = Form()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            send_form(at=clock.now(), form=begun)
            case = acts.open_case(
                actor=current_user,
                at=clock.now(),
                area=queries.area_of(answers.area_id or 0),
                children=answers.new_children(),
                adults=answers.new_adults(),
            )
            note_possible_matches(at=clock.now(), file_id=None, children=queries.child_ids(case))
            confirm("The case is open")
            return redirect(url_for("case_page.show", reference=case.reference))
    children = {number: new_child(child) for number, child in answers.children.items()}
    area = queries.area_name(answers.area_id or 0)
    return show("open_check.html", form, key=key, children=children, area=area, **_adults(answers))


def _begun(key: str) -> tuple[UnfinishedForm, OpeningAnswers]:
    begun = find_form(actor=current_user, at=clock.now(), key=key, kind=KIND)
    return begun, OpeningAnswers.read(begun.answers)


def _known(taken: dict[int, Answers], number: int) -> Answers | None:
    """What is kept under this number, None for the next free one; any other number is no page."""
    if number not in taken and number != free_number(taken):
        raise NotVisible
    return taken.get(number)


def _first_unanswered(answers: OpeningAnswers) -> str | None:
    """The page that still has to be answered, if somebody skipped ahead."""
    if answers.area_id is None:
        return ".open_area"
    found = queries.shown_duplicates(current_user, acts.possible_duplicates(answers.new_children()))
    return ".open_duplicates" if found and not answers.different_family else None


def _relations(adult: dict[str, dict[str, str]]) -> dict[int, Relation]:
    return {int(number): Relation(word) for number, word in adult["relations"].items()}


def _adult_data(answers: OpeningAnswers, number: int) -> dict[str, object] | None:
    kept = answers.adults.get(number)
    if kept is None:
        return None
    held = {int(child): answer for child, answer in kept["parental_responsibility"].items()}
    return adult_data(kept["name"], _relations(kept), held, reaching(kept))


def _adults(answers: OpeningAnswers) -> dict[str, object]:
    relations = {number: _relations(adult) for number, adult in answers.adults.items()}
    names = answers.child_names()
    return {
        "adults": answers.adults,
        "relations": relations,
        "child_names": names,
        "without_a_man": queries.children_without_a_man(names, list(relations.values())),
    }
