"""A case page put together: what is said first, the picture, what is owed, who was told, what may be done now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.duties import OpenDuty, holders, open_duties
from caf_tracker.models import ApprovalRequest, Case, Lead, User
from caf_tracker.models.words import ClosingReason
from caf_tracker.pictures.handover_track import TrackStep, draw
from caf_tracker.web.areas.case_page.activity import Event, history
from caf_tracker.web.areas.case_page.acts import Act, offered
from caf_tracker.web.areas.case_page.around import Around, around
from caf_tracker.web.areas.case_page.children import ChildLine, child_line
from caf_tracker.web.areas.case_page.facts import TELLINGS_SHOWN, CaseFacts, read_facts, told_of
from caf_tracker.web.areas.case_page.leads import LeadLine, lead_lines
from caf_tracker.web.areas.case_page.told import ToldLine, told_lines, unreachable
from caf_tracker.web.areas.case_page.track import track_steps
from caf_tracker.web.owed import OwedLine, owed_lines, urgency


@dataclass(frozen=True, kw_only=True)
class Words:
    """How this authority says things."""

    caf: str
    label: Callable[[StrEnum | None], str]


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """What the template shows."""

    facts: CaseFacts
    around: Around
    children: list[ChildLine]
    flags: list[str]
    acts_next: str
    acts_next_late: bool
    steps: list[TrackStep]
    track: Markup
    owed: list[OwedLine]
    told: list[ToldLine]
    more_told: bool
    unreachable: list[str]
    events: list[Event]
    acts: list[Act]
    pending: Lead | None
    leads: list[LeadLine]
    other_reasons: list[str]
    may_change: bool
    may_record: bool

    @property
    def child_names(self) -> dict[int, str]:
        """The children's names by their id."""
        return {line.child.id: line.child.name for line in self.children}

    @property
    def waiting_approvals(self) -> list[ApprovalRequest]:
        """What still waits for a second person."""
        return [request for request in self.facts.approvals if request.answer is None]


def put_together(case: Case, *, viewer: User, at: datetime, words: Words) -> CasePage:
    """Read the case and say it; a fixed number of statements, however much happened on it."""
    today = clock.london_date(at)
    facts = read_facts(case)
    duties = sorted(open_duties(at, case_ids=[case.id]), key=urgency)
    holder = holders(at, [case.id]).get(case.id)
    owed = owed_lines(duties, viewer=viewer, today=today, caf=words.caf, snoozes=facts.snoozes)
    tellings = told_of(case)
    pending = pending_lead(facts, duties)
    rights = granted(viewer, case)
    next_name = holder.name if holder and case.is_open else None
    steps = track_steps(facts, duties, today=today, caf=words.caf, next_duty=duties[0] if duties else None)
    return CasePage(
        facts=facts,
        around=around(facts, at, words.label),
        children=[child_line(child, today=today, label=words.label) for child in facts.children],
        flags=_flags(facts, at),
        acts_next=_acts_next(case, owed, next_name),
        acts_next_late=bool(owed) and owed[0].is_late,
        steps=steps,
        track=draw(steps, next_name),
        owed=owed,
        told=told_lines(tellings, viewer_id=viewer.id, caf=words.caf),
        more_told=len(tellings) == TELLINGS_SHOWN,
        unreachable=unreachable(tellings),
        events=history(facts, caf=words.caf, label=words.label),
        acts=offered(facts, user=viewer, rights=rights, pending=pending, caf=words.caf),
        pending=pending,
        leads=lead_lines(facts, pending, words.label),
        other_reasons=[words.label(ClosingReason(one)) for one in facts.step_down.other_reasons]
        if facts.step_down
        else [],
        may_change=case.is_open and Permission.CHANGE_CASE in rights,
        may_record=case.is_open and Permission.RECORD_ENGAGEMENT in rights,
    )


def pending_lead(facts: CaseFacts, duties: list[OpenDuty]) -> Lead | None:
    """The nomination that still waits for an answer: a lapsed one no longer does."""
    waiting = {duty.subject_id for duty in duties if duty.key == "lead_not_answered"}
    return next((lead for lead in facts.leads if lead.id in waiting), None)


def _acts_next(case: Case, owed: list[OwedLine], holder: str | None) -> str:
    """Who acts next, in one sentence."""
    if not case.is_open:
        return "This case is closed. Nobody owes anything on it."
    if owed:
        first = owed[0]
        return f"{first.yours} It is {first.when}." if first.is_yours else f"{first.waiting}: {first.when}"
    return f"Nothing is owed. If something changes, {holder} acts next." if holder else "Nothing is owed."


def _flags(facts: CaseFacts, at: datetime) -> list[str]:
    """What makes time shorter or care greater, in words."""
    today = clock.london_date(at)
    lines = [child_line(child, today=today, label=str) for child in facts.children]
    flags = []
    if any(line.under_one for line in lines):
        flags.append("Under 1")
    if any(line.not_mobile for line in lines):
        flags.append("Not mobile")
    step_down = facts.step_down
    if step_down and step_down.outcome is None and step_down.fast_track_on(step_down.decided_on or today):
        flags.append("Fast track")
    return flags
