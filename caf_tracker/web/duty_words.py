"""What pages say of every duty: the sentence for whoever owes it, for whoever waits, and the page that does it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from caf_tracker.references import reference_of


@dataclass(frozen=True)
class DutyWords:
    """One row of the table below; {caf} stands for the authority's word for a CAF, {who} for whoever owes it."""

    # Said to the person who owes it.
    yours: str
    # Said to everybody else.
    waiting: str
    # The button that does it, and the page behind the button.
    button: str
    endpoint: str
    # What ends it, and why it is asked at all.
    ends: str
    why: str
    # What happens on the day from which another duty speaks for this one.
    afterwards: str = ""


WORDS: dict[str, DutyWords] = {
    "lead_not_answered": DutyWords(
        yours="You have been asked to be the lead professional. Say yes or no.",
        waiting="Waiting for {who} to accept or decline being the lead professional",
        button="Answer",
        endpoint="leads.answer",
        ends="The person asked accepts or declines, someone else is nominated instead, or the nomination lapses.",
        why="Nobody holds this family’s {caf} until a named person has said yes. Silence is not a yes.",
        afterwards="the nomination lapses, and the case is again without a lead professional",
    ),
    "no_lead": DutyWords(
        yours="Nobody is lead professional. Nominate someone by name.",
        waiting="Waiting for {who} to nominate a lead professional",
        button="Nominate a lead professional",
        endpoint="leads.nominate",
        ends="Someone is nominated as lead professional, or the step-down ends.",
        why="A {caf} is recommended or running and no named person leads it.",
    ),
    "agreement_not_recorded": DutyWords(
        yours="Record whether the family agrees to the {caf}.",
        waiting="Waiting for {who} to record whether the family agrees",
        button="Record what the family said",
        endpoint="agreements.record",
        ends="The family’s agreement or refusal is recorded.",
        why="A {caf} starts only with the family’s agreement. A refusal is an answer too, and must be known.",
    ),
    "step_down_unfinished": DutyWords(
        yours="Finish the step-down: close it to social care, or record how else it ended.",
        waiting="Waiting for {who} to finish the step-down",
        button="Close to social care",
        endpoint="step_downs.close",
        ends="The case closes to social care, the {caf} starts, or it is recorded how else the step-down ended.",
        why="A step-down was decided and a {caf} recommended, and since then the family is between two services.",
    ),
    "caf_not_started": DutyWords(
        yours="Social care has closed the case and no {caf} is running. Start the {caf}.",
        waiting="Waiting for {who} to start the {caf}",
        button="Start the {caf}",
        endpoint="cafs.start",
        ends="The {caf} starts, or a manager records, with a reason, why it does not.",
        why="Social care has closed the case and recommended a {caf}. Until it starts, nobody holds the plan.",
        afterwards="the head of service is told that it is stalled",
    ),
    "handover_not_confirmed": DutyWords(
        yours="Confirm that the family’s handover is complete.",
        waiting="Waiting for {who} to confirm the handover",
        button="Confirm the handover",
        endpoint="handovers.confirm",
        ends="Social care confirms the handover, or records how else the step-down ended.",
        why="The {caf} has started. Whoever handed the family over checks that they have arrived.",
    ),
    "refusal_undecided": DutyWords(
        yours="The family said no. Decide what happens now.",
        waiting="Waiting for {who} to decide what happens now that the family has said no",
        button="Decide what happens now",
        endpoint="step_downs.end",
        ends="It is recorded how the step-down ended, the family agrees after all, or the {caf} closes.",
        why="A refusal ends nothing by itself: the worries about the children are as they were.",
    ),
    "meeting_undecided": DutyWords(
        yours="Decide whether to call a meeting, with reasons from this case.",
        waiting="Waiting for {who} to decide whether to call a meeting",
        button="Decide whether to meet",
        endpoint="meetings.decide",
        ends="Somebody records yes or no, with reasons from this case, or the case closes.",
        why="After a change like this, people who know the family may need to meet. Either answer needs its reasons.",
    ),
    "handover_stalled": DutyWords(
        yours="Social care closed this case twenty working days ago and nothing has started. Step in.",
        waiting="Waiting for {who} to step in: nothing has started since social care closed the case",
        button="See what is missing",
        endpoint="case_page.show",
        ends="The {caf} starts, or a manager records, with a reason, why it does not.",
        why="Social care has closed the case, a {caf} was recommended, and for a month nothing has started.",
    ),
    "approval_waiting": DutyWords(
        yours="You have been asked, as the second person, to approve or refuse.",
        waiting="Waiting for {who} to approve or refuse as the second person",
        button="Read and answer",
        endpoint="approvals.answer",
        ends="The request is approved, refused or withdrawn.",
        why="Some endings are not for one person alone to decide.",
    ),
    "assessment_not_complete": DutyWords(
        yours="Complete the assessment, or see what is still missing.",
        waiting="Waiting for {who} to complete the assessment",
        button="Open the assessment",
        endpoint="assessments.show",
        ends="The assessment is completed, or the {caf} closes.",
        why="Until the needs of each child are written down together, every agency works on what it alone knows.",
    ),
    "plan_not_shared": DutyWords(
        yours="Share the plan with the family.",
        waiting="Waiting for {who} to share the plan with the family",
        button="Open the plan",
        endpoint="plans.show",
        ends="The plan is shared with the family, or the {caf} closes.",
        why="A plan that the family has not been given is a plan about them and not with them.",
    ),
    "review_not_held": DutyWords(
        yours="Hold the next review of the plan, and record it.",
        waiting="Waiting for {who} to hold the next review",
        button="Record a review",
        endpoint="meetings.review",
        ends="A team around the family or review meeting is recorded, or the {caf} closes.",
        why="What was agreed is worth what has come of it. Without a review, support thins and nobody sees it.",
    ),
    "action_not_done": DutyWords(
        yours="Something that was agreed is yours to do.",
        waiting="Waiting for {who} to do what was agreed",
        button="Open the action",
        endpoint="plans.action",
        ends="It is recorded as done, another day is agreed, it is no longer to be done, or the case closes.",
        why="Somebody agreed to do this for the family by that day.",
    ),
    "engagement_unknown": DutyWords(
        yours="Say whether the family is using this agency’s support.",
        waiting="Waiting for {who} to say whether the family uses the agency’s support",
        button="Say what is known",
        endpoint="engagement.record",
        ends="The agency says so from its own contact or records, it leaves the team, or the case closes.",
        why="Whether a family uses an agency’s support only that agency knows. No answer is not a yes.",
    ),
}

# Pages about the very thing that is owed, and what their addresses call it; the others are about the case.
_OF_SUBJECT = {"plans.action": "action_id", "engagement.record": "team_agency_id"}


def say(sentence: str, *, caf: str, who: str = "") -> str:
    """A sentence of the table with its words filled in."""
    return sentence.replace("{caf}", caf).replace("{who}", who)


def link_to(duty: str, *, case_id: int, subject_id: int) -> str:
    """The address of the page that does what is owed."""
    endpoint = WORDS[duty].endpoint
    # A request is addressed by its own number: whoever is asked may have no other part in the case.
    if endpoint == "approvals.answer":
        return url_for(endpoint, request_id=subject_id)
    subject: dict[str, Any] = {_OF_SUBJECT[endpoint]: subject_id} if endpoint in _OF_SUBJECT else {}
    return url_for(endpoint, reference=reference_of(case_id), **subject)
