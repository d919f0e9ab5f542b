"""The demonstration's families, all invented: at every point of the handover, smooth, waiting, overdue and stalled."""

from datetime import date
from typing import Any

import nhs_number

from caf_tracker.demonstration.authority import Authority
from caf_tracker.demonstration.stories import Story
from caf_tracker.models.words import ClosingReason, ComesFrom, Mobility, Relation, TriggerKind
from caf_tracker.services import cases


def _nhs_number(number: int) -> str:
    """A synthetic NHS number: the 999 range, with its check digit; the next one where none fits."""
    while True:
        for digit in range(10):
            if nhs_number.is_valid(f"999{number:06d}{digit}"):
                return f"999{number:06d}{digit}"
        number += 500


def _born(today: date, months: int, day: int = 12) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, day)


def make_stories(authority: Authority, today: date) -> list[Story]:
    """Every family of the demonstration."""
    numbers = iter(range(101, 200))

    def child(name: str, months: int, **more: Any) -> cases.NewChild:
        return cases.NewChild(name=name, born=_born(today, months), nhs_number=_nhs_number(next(numbers)), **more)

    def mother(name: str, children: int = 1) -> cases.NewAdult:
        return cases.NewAdult(
            name=name,
            relations=dict.fromkeys(range(children), Relation.MOTHER),
            parental_responsibility=dict.fromkeys(range(children), True),
        )

    def father(name: str | None, children: int = 1) -> cases.NewAdult:
        return cases.NewAdult(name=name, relations=dict.fromkeys(range(children), Relation.FATHER))

    def story(*family: cases.NewChild | cases.NewAdult, **more: Any) -> Story:
        children = [one for one in family if isinstance(one, cases.NewChild)]
        return Story(authority, children, [one for one in family if isinstance(one, cases.NewAdult)], **more)

    in_need: dict[str, Any] = {"comes_from": ComesFrom.CHILD_IN_NEED, "main_reason": ClosingReason.NEEDS_REDUCED}
    proceedings: dict[str, Any] = {
        "comes_from": ComesFrom.CARE_PROCEEDINGS,
        "main_reason": ClosingReason.PROCEEDINGS_WITHDRAWN,
        "other_reasons": (ClosingReason.FAMILY_REFUSED,),
        "remaining_risk": "Injuries seen before the proceedings were never explained. Little is known of the father.",
        "actions": (
            ("Skeletal survey follow-up appointment", "Health visitor"),
            ("Housing transfer application", None),
        ),
    }
    baby: dict[str, Any] = {"mobility": Mobility.NOT_MOBILE, "mobility_seen_by": "Health visitor"}
    return [
        # Smooth: every step in time.
        story(child("Ava Linton", 30), mother("Chloe Linton"), father("Mark Linton"))
        .opened(21)
        .decided(
            20,
            nominate="health_visitor",
            agency="health_visiting",
            meet="Nursery and health see different things",
            **in_need,
        )
        .accepted(18, "health_visitor")
        .said(17, "health_visitor", True)
        .caf_started(15, "health_visitor")
        .confirmed(12)
        .closed(11),
        # Waiting, in time: asked yesterday.
        story(child("Noah Pell", 5, **baby), mother("Jade Pell"), father(None))
        .opened(2)
        .decided(
            1,
            nominate="health_visitor",
            agency="health_visiting",
            meet="A baby, and two agencies who have not met",
            **{
                **in_need,
                "comes_from": ComesFrom.CHILD_PROTECTION,
                "remaining_risk": "The father’s whereabouts are not known.",
                "actions": (("Register with a GP", "Mother, with the health visitor"),),
            },
        ),
        # Waiting for the family's answer.
        story(child("Isla Brandreth", 44), mother("Kim Brandreth"))
        .opened(6)
        .decided(5, nominate="health_visitor", meet="The school has new worries", **in_need)
        .accepted(3, "health_visitor"),
        # Overdue: nobody has answered.
        story(child("Leo Danvers", 62), mother("Tracy Danvers"), father("Sean Danvers"))
        .opened(9)
        .decided(6, by="manager_two", nominate="teacher", agency="school", meet="Attendance has dropped", **in_need),
        # Overdue: the briefing's own beginning. Closed, recommended, and nobody named.
        story(child("Finn Harrow", 17), child("Milo Harrow", 29), mother("Donna Harrow", 2), father("Ray Harrow", 2))
        .opened(9)
        .decided(8, agency="health_visiting", **proceedings)
        .closed(6, reason="The family will not work with social care"),
        # Stalled: closed for more than twenty working days.
        story(child("Zara Okoro", 20), mother("Blessing Okoro"))
        .opened(30)
        .decided(28, by="manager_two", agency="nursery", **in_need)
        .closed(25, by="manager_two", reason="Closing panel date was fixed"),
        # Closed, agreed, and the CAF not started.
        story(child("Harry Voss", 38), mother("Petra Voss"))
        .opened(14)
        .decided(12, nominate="health_visitor_two", agency="health_visiting", meet="Three agencies involved", **in_need)
        .accepted(10, "health_visitor_two")
        .said(9, "health_visitor_two", True)
        .closed(7, reason="The CAF was expected within the week"),
        # The family said no, and nobody has decided what happens now.
        story(child("Ruby Calder", 26), mother("Sian Calder"))
        .opened(12)
        .decided(10, nominate="health_visitor", agency="health_visiting", meet="New partner in the home", **in_need)
        .accepted(8, "health_visitor")
        .said(4, "health_visitor", False, "She says she has had enough of meetings and wants to be left alone."),
        # A second person is asked.
        story(child("Oscar Trent", 75), mother("Lorna Trent"))
        .opened(16)
        .decided(14, nominate="teacher", agency="school", meet="Two schools", **in_need)
        .declined(12, "teacher", "The child has moved to another school.")
        .asked_to_end(3, "manager", "head", "The grandparents have taken over and no service is wanted or needed."),
        # A CAF with no step-down before it.
        story(
            cases.NewChild(name="Baby Marlow", due=working_due(today)),
            mother("Hannah Marlow"),
            father("Jon Marlow"),
            opened_by="health_visitor_two",
        )
        .opened(16)
        .nominated(15, "health_visitor_two")
        .accepted(14, "health_visitor_two")
        .said(12, "health_visitor_two", True)
        .caf_started(10, "health_visitor_two"),
        # Started, and the handover not confirmed.
        story(child("Poppy Sayer", 50), mother("Gail Sayer"))
        .opened(15)
        .decided(13, nominate="health_visitor", meet="Neglect had been a worry", agency="health_visiting", **in_need)
        .accepted(11, "health_visitor")
        .said(9, "health_visitor", True)
        .caf_started(5, "health_visitor"),
        # Drafted, not decided.
        story(child("Ellis Crane", 90), mother("Bev Crane"), opened_by="social_worker")
        .opened(3)
        .drafted(2, "social_worker", **in_need),
        # Something happened: should there be a meeting?
        story(child("Maya Hollis", 33), mother("Carly Hollis"), father("Dean Hollis"))
        .opened(24)
        .decided(
            22, nominate="health_visitor", agency="health_visiting", meet="Police and health both involved", **in_need
        )
        .accepted(20, "health_visitor")
        .said(19, "health_visitor", True)
        .caf_started(18, "health_visitor")
        .confirmed(16)
        .closed(15)
        .happened(4, "health_visitor", TriggerKind.DOMESTIC_ABUSE_INCIDENT, "Police were called on Saturday night."),
        # The lead left.
        story(child("Jude Farrow", 41), mother("Ellie Farrow"))
        .opened(26)
        .decided(24, nominate="leaver", agency="health_visiting", meet="Long hospital stay", **in_need)
        .accepted(22, "leaver")
        .said(21, "leaver", True)
        .caf_started(20, "leaver")
        .confirmed(18)
        .closed(17)
        .left(3, "leaver"),
        # Gone back to social care.
        story(child("Theo Marsh", 55), mother("Anita Marsh"))
        .opened(18)
        .decided(16, nominate="health_visitor_two", meet="New concerns", **in_need)
        .returned(9, "manager", "A new allegation was made and social care opened an assessment."),
        # The other area.
        story(child("Lily Thorne", 22), mother("Faye Thorne"), area="south", opened_by="manager_south")
        .opened(7)
        .decided(6, by="manager_south", agency="nursery", **in_need),
    ]


def working_due(today: date) -> date:
    """A birth expected in about two months."""
    return date.fromordinal(today.toordinal() + 60)
