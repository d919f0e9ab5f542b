"""The demonstration's families, all invented: at every point of the handover, smooth, waiting, overdue and stalled.

Those whose CAF has come further than its start have files of their own.
"""

from datetime import date
from typing import Any

from caf_tracker.demonstration.authority import Authority
from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.running import farrow, hollis, linton, marlow, sayer
from caf_tracker.demonstration.stories import IN_NEED, Story
from caf_tracker.models.words import ClosingReason, ComesFrom, Mobility

_PROCEEDINGS: dict[str, Any] = {
    "comes_from": ComesFrom.CARE_PROCEEDINGS,
    "main_reason": ClosingReason.PROCEEDINGS_WITHDRAWN,
    "other_reasons": (ClosingReason.FAMILY_REFUSED,),
    "remaining_risk": "Injuries seen before the proceedings were never explained. Little is known of the father.",
    "actions": (
        ("Skeletal survey follow-up appointment", "Health visitor"),
        ("Housing transfer application", None),
    ),
}
_BABY: dict[str, Any] = {"mobility": Mobility.NOT_MOBILE, "mobility_seen_by": "Health visitor"}


def _asked_yesterday(cast: Cast) -> Story:
    """Waiting, in time: asked yesterday."""
    return (
        cast.story(cast.child("Noah Pell", 5, **_BABY), cast.mother("Jade Pell"), cast.father(None))
        .opened(2)
        .decided(
            1,
            nominate="health_visitor",
            agency="health_visiting",
            meet="A baby, and two agencies who have not met",
            **{
                **IN_NEED,
                "comes_from": ComesFrom.CHILD_PROTECTION,
                "remaining_risk": "The father’s whereabouts are not known.",
                "actions": (("Register with a GP", "Mother, with the health visitor"),),
            },
        )
    )


def _waiting_for_agreement(cast: Cast) -> Story:
    """Waiting for the family's answer."""
    return (
        cast.story(cast.child("Isla Brandreth", 44), cast.mother("Kim Brandreth"))
        .opened(6)
        .decided(5, nominate="health_visitor", meet="The school has new worries", **IN_NEED)
        .accepted(3, "health_visitor")
    )


def _unanswered(cast: Cast) -> Story:
    """Overdue: nobody has answered."""
    return (
        cast.story(cast.child("Leo Danvers", 62), cast.mother("Tracy Danvers"), cast.father("Sean Danvers"))
        .opened(9)
        .decided(6, by="manager_two", nominate="teacher", agency="school", meet="Attendance has dropped", **IN_NEED)
    )


def _as_in_the_briefing(cast: Cast) -> Story:
    """Overdue: the briefing's own beginning. Closed, recommended, and nobody named."""
    return (
        cast.story(
            cast.child("Finn Harrow", 17),
            cast.child("Milo Harrow", 29),
            cast.mother("Donna Harrow", 2),
            cast.father("Ray Harrow", 2),
        )
        .opened(9)
        .decided(8, agency="health_visiting", **_PROCEEDINGS)
        .closed(6, reason="The family will not work with social care")
    )


def _stalled(cast: Cast) -> Story:
    """Stalled: closed for more than twenty working days."""
    return (
        cast.story(cast.child("Zara Okoro", 20), cast.mother("Blessing Okoro"))
        .opened(30)
        .decided(28, by="manager_two", agency="nursery", **IN_NEED)
        .closed(25, by="manager_two", reason="Closing panel date was fixed")
    )


def _agreed_and_not_started(cast: Cast) -> Story:
    """Closed, agreed, and the CAF not started."""
    return (
        cast.story(cast.child("Harry Voss", 38), cast.mother("Petra Voss"))
        .opened(14)
        .decided(12, nominate="health_visitor_two", agency="health_visiting", meet="Three agencies involved", **IN_NEED)
        .accepted(10, "health_visitor_two")
        .said(9, "health_visitor_two", True)
        .closed(7, reason="The CAF was expected within the week")
    )


def _refused(cast: Cast) -> Story:
    """The family said no, and nobody has decided what happens now."""
    return (
        cast.story(cast.child("Ruby Calder", 26), cast.mother("Sian Calder"))
        .opened(12)
        .decided(10, nominate="health_visitor", agency="health_visiting", meet="New partner in the home", **IN_NEED)
        .accepted(8, "health_visitor")
        .said(4, "health_visitor", False, "She says she has had enough of meetings and wants to be left alone.")
    )


def _asked_to_end_without_caf(cast: Cast) -> Story:
    """A second person is asked."""
    return (
        cast.story(cast.child("Oscar Trent", 75), cast.mother("Lorna Trent"))
        .opened(16)
        .decided(14, nominate="teacher", agency="school", meet="Two schools", **IN_NEED)
        .declined(12, "teacher", "The child has moved to another school.")
        .asked_to_end(3, "manager", "head", "The grandparents have taken over and no service is wanted or needed.")
    )


def _drafted(cast: Cast) -> Story:
    """Drafted, not decided."""
    return (
        cast.story(cast.child("Ellis Crane", 90), cast.mother("Bev Crane"), opened_by="social_worker")
        .opened(3)
        .drafted(2, "social_worker", **IN_NEED)
    )


def _returned(cast: Cast) -> Story:
    """Gone back to social care."""
    return (
        cast.story(cast.child("Theo Marsh", 55), cast.mother("Anita Marsh"))
        .opened(18)
        .decided(16, nominate="health_visitor_two", meet="New concerns", **IN_NEED)
        .returned(9, "manager", "A new allegation was made and social care opened an assessment.")
    )


def _other_area(cast: Cast) -> Story:
    """The other area."""
    return (
        cast.story(cast.child("Lily Thorne", 22), cast.mother("Faye Thorne"), area="south", opened_by="manager_south")
        .opened(7)
        .decided(6, by="manager_south", agency="nursery", **IN_NEED)
    )


_FAMILIES = (
    linton.story,
    _asked_yesterday,
    _waiting_for_agreement,
    _unanswered,
    _as_in_the_briefing,
    _stalled,
    _agreed_and_not_started,
    _refused,
    _asked_to_end_without_caf,
    marlow.story,
    sayer.story,
    _drafted,
    hollis.story,
    farrow.story,
    _returned,
    _other_area,
)


def make_stories(authority: Authority, today: date) -> list[Story]:
    """Every family of the demonstration."""
    cast = Cast(authority, today)
    return [family(cast) for family in _FAMILIES]
