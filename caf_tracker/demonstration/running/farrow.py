"""Jude Farrow: the lead professional has left, and what they were to do goes on being owed."""

from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.plan_acts import (
    agrees,
    arranges,
    completes_the_assessment,
    does,
    hears,
    reviews_the_plan,
    shares_the_plan,
    wants,
    writes,
)
from caf_tracker.demonstration.stories import IN_NEED, Story
from caf_tracker.demonstration.team_acts import RECORD, describes, joins, says
from caf_tracker.models.words import AssessmentTopic as Topic
from caf_tracker.models.words import EngagementStatus as Status
from caf_tracker.models.words import MeetingKind, OutcomeProgress


def story(cast: Cast) -> Story:
    """From a long stay in hospital to a lead whose account is disabled."""
    mother = cast.mother("Ellie Farrow", may_know=True, may_attend=True, may_receive=True)
    return (
        _is_planned(
            cast.story(cast.child("Jude Farrow", 41), mother)
            .opened(50)
            .decided(48, nominate="leaver", agency="health_visiting", meet="Long hospital stay", **IN_NEED)
            .accepted(46, "leaver")
            .said(45, "leaver", True)
            .caf_started(44, "leaver")
            .then(
                43,
                describes("health_visiting", own_reference="HV 4488"),
                joins(
                    "hospital",
                    worker="Sister Anne Kelleher",
                    own_reference="WG 871190",
                    known_for=8,
                    sharing_scope="What the ward sees and plans",
                ),
                joins("gp", worker="Dr Nadia Osei", own_reference="RS-19955", known_for=40),
                joins("nursery", worker="nursery_manager", own_reference="LO 49", known_for=12),
            )
            .confirmed(42)
            .closed(41)
        )
        .then(25, says("nursery", Status.ENGAGED, by="nursery_manager"), says("health_visiting", Status.ENGAGED))
        .then(
            18,
            reviews_the_plan(
                "review",
                ("health_visiting", "hospital"),
                {"home": (OutcomeProgress.BETTER, "Home at weekends since a fortnight.")},
                "The ward and the nursery have met.",
                next_on=-2,
            ),
        )
        .left(3, "leaver")
    )


def _is_planned(story: Story) -> Story:
    return (
        story.then(
            40,
            says("health_visiting", Status.ENGAGED),
            says("hospital", Status.ENGAGED, said_by="Sister Anne Kelleher"),
            says("gp", Status.PARTIAL, RECORD, said_by="Dr Nadia Osei"),
            says("nursery", Status.WAITING_TO_START, by="nursery_manager"),
        )
        .then(
            37,
            writes(
                {
                    Topic.CHILDS_DEVELOPMENT: "Jude was eight weeks on the ward and has lost words since.",
                    Topic.PARENTING: "Ellie slept at the hospital. She knows his medicines by heart.",
                    Topic.FAMILY_AND_ENVIRONMENT: "Ellie’s leave from work ends soon. Nobody else can give the"
                    " medicines.",
                    Topic.STRENGTHS: "Ellie and Jude laugh a lot. The ward knows them well.",
                    Topic.ANALYSIS: "Coming home is the risky time: somebody besides Ellie must learn the care.",
                }
            ),
            hears("He hides when a car comes to the door, and asks whether it is the hospital’s."),
            completes_the_assessment(),
        )
        .then(
            32,
            wants(home="We want to be at home and stay there."),
            agrees("training", "Teach a second person to give the medicines", "hospital", due=20, towards="home"),
            agrees("settle", "Two mornings a week to settle in", "nursery_manager", due=15, towards="home"),
            agrees("grant", "Apply for the carers’ grant", "leaver", due=2, towards="home"),
            shares_the_plan("Ellie Farrow"),
            arranges("review", MeetingKind.REVIEW, on=18),
        )
        .then(16, does("settle", by="nursery_manager"))
    )
