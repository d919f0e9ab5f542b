"""The acts of a running CAF and of the team around the family, and the ladders that they begin and end."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.oracle.catalogue import COUNTING_MEETINGS, REVIEW_CLOSE, REVIEW_FIRST, REVIEW_NEXT, SOCIAL_CARE_CLOSED
from tests.oracle.days import months_after
from tests.oracle.ladders import Ladder, Ladders
from tests.oracle.people import People, Tables
from tests.oracle.team import Team, goes_stale, under_one


@dataclass(eq=False)
class Meeting:
    """A meeting, arranged for a day or held on it."""

    kind: str
    on: date
    recorded: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a TAF or a review."""
        return self.kind in COUNTING_MEETINGS


class CafWork:
    """What is recorded while a CAF runs; a part of the case."""

    def __init__(self, tables: Tables) -> None:
        self.people = People(tables)
        self.children: Tables = tables["children"]
        self.ladders = Ladders()
        self.closures: list[date] = []
        self.actions = 0
        self.team = Team()
        self.forget()

    def forget(self) -> None:
        """Nothing of it outlives the case's closing, but what was observed."""
        self.ladders.drop(self.ladders.running + self.ladders.coming)
        self.team.agencies = []
        self.disengaged = 0
        self.assessed_on: date | None = None
        self.plan_shared = False
        self.arranged: list[Meeting] = []
        self.held: list[Meeting] = []

    @abstractmethod
    def start(self, duty: str, anchor: date, by: str | None, **of: Any) -> Ladder:
        """A ladder begins."""

    def under_one(self, day: date) -> bool:
        """Whether a child is, on this day."""
        return any(under_one(child, day) for child in self.children.values())

    # Assessment, plan, review

    def _complete_assessment(self, event: Tables, today: date, by: str) -> None:
        self.assessed_on = today
        self.ladders.drop(list(self.ladders.all("assessment_not_complete")))

    def _share_plan(self, event: Tables, today: date, by: str) -> None:
        self.plan_shared = True
        self.ladders.drop(list(self.ladders.all("plan_not_shared")))

    def next_review(self) -> tuple[str, date] | None:
        """After what the next review is owed, and on which day it is due."""
        if self.assessed_on is None:
            return None
        since = [(number, meeting.on) for number, meeting in enumerate(self.held) if meeting.on >= self.assessed_on]
        counting = [(number, on) for number, on in since if self.held[number].counts]
        number, earlier = counting[-1] if counting else (-1, self.assessed_on)
        weeks = REVIEW_NEXT if counting else REVIEW_FIRST
        closed = any(day <= earlier < months_after(day, SOCIAL_CARE_CLOSED) for day in self.closures)
        if closed or self.under_one(earlier):
            weeks = REVIEW_CLOSE
        return f"meeting {number}" if counting else "assessment", earlier + timedelta(weeks=weeks)

    def look_for_review(self) -> None:
        """One review is owed at a time; a closing typed in late may bring it nearer."""
        owed = self.next_review()
        cause, due = owed or (None, None)
        self.ladders.drop([ladder for ladder in self.ladders.all("review_not_held") if ladder.cause != cause])
        if due is None:
            return
        for ladder in self.ladders.all("review_not_held"):
            ladder.anchor = due
            return
        self.ladders.coming.append(Ladder("review_not_held", due, cause=cause))

    # Meetings

    def is_arranged(self, today: date) -> bool:
        """Whether a TAF or review is arranged for today or later."""
        return any(meeting.counts and meeting.on >= today for meeting in self.arranged)

    def earliest_arranged(self) -> Meeting:
        """The first of the meetings that are arranged."""
        return min(self.arranged, key=lambda meeting: meeting.on)

    def _arrange_meeting(self, event: Tables, today: date, by: str) -> None:
        self.arranged.append(Meeting(event["kind"], event["on"]))

    def _hold_meeting(self, event: Tables, today: date, by: str) -> None:
        kind = event.get("kind", "taf")
        if self.arranged and self.earliest_arranged().on <= today:
            meeting = self.earliest_arranged()
            self.arranged.remove(meeting)
            kind = meeting.kind
        self.held.append(Meeting(kind, today))

    def _cancel_meeting(self, event: Tables, today: date, by: str) -> None:
        self.arranged.remove(self.earliest_arranged())

    def _record_meeting(self, event: Tables, today: date, by: str) -> None:
        self.held[-1].recorded = True

    # Actions

    def _add_action(self, event: Tables, today: date, by: str) -> None:
        self.actions += 1
        owed = Ladder("action_not_done", event["due"], owner=event["owner"], agreed_on=today, cause=event["key"])
        self.ladders.coming.append(owed)

    def _complete_action(self, event: Tables, today: date, by: str) -> None:
        self.ladders.drop(list(self.ladders.all("action_not_done", cause=event["key"])))

    # The team, and what it knows

    def join(self, agency: str, today: date, by: str) -> None:
        """An agency joins, unless it is there already."""
        if agency not in self.team.agencies:
            self.team.agencies.append(agency)
            self.start("engagement_unknown", today, by, agency=agency)

    def leave(self, agency: str) -> None:
        """An agency leaves, and is asked nothing more."""
        self.team.agencies.remove(agency)
        self.ladders.drop(list(self.ladders.all("engagement_unknown", agency=agency)))

    def _add_agency(self, event: Tables, today: date, by: str) -> None:
        self.join(event["agency"], today, by)

    def _remove_agency(self, event: Tables, today: date, by: str) -> None:
        self.leave(event["agency"])

    def _record_engagement(self, event: Tables, today: date, by: str) -> None:
        agency, as_of = event["agency"], event.get("as_of", today)
        before = self.team.known(agency)
        observation = self.team.observe(agency, as_of, event["status"], event["evidence"])
        if self.team.known(agency) is observation:
            self.ladders.drop(list(self.ladders.all("engagement_unknown", agency=agency)))
            if observation.status == "ended_by_agency":
                self.leave(agency)
            else:
                self.will_go_stale(agency, as_of)
        elif event["status"] == "unknown" and not self.ladders.is_open("engagement_unknown", agency=agency):
            if before is None or observation.order > before.order:
                self.start("engagement_unknown", as_of, by, agency=agency)

    def will_go_stale(self, agency: str, as_of: date) -> None:
        """A date will ask again, if nobody has answered by then."""
        self.ladders.coming.append(Ladder("engagement_unknown", goes_stale(as_of, self.children), agency=agency))

    def look_for_disengaged(self, today: date, by: str) -> None:
        """Two agencies that the family stays away from are a reason to ask whether to meet; once, until fewer."""
        before, self.disengaged = self.disengaged, self.team.disengaged()
        if before < 2 <= self.disengaged:
            self.start("meeting_undecided", today, by, decider="lead")

    # Fathers and significant men, and whether the children are seen: facts that no duty here asks for

    def _record_man(self, event: Tables, today: date, by: str) -> None:
        pass

    def _see_child(self, event: Tables, today: date, by: str) -> None:
        pass
