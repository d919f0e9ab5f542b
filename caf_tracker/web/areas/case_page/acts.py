"""The buttons of a case page: only what this person may do at this stage (the services refuse the rest anyway)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from caf_tracker.access.permissions import Permission
from caf_tracker.models import Lead, User
from caf_tracker.models.words import Recommendation
from caf_tracker.web.areas.case_page.facts import CaseFacts

_DAILY = (
    "handovers.confirm", "meetings.decide", "assessments.show", "plans.show", "meetings.review", "meetings.arrange",
    "team.show",
)  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One button: its words and its page."""

    text: str
    href: str


@dataclass(frozen=True)
class _Offer:
    text: str
    endpoint: str
    permission: Permission
    fits: bool

    @property
    def is_daily(self) -> bool:
        """Whether people around a family whose CAF runs do this often."""
        return self.endpoint in _DAILY


def offered(
    facts: CaseFacts, *, user: User, rights: frozenset[Permission], pending: Lead | None, caf: str
) -> list[Act]:
    """The acts that fit the stage and that this person may do, in the order of the path; a running CAF’s first."""
    found = [*_waiting_for_you(facts, user, pending, rights)]
    for offer in sorted(_offers(facts, user, pending, caf), key=lambda offer: not offer.is_daily if facts.caf else 0):
        if offer.fits and offer.permission in rights:
            found.append(Act(offer.text, url_for(offer.endpoint, reference=facts.case.reference)))
    return found


def _waiting_for_you(
    facts: CaseFacts, user: User, pending: Lead | None, rights: frozenset[Permission]
) -> Iterator[Act]:
    if pending and pending.user_id == user.id and Permission.ACCEPT_LEAD in rights:
        yield Act("Accept or decline being lead professional", url_for("leads.answer", reference=facts.case.reference))
    for request in facts.approvals:
        if request.answer is None and request.asked_id == user.id:
            yield Act("Approve or refuse", url_for("approvals.answer", request_id=request.id))
        elif request.answer is None and request.requested_by_id == user.id:
            yield Act("Take your request back", url_for("approvals.take_back", request_id=request.id))


def _offers(facts: CaseFacts, user: User, pending: Lead | None, caf: str) -> Iterator[_Offer]:
    """Every act of the path, and whether the case has come to it and not passed it."""
    if not facts.case.is_open:
        yield _Offer(f"Open the {caf} again", "cafs.reopen", Permission.REOPEN_CAF, facts.can_reopen)
        yield _Offer("Decide a new step-down", "step_downs.decide", Permission.DECIDE_STEP_DOWN, True)
        return
    step_down, lead, running = facts.step_down, facts.accepted_lead, facts.caf
    drafted = step_down is not None and step_down.is_draft
    unfinished = step_down is not None and not drafted and not facts.is_settled
    for_caf = unfinished and step_down is not None and step_down.recommendation is Recommendation.CAF
    # A CAF needs no step-down before it: on a case without an open one a lead can be asked at any time.
    wanted = for_caf or running is not None or not unfinished
    agreed = any(one.agreed for one in facts.said)
    asked = any(request.answer is None and request.closing_id is None for request in facts.approvals)
    closing_asked = any(request.answer is None and request.closing_id is not None for request in facts.approvals)

    # A draft that a second person has been asked about stays as they read it.
    undecided = not unfinished and not (drafted and asked)
    decide, draft = (
        ("Decide the step-down", "Change the draft") if drafted else ("Decide a step-down", "Draft a step-down")
    )
    yield _Offer(decide, "step_downs.decide", Permission.DECIDE_STEP_DOWN, undecided)
    yield _Offer(draft, "step_downs.draft", Permission.DRAFT_STEP_DOWN, undecided)
    someone = "Nominate another lead professional" if lead or pending else "Nominate a lead professional"
    yield _Offer(someone, "leads.nominate", Permission.NOMINATE_LEAD, wanted)
    by_telephone = pending is not None and pending.user_id != user.id
    yield _Offer("Record that they declined by telephone", "leads.decline_for", Permission.DECLINE_LEAD, by_telephone)
    askable = wanted and bool(facts.adults)
    yield _Offer("Record what the family said", "agreements.record", Permission.RECORD_FACT, askable)
    yield _Offer(f"Start the {caf}", "cafs.start", Permission.START_CAF, bool(lead and agreed and not running))
    yield _Offer("Read or write the assessment", "assessments.show", Permission.READ_CASE, running is not None)
    planned = running is not None and facts.plan.outcomes > 0
    yield _Offer("Read or write the plan", "plans.show", Permission.READ_CASE, running is not None)
    yield _Offer("Record a review of the plan", "meetings.review", Permission.HOLD_MEETING, planned)
    yield _Offer("Arrange a meeting", "meetings.arrange", Permission.HOLD_MEETING, True)
    yield _Offer("Change the team", "team.show", Permission.CHANGE_TEAM, True)
    confirm = for_caf and running is not None
    yield _Offer("Confirm the handover", "handovers.confirm", Permission.CONFIRM_HANDOVER, confirm)
    yield _Offer("Decide whether to meet", "meetings.decide", Permission.DECIDE_MEETING, bool(facts.undecided))
    # Closing best comes last, after the handover is confirmed.
    closable = step_down is not None and not drafted and step_down.closed_on is None
    yield _Offer("Close to social care", "step_downs.close", Permission.CLOSE_STEP_DOWN, closable)
    yield _Offer(f"Close the {caf}", "cafs.close", Permission.CLOSE_CAF, running is not None and not closing_asked)
    yield _Offer(f"End without a {caf}", "step_downs.end", Permission.END_WITHOUT_CAF, for_caf and not asked)
    back = "Record a return to social care"
    yield _Offer(back, "step_downs.return_to_social_care", Permission.CLOSE_STEP_DOWN, unfinished)
    yield _Offer("End the lead professional’s part", "leads.end", Permission.END_LEAD, lead is not None)
    yield _Offer("Record a change that may call for a meeting", "meetings.record_trigger", Permission.RECORD_FACT, True)
