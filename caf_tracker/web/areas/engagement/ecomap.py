"""The ecomap as it was on a day: who was in the team, and what was on record by then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.access.scope import reads_summary_only
from caf_tracker.errors import NotPermitted
from caf_tracker.models import Case, EngagementObservation, TeamAgency
from caf_tracker.pictures.ecomap import Tie, draw
from caf_tracker.pictures.strength import Strength, mark
from caf_tracker.web.access import requires
from caf_tracker.web.areas.engagement.forms import OnDayForm
from caf_tracker.web.areas.engagement.views import blueprint
from caf_tracker.web.filters import label
from caf_tracker.web.the_case import case_for
from caf_tracker.web.what_is_known import Word, ago, family_members, on_record, said_so, team_at, who_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One agency in the table beside the picture."""

    member: TeamAgency
    word: Word
    # Of whom the latest is known.
    whom: str
    words: str
    heard: str

    @property
    def mark(self) -> str:
        """The shape beside the words."""
        return mark(self.word.strength)


@blueprint.get("/cases/<reference>/ecomap")
@requires(Permission.READ_CASE)
def ecomap(reference: str) -> ResponseReturnValue:
    """The picture of today, or of a day in the past."""
    case = case_for(Permission.READ_CASE, reference)
    if reads_summary_only(current_user, case):
        raise NotPermitted
    form = OnDayForm.asked(request.args)
    if form.typed and form.day.data:
        # What was typed into the boxes has an address that can be kept.
        return redirect(url_for("engagement.ecomap", reference=case.reference, on=form.day.data.isoformat()))
    on = form.day.data or clock.today()
    lines = _lines(case, on)
    ties = [Tie(agency=line.member.agency.name, strength=line.word.strength, words=line.words) for line in lines]
    return render_template(
        "engagement/ecomap.html",
        case=case,
        form=form,
        on=on,
        lines=lines,
        picture=draw(ties),
        back=url_for("case_page.show", reference=case.reference, _anchor="around"),
    )


def _lines(case: Case, on: date) -> list[Line]:
    record, people = on_record(case, _end_of(on)), family_members(case.children, case.adults)

    def name_of(observation: EngagementObservation | None) -> str:
        return people[who_of(observation)] if observation else ""

    lines = []
    for member in team_at(case, record.at):
        word = record.altogether(member.agency_id)
        heard = word.heard_since
        said = f"{said_so(heard)}: {label(heard.status)}, {ago(heard.as_of, on)}" if heard else ""
        lines.append(Line(member=member, word=word, whom=name_of(word.known), words=_words(word, on), heard=said))
    return lines


def _words(word: Word, on: date) -> str:
    """What counts, and how old it is."""
    if word.known is None:
        return label(word.status)
    known = f"{label(word.known.status)}, {ago(word.known.as_of, on)}"
    before = {Strength.STALE: "Out of date: ", Strength.UNKNOWN: "Not known. Before: "}
    return before.get(word.strength, "") + known


def _end_of(day: date) -> datetime:
    """The last moment of the day in London; of today, now."""
    if day >= clock.today():
        return clock.now()
    return clock.london(day + timedelta(days=1), time()) - timedelta(microseconds=1)
