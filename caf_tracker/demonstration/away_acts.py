"""Acts of the demonstration's stories: leave, a school's holidays, and reminders that are put off."""

from datetime import datetime

from caf_tracker.demonstration.stories import Act, Story
from caf_tracker.duties import open_duties
from caf_tracker.services import absences, closed_periods, snoozes


def goes_away(who: str, *, first: int, last: int, deputy: str) -> Act:
    """Somebody plans their leave, from and to a day of the story."""
    return lambda story, at: absences.plan_absence(
        actor=story.person(who),
        at=at,
        user=story.person(who),
        from_on=story.day(first),
        to_on=story.day(last),
        deputy=story.person(deputy),
    )


def closes_for_the_holidays(agency: str, *, first: int, last: int, mailbox: str) -> Act:
    """An agency is closed, and another mailbox is read meanwhile."""
    return lambda story, at: closed_periods.plan_closed_period(
        actor=story.person("administrator"),
        at=at,
        agency=story.agency(agency),
        from_on=story.day(first),
        to_on=story.day(last),
        mailbox=mailbox,
    )


def puts_off(duty: str, *, until: int, reason: str) -> Act:
    """The lead puts off their reminders of a duty, until a day of the story."""

    def act(story: Story, at: datetime) -> None:
        lead = story.lead()
        owed = open_duties(at, case_ids=[story.the_case().id], owed_by=lead)
        snoozes.snooze(
            actor=lead,
            at=at,
            case=story.the_case(),
            duty=next(one for one in owed if one.key == duty),
            until_on=story.day(until),
            reason=reason,
        )

    return act
