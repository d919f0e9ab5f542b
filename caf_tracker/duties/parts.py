"""The parts in which somebody owes a duty or is told of it."""

from enum import IntFlag


class Part(IntFlag):
    """A bit each, so that one number says every part in which a person was told.

    PERSON is the duty's own person: the nominee, the person asked, whoever agreed to do something.
    """

    PERSON = 1
    PERSONS_MANAGER = 2
    LEAD = 4
    LEADS_MANAGER = 8
    MANAGER = 16
    MANAGERS_MANAGER = 32
    COORDINATOR = 64
    HEAD = 128
    CONTACT = 256
    # The lead, but only while no TAF or review meeting is arranged for today or later.
    LEAD_UNARRANGED = 512


# The words of the catalogue, as a policy file writes them. "decider" depends on the ladder.
NAMES = {
    "nominee": Part.PERSON,
    "nominee_manager": Part.PERSONS_MANAGER,
    "person_asked": Part.PERSON,
    "lead": Part.LEAD,
    "lead_manager": Part.LEADS_MANAGER,
    "manager": Part.MANAGER,
    "manager_manager": Part.MANAGERS_MANAGER,
    "coordinator": Part.COORDINATOR,
    "head": Part.HEAD,
    "contact": Part.CONTACT,
    "owner": Part.PERSON,
    "lead_if_none_arranged": Part.LEAD_UNARRANGED,
}
