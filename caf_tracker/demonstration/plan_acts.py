"""Acts of the demonstration's stories: the assessment, the plan and its actions, meetings, reviews and the closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from caf_tracker.demonstration.stories import Act, Story
from caf_tracker.models import Adult, Child
from caf_tracker.models.words import AssessmentTopic, CafOutcome, MeetingKind, OutcomeProgress
from caf_tracker.services import actions, assessments, caf_closing, meetings, plans, reviews


def writes(texts: Mapping[AssessmentTopic, str], *, by: str | None = None, of_agency: str | None = None) -> Act:
    """Parts of the assessment, of all the family or by an agency."""

    def act(story: Story, at: datetime) -> None:
        agency_id = story.agency(of_agency).id if of_agency else None
        for topic, text in texts.items():
            _write(story, at, assessments.Place(topic, agency_id=agency_id), text, by)

    return act


def hears(*voices: str, by: str | None = None) -> Act:
    """What each child says or lives through, in the order of the children."""

    def act(story: Story, at: datetime) -> None:
        for child, text in zip(story.the_case().children, voices, strict=True):
            _write(story, at, assessments.Place(AssessmentTopic.CHILDS_VOICE, child_id=child.id), text, by)

    return act


def completes_the_assessment() -> Act:
    return lambda story, at: assessments.complete_assessment(actor=story.lead(), at=at, case=story.the_case())


def wants(**outcomes: str) -> Act:
    """What shall be different, in the family's words, each under a name of the story's own."""

    def act(story: Story, at: datetime) -> None:
        for key, wanted in outcomes.items():
            story.kept[key] = plans.add_outcome(actor=story.lead(), at=at, case=story.the_case(), wanted=wanted)

    return act


def agrees(key: str, action: str, owner: str, *, due: int, towards: str | None = None) -> Act:
    """An action, owned by a person or an agency of the authority or somebody of the family, due a day of the story."""

    def act(story: Story, at: datetime) -> None:
        story.kept[key] = actions.add_action(
            actor=story.lead(),
            at=at,
            case=story.the_case(),
            new=actions.NewAction(
                action=action,
                owner=_owner(story, owner),
                due_on=story.day(due),
                outcome=story.kept[towards] if towards else None,
            ),
        )

    return act


def has_come(key: str, note: str, by: str | None = None) -> Act:
    return lambda story, at: actions.note_progress(actor=_actor(story, by), at=at, action=story.kept[key], note=note)


def does(*keys: str, by: str | None = None) -> Act:
    """These actions are done."""

    def act(story: Story, at: datetime) -> None:
        for key in keys:
            actions.complete_action(actor=_actor(story, by), at=at, action=story.kept[key])

    return act


def agrees_another_day(key: str, *, due: int, reason: str) -> Act:
    def act(story: Story, at: datetime) -> None:
        story.kept[key] = actions.agree_new_day(
            actor=story.lead(), at=at, action=story.kept[key], due_on=story.day(due), reason=reason
        )

    return act


def shares_the_plan(*adults: str) -> Act:
    """The plan is talked through, and given to these adults."""
    return lambda story, at: plans.share_plan(
        actor=story.lead(),
        at=at,
        case=story.the_case(),
        with_adults=[adult for adult in story.the_case().adults if adult.name in adults],
    )


def arranges(key: str, kind: MeetingKind, *, on: int) -> Act:
    def act(story: Story, at: datetime) -> None:
        story.kept[key] = meetings.arrange_meeting(
            actor=story.lead(), at=at, case=story.the_case(), kind=kind, planned_for=story.day(on), chair=story.lead()
        )

    return act


def meets(key: str, present: tuple[str, ...], *, next_on: int) -> Act:
    """The arranged meeting takes place, and who was there is recorded."""
    return lambda story, at: meetings.hold_and_record(
        actor=story.lead(), at=at, case=story.the_case(), **_held(story, at, key, present, next_on)
    )


def reviews_the_plan(
    key: str, present: tuple[str, ...], answers: Mapping[str, tuple[OutcomeProgress, str]], what: str, *, next_on: int
) -> Act:
    """The arranged review takes place: how far each outcome has come, and what has changed."""
    return lambda story, at: reviews.record_review(
        actor=story.lead(),
        at=at,
        case=story.the_case(),
        what_changed=what,
        answers={story.kept[one].id: reviews.Progress(*answer) for one, answer in answers.items()},
        **_held(story, at, key, present, next_on),
    )


def asks_to_close(outcome: CafOutcome, asked: str, carries_on: str) -> Act:
    """The lead proposes to close the CAF, and somebody else is asked to approve."""
    return lambda story, at: caf_closing.propose_closing(
        actor=story.lead(),
        at=at,
        case=story.the_case(),
        closing=caf_closing.Closing(outcome=outcome, carries_on=carries_on),
        asked=story.person(asked),
    )


def _write(story: Story, at: datetime, place: assessments.Place, text: str, by: str | None) -> None:
    actor, case = _actor(story, by), story.the_case()
    assessments.write_assessment(actor=actor, at=at, case=case, place=place, text=text, version=assessments.UNWRITTEN)


def _held(story: Story, at: datetime, key: str, present: tuple[str, ...], next_on: int) -> dict[str, Any]:
    meeting = story.kept[key]
    return {
        "meeting": meeting,
        "held_on": meeting.planned_for,
        "present": [story.agency(agency) for agency in present],
        "next_on": story.day(next_on),
    }


def _owner(story: Story, owner: str) -> actions.Owner:
    authority, case = story.authority, story.the_case()
    family: list[Adult | Child] = [*case.adults, *case.children]
    return (
        authority.people.get(owner) or authority.agencies.get(owner) or next(one for one in family if one.name == owner)
    )


def _actor(story: Story, by: str | None) -> Any:
    return story.person(by) if by else story.lead()
