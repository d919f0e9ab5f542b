"""Poppy Sayer: the CAF has just started, the handover is not confirmed, and the team has hardly answered."""

from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.plan_acts import hears, wants, writes
from caf_tracker.demonstration.stories import IN_NEED, Story
from caf_tracker.demonstration.team_acts import RECORD, describes, joins, says
from caf_tracker.models.words import AssessmentTopic as Topic
from caf_tracker.models.words import EngagementStatus as Status
from caf_tracker.models.words import SharingBasis


def story(cast: Cast) -> Story:
    """From the step-down to a first draft of the assessment."""
    mother = cast.mother(
        "Gail Sayer",
        language="Portuguese",
        needs_interpreter=True,
        safe_contact="Through the nursery, or a text in Portuguese.",
        may_know=True,
        may_attend=True,
        may_receive=True,
    )
    return (
        cast.story(cast.child("Poppy Sayer", 50), mother)
        .opened(15)
        .decided(13, nominate="health_visitor", meet="Neglect had been a worry", agency="health_visiting", **IN_NEED)
        .accepted(11, "health_visitor")
        .said(9, "health_visitor", True)
        .caf_started(5, "health_visitor")
        .then(
            5,
            describes("health_visiting", own_reference="HV 4561"),
            joins("nursery", worker="nursery_manager", own_reference="LO 70", known_for=5),
            joins(
                "housing",
                worker="Craig Munro",
                own_reference="WH/77942",
                sharing_scope="Damp in the bedroom",
                sharing_basis=SharingBasis.PUBLIC_TASK,
                family_told=True,
                sharing_reason="The damp was reported before anybody could ask Gail with an interpreter.",
            ),
            # Its own reference is not known: from its mailbox it can only ask to be telephoned.
            joins("gp", known_for=50),
        )
        .then(
            3,
            says("health_visiting", Status.ENGAGED),
            says("nursery", Status.ENGAGED, RECORD, who="Poppy Sayer", by="nursery_manager"),
            writes({Topic.CHILDS_DEVELOPMENT: "Poppy speaks two languages and mixes them happily."}),
            hears("Poppy draws her bedroom with a black corner, and says that it smells."),
            wants(dry="I want a dry room for Poppy."),
        )
    )
