"""The next act of an invented scenario, among those that the case's stage and the roles allow."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from tests.oracle.caf_offers import CafOffers
from tests.oracle.facts import FAST_ORIGINS, Case
from tests.oracle.offers import Offer
from tests.oracle.people import Tables

ORIGINS = sorted(FAST_ORIGINS) + ["assessment", "child_in_need", "family_help"] * 2
TRIGGERS = ("child_returned_from_care", "new_pregnancy_or_baby", "domestic_abuse_incident", "other")


def choose(random: Random, case: Case, tables: Tables, at: datetime) -> Tables | None:
    """One act with its fields, or nothing when nothing fits."""
    offers = list(_Offers(random, case, tables, at).all())
    if not offers:
        return None
    weights = [weight for weight, _ in offers]
    make = random.choices([make for _, make in offers], weights)[0]
    return {"at": at, **make()}


def is_eager(tables: Tables) -> bool:
    """Two families of five come to a CAF soon, and are watched for months: reviews and what goes stale take that."""
    return tables["title"].endswith(("1", "3", "6", "8"))


class _Offers(CafOffers):
    """What may be done at this moment, by whom."""

    @property
    def eager(self) -> float:
        """How much likelier what leads to a CAF is in this family."""
        return 5 if is_eager(self.tables) and not self.case.caf_started else 1

    @property
    def straight(self) -> bool:
        """A case opened straight into a CAF, as every fifth is, before any step-down."""
        opened = self.case.step_down is None and not self.case.is_closed
        return opened and self.tables["title"].endswith(("3", "8"))

    def all(self) -> Iterator[Offer]:
        """Every act that fits, with how likely it is."""
        case = self.case
        if case.caf_started and (case.open_step_down is None or case.open_step_down.outcome):
            # While somebody is sought or asked, the contract does not say what another decision does to that.
            if case.accepted and not case.pending:
                yield 0.5, self.decide_step_down
        elif case.open_step_down is None and not case.pending:
            yield (1 if self.straight else 8), self.decide_step_down
        if case.open_step_down or case.caf_started or self.straight:
            yield from self.leading()
            yield from self.family()
            yield from self.meeting()
            often = 2.5 if case.caf_started else 1
            yield from ((weight * often, make) for weight, make in self.around_the_family())
        if case.caf_started:
            yield from self.caf_work()
        if self.case.open_step_down:
            yield from self.ending()
        if self.leavers():
            yield 0.7, self.deactivate

    # The step-down itself

    def decide_step_down(self) -> Tables:
        others = 0 if self.case.caf_started else 1
        recommendation = self.random.choices(("caf", "single_agency", "none"), (8, others, others))[0]
        caf = recommendation == "caf"
        agencies = {"caf": (None, "health", "school"), "single_agency": ("health", "school"), "none": (None,)}
        refused = recommendation == "none" and self.maybe(0.4)
        event = self.act(
            self.managers * 3 + self.coordinators + self.heads,
            "decide_step_down",
            recommendation=recommendation,
            reason="family_refused" if refused else "needs_reduced",
            on=self.long_ago() or self.earlier(self.tables["starts"]),
            nominate=self.random.choice(self.practitioners) if caf and not self.lead and self.maybe(0.5) else None,
            agency=self.random.choice(agencies[recommendation]),
        )
        event["from"] = self.random.choice(ORIGINS)
        if refused:
            event["approved_by"] = self.other_than(event["by"])
        return event

    def long_ago(self) -> date | None:
        """In every tenth family the first decision was half a year before anybody typed it in."""
        if self.case.step_down or not self.tables["title"].endswith("6"):
            return None
        return self.tables["starts"] - timedelta(days=self.random.randrange(140, 180))

    def close_to_social_care(self, closers: list[str]) -> Tables:
        step_down = self.case.open_step_down
        assert step_down
        on = self.earlier(step_down.decided_on)
        if step_down.decided_on < self.tables["starts"] and self.maybe(0.8):
            on = step_down.decided_on + timedelta(days=self.random.randrange(15))
        reason = "Typed in from social care's system"
        return self.act(closers, "close_to_social_care", reason=reason, on=on)

    def ending(self) -> Iterator[Offer]:
        step_down = self.case.open_step_down
        assert step_down
        closers = self.own_managers + self.heads
        if step_down.closed_on is None:
            yield 2, lambda: self.close_to_social_care(closers)
        if step_down.recommendation != "caf" or step_down.outcome:
            return
        if self.case.caf_started:
            confirmers = closers + [key for key in self.coordinators if key == step_down.decided_by]
            yield 1.5, lambda: self.act(confirmers, "confirm_handover")
        elif self.own_managers:
            yield 0.4, self.end_without_caf
        yield 0.3, lambda: self.act(closers, "return_to_social_care", reason="A new worry")

    def end_without_caf(self) -> Tables:
        event = self.act(self.own_managers, "end_without_caf", reason="The school supports the family")
        event["approved_by"] = self.other_than(event["by"])
        return event

    # Lead, family, CAF, meeting

    def leading(self) -> Iterator[Offer]:
        case = self.case
        if not self.asks_for_caf:
            return
        free = [key for key in self.practitioners if key not in self.lead]
        if free:
            weight = 0.8 if case.pending or case.accepted else 5 * self.eager
            yield weight, lambda: self.act(self.office + self.lead, "nominate_lead", lead=self.random.choice(free))
        pending = case.pending
        if pending:
            who = pending.nominee
            yield 4 * self.eager, lambda: self.act([who], "accept_lead")
            yield 1.2, lambda: self.act([who, *self.office], "decline_lead", reason="Too many families already")
        if case.accepted:
            # A CAF whose lead goes, and whose next one never answers, is the rarest way to come to "no lead".
            weight = 2.5 if case.caf_started else 0.8
            yield (
                weight,
                lambda: self.act(self.office + self.lead, "end_lead", reason="Leaves", successor=self.heir(free)),
            )

    @property
    def asks_for_caf(self) -> bool:
        """A CAF runs, is recommended, or is what the case was opened for."""
        step_down = self.case.open_step_down
        asked = step_down is not None and step_down.recommendation == "caf"
        return self.case.caf_started or self.straight or asked

    def heir(self, free: list[str]) -> str | None:
        """A successor, about every other time."""
        return self.random.choice(free) if free and self.maybe(0.5) else None

    def family(self) -> Iterator[Offer]:
        case = self.case
        if not self.asks_for_caf:
            return
        yield (1.5 if case.agreements or not case.accepted else 3 * self.eager), self.record_agreement
        if case.accepted and case.agreements and case.agreements[-1] and not case.caf_started:
            yield 7 * self.eager, lambda: self.act(self.lead * 3 + self.coordinators + self.heads, "start_caf")

    def record_agreement(self) -> Tables:
        agreed = self.maybe(0.65)
        event = self.act(
            self.office + self.lead * 3,
            "record_agreement",
            agreed=agreed,
            reason=None if agreed else "They want to be left alone",
        )
        event["from"] = self.random.choice(("mother", "mother", "father"))
        return event

    def meeting(self) -> Iterator[Offer]:
        yield (
            0.4,
            lambda: self.act(self.office + self.lead, "record_trigger", kind=self.random.choice(TRIGGERS)),
        )
        if self.case.is_open("meeting_undecided"):
            yield (
                1.2,
                lambda: self.act(
                    self.office + self.lead, "decide_meeting", hold=self.maybe(0.5), reason="The new flat is far away"
                ),
            )

    # Leaving

    def leavers(self) -> list[str]:
        """Who may be disabled: not the last head or coordinator, nor the last who could be first and second person."""
        leavers = self.practitioners if len(self.practitioners) > 2 else []
        for role in (self.managers, self.heads, self.coordinators):
            leavers = leavers + (role if len(role) > 1 else [])
        decider = self.case.step_down.decided_by if self.case.step_down else ""
        # Those whom it matters to most leave most often.
        matter = [key for key in leavers if key in (decider, self.case.lead, "hv_lead")]
        return leavers + matter * 4

    def deactivate(self) -> Tables:
        leaver = self.random.choice(self.leavers())
        by = [key for key in self.heads + self.coordinators + self.managers if key != leaver]
        return self.act(by, "deactivate_staff", staff=leaver)
