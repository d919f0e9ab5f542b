"""The lists of cases; each reading of one is one event in the audit log."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.duties.stages import WORDS, Stage
from caf_tracker.references import number_of, reference_of
from caf_tracker.services.unfinished_forms import begin_form
from caf_tracker.web.access import requires
from caf_tracker.web.areas.lists import queries
from caf_tracker.web.areas.lists.chosen import SEARCH, Chosen, read_chosen, read_stage
from caf_tracker.web.areas.lists.columns import count_words
from caf_tracker.web.areas.lists.forms import SearchForm
from caf_tracker.web.duty_words import say
from caf_tracker.web.paging import after, page_of
from caf_tracker.web.reading import note_list

blueprint = Blueprint("lists", __name__)


@blueprint.get("/cases")
@requires(Permission.LIST_CASES)
def cases() -> ResponseReturnValue:
    """The cases that one may see, searched and filtered."""
    chosen = read_chosen(current_user)
    return _show_cases(chosen, SearchForm(formdata=None, text=chosen.search))


@blueprint.post("/cases/find")
@requires(Permission.LIST_CASES)
def find() -> ResponseReturnValue:
    """Take what was typed, keep it on the server, and lead to the list (or, by a reference, straight to the case)."""
    form, chosen = SearchForm(), read_chosen(current_user)
    if not form.validate_on_submit():
        return _show_cases(chosen, form), 400
    kept: dict[str, Any] = dict(chosen.filters)
    text = form.text.data or ""
    audit.record(actor=current_user, at=clock.now(), act="case.search")
    if number := number_of(text):
        return redirect(url_for("case_page.show", reference=reference_of(number)), 303)
    if text:
        kept["search"] = begin_form(actor=current_user, at=clock.now(), kind=SEARCH, answers={"text": text}).key
    return redirect(url_for("lists.cases", **kept), 303)


@blueprint.get("/step-downs")
@requires(Permission.LIST_CASES)
def step_downs() -> ResponseReturnValue:
    """Step-downs by stage."""
    at, wanted = clock.now(), read_stage()
    rows = queries.step_downs(current_user, at, wanted, after(int))
    note_list("step_downs", shown=len(rows))
    return render_template(
        "lists/step_downs.html",
        page=page_of(rows, lambda row: [row.step_down_id]),
        count=count_words(rows[0].total if rows else 0, "step-down", "step-downs"),
        wanted=wanted,
        stages=_stage_words(),
    )


@blueprint.get("/closed-and-not-started")
@requires(Permission.SEE_STATISTICS)
def closed_and_not_started() -> ResponseReturnValue:
    """Families whom social care has let go, with a CAF recommended, and for whom nothing has started."""
    at = clock.now()
    rows = queries.closed_and_not_started(current_user, at, _after_day())
    note_list("closed_and_not_started", shown=len(rows))
    return render_template(
        "lists/closed_and_not_started.html",
        page=page_of(rows, lambda row: [row.closed_on.isoformat(), row.step_down_id]),
        count=count_words(rows[0].total if rows else 0, "family", "families"),
        caf=current_app.config["CAF_NAME"],
        at=at,
    )


def _after_day() -> tuple[date, int] | None:
    """Where this page starts in a list by day; from the beginning if what the address says is no day."""
    found = after(str, int)
    try:
        return (date.fromisoformat(found[0]), found[1]) if found else None
    except ValueError:
        return None


def _show_cases(chosen: Chosen, form: SearchForm) -> str:
    at = clock.now()
    rows = queries.find_cases(current_user, at, chosen, after(int))
    note_list("cases", shown=len(rows))
    return render_template(
        "lists/cases.html",
        form=form,
        page=page_of(rows, lambda row: [row.id]),
        count=count_words(rows[0].total if rows else 0, "case", "cases"),
        chosen=chosen,
        filters=chosen.filters,
        search_key=request.args.get("search") if chosen.search else None,
        areas=queries.areas(),
        stages=_stage_words(),
        may_open=may(current_user, Permission.OPEN_CASE),
    )


def _stage_words() -> dict[Stage, str]:
    caf = current_app.config["CAF_NAME"]
    return {stage: say(words, caf=caf) for stage, words in WORDS.items()}
