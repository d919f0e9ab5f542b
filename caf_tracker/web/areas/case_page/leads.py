"""Who was asked to lead and what became of it, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from caf_tracker.models import Lead
from caf_tracker.web.areas.case_page.facts import CaseFacts
from caf_tracker.web.filters import day


@dataclass(frozen=True, kw_only=True)
class LeadLine:
    """One nomination."""

    name: str
    state: str
    dates: str
    telephone: str | None = None
    reason: str | None = None


def lead_lines(facts: CaseFacts, pending: Lead | None, label: Callable[[StrEnum | None], str]) -> list[LeadLine]:
    """Every nomination, the latest first."""
    return [_line(lead, lead is pending, label) for lead in reversed(facts.leads)]


def _line(lead: Lead, is_pending: bool, label: Callable[[StrEnum | None], str]) -> LeadLine:
    current = lead.ended_at is None
    if not current:
        state = label(lead.ended_as).lower()
    elif lead.accepted_at:
        state = "lead professional"
    else:
        state = "asked, has not answered" if is_pending else "did not answer in time, the request has lapsed"
    dates = [f"Asked {day(lead.nominated_on)}"]
    if lead.accepted_on:
        dates.append(f"accepted {day(lead.accepted_on)}")
    if lead.ended_at:
        dates.append(f"ended {day(lead.ended_at)}")
    return LeadLine(
        name=f"{lead.user.name}, {lead.user.agency.name}",
        state=state,
        dates=", ".join(dates),
        telephone=lead.user.telephone if current else None,
        reason=lead.end_reason,
    )
