"""Ava Linton: a CAF that has done its work, and waits for a second person to close it."""

from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.plan_acts import (
    agrees,
    arranges,
    asks_to_close,
    completes_the_assessment,
    does,
    has_come,
    hears,
    meets,
    reviews_the_plan,
    shares_the_plan,
    wants,
    writes,
)
from caf_tracker.demonstration.stories import IN_NEED, Story
from caf_tracker.demonstration.team_acts import RECORD, answers_from_its_mailbox, describes, joins, says
from caf_tracker.models.words import (
    AssessmentTopic as Topic,
)
from caf_tracker.models.words import (
    CafOutcome,
    MeetingKind,
    OutcomeProgress,
)
from caf_tracker.models.words import (
    EngagementStatus as Status,
)

_EVERYBODY = ("health_visiting", "nursery", "family_centre")
_BETTER, _ACHIEVED = OutcomeProgress.BETTER, OutcomeProgress.ACHIEVED


def story(cast: Cast) -> Story:
    """From the handover to the closing that is asked for."""
    return _ends_well(_is_reviewed(_is_planned(_is_handed_over(cast))))


def _is_handed_over(cast: Cast) -> Story:
    mother = cast.mother(
        "Chloe Linton",
        safe_contact="Mobile, at any time. She prefers a text first.",
        may_know=True,
        may_attend=True,
        may_receive=True,
    )
    father = cast.father(
        "Mark Linton",
        safe_contact="Works nights: not before 2pm.",
        may_know=True,
        may_attend=True,
        may_receive=True,
    )
    return (
        cast.story(cast.child("Ava Linton", 30), mother, father)
        .opened(62)
        .decided(
            61,
            nominate="health_visitor",
            agency="health_visiting",
            meet="Nursery and health see different things",
            **IN_NEED,
        )
        .accepted(60, "health_visitor")
        .said(59, "health_visitor", True)
        .caf_started(57, "health_visitor")
        .then(
            56,
            describes("health_visiting", own_reference="HV 4471", family_told=True),
            joins(
                "nursery",
                worker="nursery_manager",
                own_reference="LO 58",
                known_for=6,
                sharing_scope="How Ava settles, plays and talks",
            ),
            joins(
                "gp",
                worker="Dr Nadia Osei",
                own_reference="RS-20931",
                known_for=30,
                sharing_scope="Hearing test, immunisations",
            ),
            joins(
                "housing",
                worker="Craig Munro",
                own_reference="WH/77310",
                known_for=14,
                sharing_scope="Rent arrears and repairs",
            ),
            joins(
                "family_centre",
                worker="Bev Tranter",
                own_reference="HFC 112",
                sharing_scope="Which groups the family comes to",
            ),
        )
        .confirmed(55)
        .closed(54)
    )


def _is_planned(story: Story) -> Story:
    return (
        story.then(
            53,
            says("health_visiting", Status.ENGAGED, note="Home visit: a warm welcome, Ava on her mother’s knee."),
            says(
                "nursery", Status.PARTIAL, RECORD, who="Ava Linton", by="nursery_manager", note="Came on 3 of 5 days."
            ),
            says("gp", Status.WAITING_TO_START, RECORD, said_by="Dr Nadia Osei", note="Hearing test in three weeks."),
            answers_from_its_mailbox("housing", Status.ENGAGED, "Craig Munro", "A repayment plan was signed."),
            says("family_centre", Status.WAITING_TO_START, said_by="Bev Tranter"),
        )
        .then(
            51,
            writes(
                {
                    Topic.CHILDS_DEVELOPMENT: "Ava walks, climbs and builds. She says about twenty words and"
                    " points at the rest; her hearing has not been tested since she was a baby.",
                    Topic.PARENTING: "Chloe reads Ava’s signals well and puts her to bed at the same hour each"
                    " day. Mark has her every other weekend and rings on Wednesdays.",
                    Topic.FAMILY_AND_ENVIRONMENT: "Rent arrears since the hours at work were cut. The flat is"
                    " warm and dry; there is no garden, and a park five minutes away.",
                    Topic.STRENGTHS: "Both parents come to everything that concerns Ava, and speak well of each"
                    " other in front of her.",
                    Topic.ANALYSIS: "Few words and few days at nursery belong together. With her hearing tested,"
                    " more days and a story each evening, Ava is likely to catch up.",
                }
            ),
            hears("She brings her own shoes when nursery is named, and cries when the bus does not come."),
            writes(
                {Topic.CONTRIBUTION: "Ava plays beside other children, and joins in when there is music."},
                by="nursery_manager",
                of_agency="nursery",
            ),
            completes_the_assessment(),
        )
        .then(
            48,
            wants(
                words="I want to understand what Ava tells me.",
                nursery="We want Ava to be at nursery every day and like it.",
                rent="I don’t want to lie awake over the rent any more.",
            ),
            agrees("hearing", "Hearing test at the clinic", "gp", due=40, towards="words"),
            agrees("story", "A story every evening", "Chloe Linton", due=20, towards="words"),
            agrees("bus", "A bus pass for the way to nursery", "health_visitor", due=34, towards="nursery"),
            agrees("key_worker", "One person at nursery who is hers", "nursery_manager", due=34, towards="nursery"),
            agrees("arrears", "Agree what is paid back each month", "housing", due=41, towards="rent"),
            shares_the_plan("Chloe Linton", "Mark Linton"),
        )
    )


def _is_reviewed(story: Story) -> Story:
    return (
        story.then(46, arranges("taf", MeetingKind.TAF, on=36))
        .then(42, does("hearing", "arrears"), has_come("bus", "The form is in; they say three weeks."))
        .then(
            36,
            meets("taf", _EVERYBODY, next_on=22),
            does("bus", "key_worker"),
            arranges("first", MeetingKind.REVIEW, on=22),
        )
        .then(
            35,
            says("nursery", Status.ENGAGED, who="Ava Linton", by="nursery_manager"),
            says("gp", Status.ENGAGED, RECORD, said_by="Dr Nadia Osei", note="Heard well on both sides."),
            says("family_centre", Status.ENGAGED, said_by="Bev Tranter"),
            says("health_visiting", Status.ENGAGED),
            says("housing", Status.ENGAGED, RECORD, said_by="Craig Munro"),
        )
        .then(
            22,
            does("story"),
            reviews_the_plan(
                "first",
                _EVERYBODY,
                {
                    "words": (_BETTER, "Two words together: “more juice”."),
                    "nursery": (_BETTER, "4 of 5 days."),
                    "rent": (_BETTER, "Three payments made."),
                },
                "Ava hears well. She is at nursery most days.",
                next_on=8,
            ),
            arranges("second", MeetingKind.REVIEW, on=8),
        )
        .then(
            18,
            says("nursery", Status.ENGAGED, who="Ava Linton", by="nursery_manager"),
            says("gp", Status.ENGAGED, RECORD, said_by="Dr Nadia Osei"),
            says("family_centre", Status.ENGAGED, said_by="Bev Tranter"),
            says("health_visiting", Status.ENGAGED),
            says("housing", Status.ENGAGED, RECORD, said_by="Craig Munro", note="Arrears cleared."),
        )
    )


def _ends_well(story: Story) -> Story:
    return story.then(
        8,
        reviews_the_plan(
            "second",
            _EVERYBODY,
            {
                "words": (_ACHIEVED, "Sentences of three words, and no end to them."),
                "nursery": (_ACHIEVED, "Every day for five weeks."),
                "rent": (_ACHIEVED, "Nothing is owed."),
            },
            "What the family wanted has come about. They would like to carry on with nursery alone.",
            next_on=-12,
        ),
    ).then(
        2,
        asks_to_close(
            CafOutcome.NEEDS_MET,
            "coordinator",
            "Little Oaks Nursery keeps Ava’s key worker and tells the health visitor if she stays away. The health"
            " visitor sees Ava at three. Chloe knows whom to ring.",
        ),
    )
