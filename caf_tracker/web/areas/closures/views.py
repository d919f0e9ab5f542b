"""The pages of the closures area."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.exchange.closures.columns import COLUMN_NOTES, WORD_LISTS
from caf_tracker.exchange.closures.example import example_file
from caf_tracker.exchange.closures.loading import load_closures
from caf_tracker.exchange.csv_text import csv_rows
from caf_tracker.models.words import Resolution
from caf_tracker.services import locks
from caf_tracker.services.possible_matches import answer_possible_match, find_match
from caf_tracker.web import already
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.closures import queries
from caf_tracker.web.areas.closures.forms import AnswerForm, UploadForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.reading import note_list, note_reading

blueprint = Blueprint("closures", __name__, url_prefix="/closures")

# No larger number fits a database key: it is refused as an address that does not exist.
FILE = "/files/<int(max=2147483647):file_id>"
MATCH = "/possible-matches/<int(max=2147483647):match_id>"


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.IMPORT_CLOSURES)
def upload() -> ResponseReturnValue:
    """Send a file; below, what a file must hold and the files loaded before."""
    form = UploadForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            file_id = load_closures(
                form.file.data.stream,
                at=clock.now(),
                caf_name=current_app.config["CAF_NAME"],
                loaded_by_id=person().id,
            )
            confirm("The file has been loaded.")
            return redirect(url_for("closures.show_file", file_id=file_id))
    return render_template(
        "closures/upload.html",
        form=form,
        notes=COLUMN_NOTES,
        word_lists=WORD_LISTS,
        page=queries.files_page(),
        may_review=may(person(), Permission.REVIEW_MATCHES),
    )


@blueprint.get("/example.csv")
@requires(Permission.IMPORT_CLOSURES)
def example() -> ResponseReturnValue:
    """A small file with every column, to copy."""
    return _download(b"".join(example_file(clock.today())), "closures-example.csv")


@blueprint.get(FILE)
@requires(Permission.IMPORT_CLOSURES)
def show_file(file_id: int) -> ResponseReturnValue:
    """What became of one file."""
    line = queries.find_file(file_id)
    may_review = may(person(), Permission.REVIEW_MATCHES)
    matches = queries.matches_of_file(person(), line.file) if may_review else []
    note_list("closures_file", shown=len(matches))
    return render_template(
        "closures/file.html", line=line, page=queries.problems_page(line.file), matches=matches, may_review=may_review
    )


@blueprint.get(f"{FILE}/problems.csv")
@requires(Permission.IMPORT_CLOSURES)
def problems(file_id: int) -> ResponseReturnValue:
    """The problems of one file, to work through in a spreadsheet."""
    rows = queries.all_problems(queries.find_file(file_id).file)
    return _download(b"".join(csv_rows([("Line", "Column", "Reason"), *rows])), "closures-problems.csv")


@blueprint.get("/possible-matches")
@requires(Permission.REVIEW_MATCHES)
def possible_matches() -> ResponseReturnValue:
    """The children who may already be known, waiting for an answer."""
    page = queries.matches_page(person())
    note_list("possible_matches", shown=len(page.rows))
    return render_template("closures/possible_matches.html", page=page, elsewhere=queries.matches_elsewhere(person()))


@blueprint.route(MATCH, methods=["GET", "POST"])
@requires(Permission.REVIEW_MATCHES)
def answer_match(match_id: int) -> ResponseReturnValue:
    """Two children side by side, and the question whether they are one."""
    match = find_match(person(), match_id)
    for child in (match.child, match.other_child):
        note_reading(child.case, possible_match=match.id)
    if request.method == "POST":
        locks.take(match)
        if match.resolution is not None:
            raise already.match_answered(match)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            answer_possible_match(
                actor=person(),
                at=clock.now(),
                match=match,
                resolution=Resolution(form.resolution.data),
                note=form.note.data,
            )
            confirm("Your answer has been recorded.")
            return redirect(url_for("closures.possible_matches"))
    return render_template(
        "closures/answer_match.html",
        form=form,
        match=match,
        lines=queries.compare(match),
        answered_by=queries.answered_by(match),
    )


def _download(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
