"""A part in a case ends at once, and with it the case is closed to whoever had it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import Base
from caf_tracker.models.words import Role
from tests import stories
from tests.integration.need_to_know.asking import day
from tests.integration.need_to_know.world import Family, World

TABLES = Base.metadata.tables
Change = Callable[[World, Family, int], sa.Executable]


def _ends(name: str, **values: object) -> Change:
    """All rows of the family in this table take these values."""
    return lambda world, family, user_id: (
        TABLES[name].update().where(TABLES[name].c.case_id == family.case_id).values(values)
    )


def _changes(**values: object) -> Change:
    """The person's own account takes these values."""
    return lambda world, family, user_id: TABLES["users"].update().where(TABLES["users"].c.id == user_id).values(values)


_OUTCOME = _ends("step_downs", outcome="error", outcome_reason="x", outcome_by_id=1, outcome_approved_by_id=2)

# Who, in which part, and what ends it.
ENDINGS: dict[str, tuple[Role, str, Change]] = {
    "the nomination was withdrawn": (
        Role.PRACTITIONER, "nominee",
        lambda world, family, user_id: TABLES["leads"].update().where(
            TABLES["leads"].c.user_id == user_id, TABLES["leads"].c.case_id == family.case_id
        ).values(ended_at=clock.now(), ended_as="withdrawn"),
    ),
    "the agency left": (
        Role.PRACTITIONER, "worker",
        lambda world, family, user_id: _ends("team_agencies", left_at=clock.now())(world, family, user_id),
    ),
    "the agency has another contact": (
        Role.PRACTITIONER, "contact",
        lambda world, family, user_id: TABLES["agencies"].update().where(
            TABLES["agencies"].c.contact_id == user_id
        ).values(contact_id=None),
    ),
    "the lead has another manager": (
        Role.PRACTITIONER, "leads_manager",
        lambda world, family, user_id: TABLES["users"].update().where(
            TABLES["users"].c.line_manager_id == user_id
        ).values(line_manager_id=None),
    ),
    "the step-down has an outcome, for who decided it and works elsewhere": (Role.PRACTITIONER, "decider", _OUTCOME),
    "the request is answered": (
        Role.SOCIAL_CARE_MANAGER, "approver",
        lambda world, family, user_id: _ends(
            "approval_requests", answer="withdrawn", answered_at=clock.now()
        )(world, family, user_id),
    ),
    "the manager moved to another area": (
        Role.SOCIAL_CARE_MANAGER, "own_manager",
        lambda world, family, user_id: _changes(area_id=world.ids["south"])(world, family, user_id),
    ),
    "the manager moved to another agency": (
        Role.SOCIAL_CARE_MANAGER, "own_manager",
        lambda world, family, user_id: _changes(agency_id=world.ids["agency"])(world, family, user_id),
    ),
    "the coordinator moved to another area": (
        Role.EARLY_HELP_COORDINATOR, "outsider",
        lambda world, family, user_id: _changes(area_id=world.ids["south"])(world, family, user_id),
    ),
    "the worker became an agency administrator": (Role.PRACTITIONER, "worker", _changes(role="agency_admin")),
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_part_that_ends_closes_the_case_at_once(world: World, ending: str) -> None:
    role, relation, change = ENDINGS[ending]
    family, person = world.families["decided", role], world.people[role, relation]
    with world.undone():
        assert world.ask(person, "GET", f"/cases/{family.reference}").status_code == 200
        world.connection.execute(change(world, family, person.user_id))
        assert world.ask(person, "GET", f"/cases/{family.reference}").status_code == 404


@pytest.mark.parametrize(
    ("role", "relation", "path", "form"),
    [
        (Role.PRACTITIONER, "lead", "lead/end", {"reason": "Moves away", "successor": "not_yet"}),
        (Role.SYSTEM_ADMIN, "told", "step-down/return", {"reason": "New bruising", **day("accepted_on")}),
    ],
)
def test_an_act_that_ends_a_part_closes_the_case_at_once(
    world: World, role: Role, relation: str, path: str, form: dict[str, str]
) -> None:
    """The lead who was ended, and whoever was told of a duty that is settled."""
    family, person = world.families["decided", role], world.people[role, relation]
    head = world.people[Role.HEAD_OF_SERVICE, "outsider"]
    with world.undone():
        assert world.ask(person, "GET", f"/cases/{family.reference}").status_code == 200
        assert world.ask(head, "POST", f"/cases/{family.reference}/{path}", data=form).status_code == 302
        assert world.ask(person, "GET", f"/cases/{family.reference}").status_code == 404


def test_a_nomination_that_lapsed_closes_the_case(world: World) -> None:
    family, person = world.families["decided", Role.PRACTITIONER], world.people[Role.PRACTITIONER, "nominee"]
    answers = []
    # Nominated on 3 March; the tenth working day after is the 17th.
    for moment in ("2026-03-17 07:59", "2026-03-17 08:00"):
        with world.undone(), clock.set_to(stories.london(moment)):
            sessions = TABLES["sign_in_sessions"]
            world.connection.execute(sessions.update().values(started_at=clock.now(), last_seen_at=clock.now()))
            answers.append(world.ask(person, "GET", f"/cases/{family.reference}/lead").status_code)
    assert answers == [200, 404]


def test_whoever_is_disabled_is_signed_out(world: World) -> None:
    family, person = world.families["decided", Role.PRACTITIONER], world.people[Role.PRACTITIONER, "lead"]
    with world.undone():
        world.connection.execute(_changes(disabled_at=clock.now())(world, family, person.user_id))
        response = world.ask(person, "GET", f"/cases/{family.reference}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in")
