"""Baby Marlow, not born yet: two agencies say that the family has turned away, and the lead is on leave."""

from caf_tracker.demonstration.away_acts import closes_for_the_holidays, goes_away
from caf_tracker.demonstration.cast import Cast
from caf_tracker.demonstration.plan_acts import (
    agrees,
    arranges,
    completes_the_assessment,
    does,
    hears,
    meets,
    shares_the_plan,
    wants,
    writes,
)
from caf_tracker.demonstration.stories import Story
from caf_tracker.demonstration.team_acts import RECORD, describes, joins, says
from caf_tracker.models.words import AssessmentTopic as Topic
from caf_tracker.models.words import EngagementStatus as Status
from caf_tracker.models.words import MeetingKind
from caf_tracker.services import cases


def story(cast: Cast) -> Story:
    """A CAF with no step-down before it, from the booking to now."""
    return _turns_away(_is_planned(_is_opened(cast)))


def _is_opened(cast: Cast) -> Story:
    mother = cast.mother(
        "Hannah Marlow", safe_contact="Mobile in the mornings.", may_know=True, may_attend=True, may_receive=True
    )
    father = cast.father(
        "Jon Marlow",
        language="British Sign Language",
        needs_interpreter=True,
        safe_contact="Text, never a call: he is deaf.",
        may_know=True,
        may_attend=True,
    )
    return (
        cast.story(
            cases.NewChild(name="Baby Marlow", due=cast.due_in_two_months()),
            mother,
            father,
            opened_by="health_visitor_two",
        )
        .opened(40)
        .nominated(39, "health_visitor_two")
        .accepted(38, "health_visitor_two")
        .said(37, "health_visitor_two", True)
        .caf_started(35, "health_visitor_two")
        .then(
            34,
            describes("health_visiting", own_reference="HV 4530"),
            joins(
                "midwifery",
                worker="midwife",
                own_reference="MW 26-0771",
                known_for=3,
                sharing_scope="Appointments, and how Hannah is",
            ),
            joins("gp", worker="Dr Nadia Osei", own_reference="RS-22107", known_for=24),
            joins(
                "mental_health",
                worker="Sunil Rao",
                own_reference="TT-56003",
                sharing_scope="That Hannah has begun, and whether she goes on",
            ),
            joins("family_centre", worker="Bev Tranter", own_reference="HFC 131"),
        )
    )


def _is_planned(story: Story) -> Story:
    return (
        story.then(
            33,
            says("health_visiting", Status.ENGAGED),
            says("midwifery", Status.ENGAGED, by="midwife"),
            says("gp", Status.ENGAGED, RECORD, said_by="Dr Nadia Osei"),
            says("mental_health", Status.WAITING_TO_START, RECORD, who="Hannah Marlow", said_by="Sunil Rao"),
            says("family_centre", Status.WAITING_TO_START, said_by="Bev Tranter"),
        )
        .then(
            27,
            writes(
                {
                    Topic.CHILDS_DEVELOPMENT: "The baby grows as it should. Hannah booked at 22 weeks.",
                    Topic.PARENTING: "A first child. Both have read a lot and are afraid to get it wrong.",
                    Topic.FAMILY_AND_ENVIRONMENT: "One room in a shared house; their families live far away.",
                    Topic.STRENGTHS: "Jon comes to every scan. They look after each other.",
                    Topic.ANALYSIS: "Booked late and low in mood: support must be in place before the birth.",
                }
            ),
            hears("Not born yet. Hannah talks to the baby when she thinks that nobody listens."),
            completes_the_assessment(),
        )
        .then(
            23,
            wants(
                mood="I want to look forward to my baby.",
                room="We want a place of our own before the birth.",
            ),
            agrees("therapy", "First appointment with Hannah", "mental_health", due=12, towards="mood"),
            agrees("interpreter", "An interpreter at every appointment", "midwife", due=20, towards="mood"),
            agrees("form", "Send the housing form", "Hannah Marlow", due=8, towards="room"),
            agrees("points", "Ask for priority before the birth", "health_visitor_two", due=-6, towards="room"),
            shares_the_plan("Hannah Marlow"),
            arranges("taf", MeetingKind.TAF, on=10),
        )
        .then(20, does("interpreter", by="midwife"))
    )


def _turns_away(story: Story) -> Story:
    return (
        story.then(
            15,
            says("health_visiting", Status.ENGAGED),
            says("midwifery", Status.PARTIAL, RECORD, by="midwife", note="One of two appointments."),
            says("family_centre", Status.WAITING_TO_START, said_by="Bev Tranter"),
        )
        .then(
            10,
            meets("taf", ("health_visiting", "midwifery", "family_centre"), next_on=-6),
            arranges("next", MeetingKind.REVIEW, on=-6),
            says(
                "mental_health",
                Status.DECLINED,
                RECORD,
                who="Hannah Marlow",
                said_by="Sunil Rao",
                note="She rang: not now.",
            ),
        )
        .then(
            8,
            goes_away("health_visitor_two", first=2, last=-6, deputy="health_visitor"),
            closes_for_the_holidays("school", first=4, last=-6, mailbox="school-holidays@westmoor.example"),
        )
        .then(4, says("midwifery", Status.NO_ACCESS, by="midwife", note="Two visits, the curtains drawn."))
        # Of this and another family its mailbox gets one list today.
        .then(3, joins("housing", worker="Craig Munro", own_reference="WH/78015", sharing_scope="That a baby is due"))
    )
