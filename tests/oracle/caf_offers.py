"""The acts of a running CAF and of the team around the family, among which an invented scenario chooses."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.oracle.catalogue import DISENGAGED
from tests.oracle.days import working_day
from tests.oracle.offers import Offer, Offers
from tests.oracle.people import Tables

STATUSES = ("engaged", "partial", "waiting_to_start", "not_offered", "ended_by_agency", "unknown", "unknown")
EVIDENCE = ("direct", "direct", "direct", "record", "record", "other_agency", "parent_report")
KINDS = ("taf", "taf", "review", "review", "professionals")
OUTCOMES = ("needs_met", "single_agency", "stepped_up", "moved_area", "declined_or_disengaged", "died", "error")


class CafOffers(Offers):
    """What may be done about the team and the CAF."""

    @property
    def in_the_team(self) -> list[str]:
        """The lead, and each agency's contact."""
        contacts = {self.case.people.agencies[agency].get("contact") for agency in self.case.team.agencies}
        return sorted({*self.lead, *(contacts & self.case.people.active)})

    def around_the_family(self) -> Iterator[Offer]:
        """Agencies, what they know, meetings and actions: whatever an open case allows."""
        yield from self.agencies()
        yield from self.meetings()
        yield from self.actions()
        anyone = self.office + self.in_the_team
        yield 0.15, lambda: self.act(anyone, "see_child", child=self.child(), on=self.earlier(self.tables["starts"]))
        yield 0.1, lambda: self.record_man(anyone)

    def child(self) -> str:
        """One of the children."""
        return self.random.choice(sorted(self.tables["children"]))

    def record_man(self, by: list[str]) -> Tables:
        """By name, as not known, or as not to be pursued."""
        event = self.act(by, "record_man", child=self.child())
        way = self.random.choice(({"name": "A man"}, {"not_known": True, "attempts": 2}, {"not_pursued": True}))
        if "not_pursued" in way:
            event |= {"reason": "He has hurt her before", "approved_by": self.other_than(event["by"])}
        return event | way

    # The team

    def agencies(self) -> Iterator[Offer]:
        team = self.case.team.agencies
        others = [agency for agency in sorted(self.tables["agencies"]) if agency not in team]
        holders = self.office + self.lead
        if others and holders:
            weight = 1.2 if len(team) < 3 else 0.3
            yield weight, lambda: self.act(holders, "add_agency", agency=self.random.choice(others))
        # The lead's own agency stays for as long as they lead.
        leads = self.case.accepted and self.tables["staff"][self.case.accepted.nominee]["agency"]
        removable = [agency for agency in team if agency != leads]
        if removable:
            yield (
                0.25,
                lambda: self.act(
                    holders, "remove_agency", agency=self.random.choice(removable), reason="Nothing to add"
                ),
            )
        if team:
            yield (2.2 if self.case.is_open("engagement_unknown") else 1), self.record_engagement

    def record_engagement(self) -> Tables:
        status = self.random.choice(sorted(DISENGAGED) if self.maybe(0.5) else STATUSES)
        return self.act(
            self.office + self.in_the_team * 2,
            "record_engagement",
            agency=self.random.choice(self.case.team.agencies),
            status=status,
            evidence=self.random.choice(EVIDENCE),
            who=self.random.choice((None, "mother", "father", "k")),
            as_of=self.earlier(date.min),
        )

    # Meetings and actions

    def later(self) -> date:
        """Today, or a day to come."""
        return self.today + timedelta(days=self.random.choice((0, 1, 2, 3, 7, 10, 14, 28, 45)))

    def meetings(self) -> Iterator[Offer]:
        case, anyone = self.case, self.office + self.in_the_team
        likely = 0.5 if case.caf_started else 0.15
        yield (
            likely,
            lambda: self.act(
                anyone,
                "arrange_meeting",
                kind=self.random.choice(KINDS),
                on=self.later(),
                chair=self.random.choice(self.office + self.in_the_team),
            ),
        )
        yield likely, lambda: self.hold_meeting(anyone)
        if case.arranged:
            yield 0.5, lambda: self.act(anyone, "cancel_meeting", reason="Half of the team is ill")
        if case.held and not case.held[-1].recorded:
            yield 0.2, lambda: self.act(anyone, "record_meeting")

    def hold_meeting(self, by: list[str]) -> Tables:
        """Whoever came."""
        present = [agency for agency in self.case.team.agencies if self.maybe(0.6)]
        following = self.today + timedelta(days=42) if self.maybe(0.5) else None
        kind = self.random.choice(KINDS) if self.maybe(0.6) else None
        return self.act(by, "hold_meeting", present=present, next=following, kind=kind)

    def actions(self) -> Iterator[Offer]:
        yield (0.9 if self.case.caf_started else 0.3), self.add_action
        open_actions = [ladder for ladder in self.case.ladders.all("action_not_done")]
        if open_actions:
            ladder = self.random.choice(open_actions)
            assert ladder.cause
            key = ladder.cause
            owner = [ladder.owner] if ladder.owner and ladder.owner in self.case.people.active else []
            by = owner * 2 + self.lead + self.coordinators + self.heads
            yield 0.4, lambda: self.act(by, "complete_action", key=key)

    def add_action(self) -> Tables:
        staff = sorted(self.case.people.active)
        family = sorted(self.tables["adults"])
        team = self.case.team.agencies or staff
        owner = self.random.choice(self.random.choice((staff, staff, team, family)))
        days = self.random.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 14, 20))
        due = working_day(self.today, days) if self.maybe(0.6) else self.today + timedelta(days=days)
        key = f"action{self.case.actions}"
        return self.act(self.office + self.in_the_team, "add_action", key=key, owner=owner, due=due)

    # The CAF

    def caf_work(self) -> Iterator[Offer]:
        """Assessment, plan, and the end."""
        case = self.case
        holders: list[str] = self.lead * 2 + self.coordinators + self.heads
        if case.assessed_on is None:
            yield 4, lambda: self.act(holders, "complete_assessment")
        elif not case.plan_shared:
            yield 2, lambda: self.act(holders, "share_plan")
        yield 0.3, self.close_caf

    def close_caf(self) -> Tables:
        """Proposed by one, agreed by another."""
        seconds = self.coordinators + self.heads
        event = self.act(self.lead + seconds, "close_caf", outcome=self.random.choice(OUTCOMES))
        others = [key for key in seconds if key != event["by"]]
        return event | {"approved_by": self.random.choice(others)} if others else self.see_again()

    def see_again(self) -> Tables:
        """With nobody to agree, the family is seen instead."""
        return self.act(self.office + self.in_the_team, "see_child", child=self.child())
