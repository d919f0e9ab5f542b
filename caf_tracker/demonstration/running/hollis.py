"""Maya and Owen Hollis: ten agencies at the beginning, and support that thins as the weeks pass."""

from caf_tracker.demonstration.away_acts import puts_off
from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.plan_acts import (
    agrees,
    agrees_another_day,
    arranges,
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
from caf_tracker.demonstration.team_acts import RECORD, describes, joins, says
from caf_tracker.models.words import AssessmentTopic as Topic
from caf_tracker.models.words import EngagementStatus as Status
from caf_tracker.models.words import Evidence, MeetingKind, OutcomeProgress, SharingBasis, TriggerKind


def story(cast: Cast) -> Story:
    """From the handover to what happened on Saturday night."""
    return _thins(_is_planned(_begins_well(_is_handed_over(cast))))


def _is_handed_over(cast: Cast) -> Story:
    mother = cast.mother(
        "Carly Hollis",
        2,
        safe_contact="Text only, between 9:30 and 11:30 on weekdays. Never leave a message.",
        may_know=True,
        may_attend=True,
        may_receive=True,
    )
    father = cast.father("Dean Hollis", 2, may_know=True, may_attend=False, may_receive=False)
    return (
        cast.story(cast.child("Maya Hollis", 33), cast.child("Owen Hollis", 80), mother, father)
        .opened(62)
        .decided(
            60, nominate="health_visitor", agency="health_visiting", meet="Police and health both involved", **IN_NEED
        )
        .accepted(58, "health_visitor")
        .said(57, "health_visitor", True)
        .caf_started(55, "health_visitor")
        .then(
            54,
            describes("health_visiting", own_reference="HV 4502"),
            joins(
                "nursery",
                worker="nursery_manager",
                own_reference="LO 61",
                known_for=10,
                sharing_scope="How Maya is, and who brings and collects her",
            ),
            joins(
                "school",
                worker="teacher",
                own_reference="MP 3B/17",
                known_for=26,
                sharing_scope="How Owen is, and his attendance",
            ),
            joins(
                "domestic_abuse",
                worker="Imani Clarke",
                own_reference="HDA 0912",
                known_for=3,
                sharing_scope="That Carly comes; nothing of what she says",
            ),
            joins(
                "police",
                worker="PC Alan Firth",
                own_reference="WP 26/4417",
                sharing_basis=SharingBasis.PUBLIC_TASK,
                family_told=True,
                sharing_scope="Calls to the home",
                sharing_reason="Three calls in the year before the step-down.",
            ),
            joins("housing", worker="Craig Munro", own_reference="WH/70852", sharing_scope="The move, and the locks"),
            joins(
                "family_centre",
                worker="Bev Tranter",
                own_reference="HFC 120",
                sharing_scope="Which groups the family comes to",
            ),
            joins(
                "mental_health",
                worker="Sunil Rao",
                own_reference="TT-55821",
                sharing_scope="That Carly has begun, and whether she goes on",
            ),
            joins(
                "hospital",
                worker="Sister Anne Kelleher",
                own_reference="WG 880124",
                known_for=30,
                sharing_scope="Maya’s asthma clinic",
            ),
        )
        .confirmed(53)
        .closed(52)
    )


def _begins_well(story: Story) -> Story:
    return story.then(
        50,
        says("health_visiting", Status.ENGAGED),
        says("nursery", Status.ENGAGED, who="Maya Hollis", by="nursery_manager"),
        says("school", Status.ENGAGED, RECORD, who="Owen Hollis", by="teacher", note="Here every day."),
        says("domestic_abuse", Status.ENGAGED, who="Carly Hollis", said_by="Imani Clarke"),
        says("police", Status.NOT_OFFERED, RECORD, said_by="PC Alan Firth", note="No call since the summer."),
        says("housing", Status.ENGAGED, RECORD, said_by="Craig Munro"),
        says("family_centre", Status.ENGAGED, said_by="Bev Tranter"),
        says("mental_health", Status.WAITING_TO_START, RECORD, who="Carly Hollis", said_by="Sunil Rao"),
        says("hospital", Status.ENGAGED, RECORD, who="Maya Hollis", said_by="Sister Anne Kelleher"),
    )


def _is_planned(story: Story) -> Story:
    return (
        story.then(
            46,
            writes(
                {
                    Topic.CHILDS_DEVELOPMENT: "Maya is bright and talks in sentences; her asthma is worse at"
                    " night. Owen reads above his age and has begun to fight at playtime.",
                    Topic.PARENTING: "Carly is gentle and consistent when she is rested. She is alone with both"
                    " children from four in the afternoon.",
                    Topic.FAMILY_AND_ENVIRONMENT: "Dean left in the spring and knows where they live. Carly’s"
                    " sister helps on Fridays.",
                    Topic.STRENGTHS: "Carly asks for help before things get worse, and keeps every appointment"
                    " that somebody reminds her of.",
                    Topic.ANALYSIS: "The children are safe while Carly is supported and Dean stays away. What"
                    " would show otherwise: missed groups, tired mornings, Owen’s playtimes.",
                }
            ),
            hears(
                "Maya wants the light on, and says that daddy shouts in the kitchen.",
                "Owen says that he checks the door at night “so Mum can sleep”.",
            ),
            writes(
                {
                    Topic.CONTRIBUTION: "Owen is first in the playground each morning and does not want to"
                    " go home on Fridays."
                },
                by="teacher",
                of_agency="school",
            ),
            completes_the_assessment(),
        )
        .then(
            42,
            wants(
                safe="I want to feel safe in my own home.",
                sleep="I want Maya to sleep through, so that I can too.",
                play="Owen: I want to play football without getting cross.",
            ),
            agrees("locks", "New locks and a light at the back door", "housing", due=-8, towards="safe"),
            agrees("support", "Meet Carly every week", "domestic_abuse", due=25, towards="safe"),
            agrees("inhaler", "Show Carly and nursery how to use the spacer", "hospital", due=33, towards="sleep"),
            agrees("bedtime", "Bath, story, light: the same every night", "Carly Hollis", due=-4, towards="sleep"),
            agrees("sleep_clinic", "Refer Maya to the sleep clinic", "health_visitor", due=12, towards="sleep"),
            agrees("club", "A place in the football club on Wednesdays", "teacher", due=6, towards="play"),
            shares_the_plan("Carly Hollis"),
        )
        .then(40, arranges("taf", MeetingKind.TAF, on=28))
        .then(33, does("inhaler"))
        .then(
            28,
            meets("taf", ("health_visiting", "nursery", "school", "domestic_abuse", "family_centre"), next_on=9),
            arranges("review", MeetingKind.REVIEW, on=9),
        )
        .then(26, does("support"), says("hospital", Status.ENGAGED, RECORD, said_by="Sister Anne Kelleher"))
    )


def _thins(story: Story) -> Story:
    return (
        story.then(
            30,
            says("nursery", Status.PARTIAL, who="Maya Hollis", by="nursery_manager", note="3 days of 5."),
            says("family_centre", Status.NOT_BROUGHT, said_by="Bev Tranter", note="Stay and play."),
        )
        .then(
            22,
            joins("gp", own_reference="RS-18840", sharing_scope="Asthma, and how Carly is"),
            says("domestic_abuse", Status.PARTIAL, who="Carly Hollis", said_by="Imani Clarke"),
            says("health_visiting", Status.ENGAGED),
        )
        .then(20, says("family_centre", Status.NOT_BROUGHT, said_by="Bev Tranter", note="No message."))
        .then(
            18,
            says("gp", Status.ENGAGED, Evidence.PARENT_REPORT, who="Carly Hollis", note="“I go when I need to.”"),
            says(
                "mental_health",
                Status.DECLINED,
                Evidence.OTHER_AGENCY,
                who="Carly Hollis",
                said_by="Bev Tranter, family centre",
            ),
        )
        .then(16, says("housing", Status.ENDED_BY_AGENCY, RECORD, said_by="Craig Munro", note="The move is done."))
        .then(
            12,
            agrees_another_day("sleep_clinic", due=3, reason="The clinic’s form has changed."),
            says("mental_health", Status.WAITING_TO_START, RECORD, who="Carly Hollis", said_by="Sunil Rao"),
        )
        .then(
            9,
            reviews_the_plan(
                "review",
                ("health_visiting", "nursery", "domestic_abuse"),
                {
                    "safe": (OutcomeProgress.NO_CHANGE, "The light at the back door is still missing."),
                    "sleep": (OutcomeProgress.BETTER, "Four nights in seven."),
                    "play": (OutcomeProgress.WORSE, "Two fights in a week."),
                },
                "Maya sleeps better. Owen is angrier, and fewer of us see the family.",
                next_on=-7,
            ),
            arranges("next", MeetingKind.REVIEW, on=-7),
            says("domestic_abuse", Status.PARTIAL, who="Carly Hollis", said_by="Imani Clarke"),
        )
        .then(6, says("hospital", Status.UNKNOWN, RECORD, note="She has left the clinic’s list, nobody knows why."))
        .then(
            5,
            says("nursery", Status.PARTIAL, who="Maya Hollis", by="nursery_manager", note="2 days of 5, tired."),
            says("health_visiting", Status.PARTIAL, note="Carly did not want to talk at the door."),
        )
        .happened(4, "health_visitor", TriggerKind.DOMESTIC_ABUSE_INCIDENT, "Police were called on Saturday night.")
        .then(
            3,
            says("police", Status.NOT_OFFERED, RECORD, said_by="PC Alan Firth", note="Called on Saturday night."),
            has_come("sleep_clinic", "The new form is with the clinic."),
        )
        .then(
            1,
            puts_off("action_not_done", until=-3, reason="The sleep clinic answers on Thursdays; I ring them then."),
        )
    )
