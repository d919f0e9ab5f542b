"""The family copy holds what one adult may take home, and no other word of the database."""

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.models import Adult, Child, PlanAction, PlanOutcome
from caf_tracker.models.words import Role
from tests.integration.need_to_know.canaries import canaries_in, fill
from tests.integration.need_to_know.world import Family, World


def test_nothing_but_what_it_may_hold(world: World) -> None:
    """A canary in every text column, then plain words where the copy may take them from: no canary is left on it."""
    family, lead = world.families["started", Role.PRACTITIONER], world.people[Role.PRACTITIONER, "lead"]
    with world.undone():
        fill(world)
        other = _the_father(world, family)
        say = world.connection.execute
        say(sa.update(Adult).where(Adult.id == family.adult).values(name="Megan Rowan"))
        say(sa.update(Child).where(Child.id == family.child).values(name="Kit Rowan"))
        say(sa.update(PlanOutcome).where(PlanOutcome.id == family.outcome).values(wanted="We sleep at night"))
        say(sa.update(PlanAction).where(PlanAction.id == family.action).values(action="Bring a night light"))
        _action(world, family, "Put the telephone away", owner_adult_id=family.adult)
        _action(world, family, "Choose a bedtime story", owner_child_id=family.child)
        _action(world, family, "Zqthefathersactioncanary", owner_adult_id=other)
        page = world.ask(lead, "GET", f"/cases/{family.reference}/plan/family-copy/{family.adult}")
        refused = world.ask(lead, "GET", f"/cases/{family.reference}/plan/family-copy/{other}")
        whole = world.ask(lead, "GET", f"/cases/{family.reference}/plan")
    assert page.status_code == 200
    assert canaries_in(page.text) == []
    for words in ("We sleep at night", "Bring a night light", "lead practitioner, Health visiting",
                  "Put the telephone away", "You, by", "Choose a bedtime story", "Kit Rowan, by",
                  "We meet next on"):  # fmt: skip
        assert words in page.text, words
    assert (refused.status_code, canaries_in(refused.text)) == (409, [])
    assert "Zqthefathersactioncanary" in canaries_in(whole.text), (
        "the professionals’ page shows what the copy leaves out"
    )


def test_what_may_have_to_go_is_pointed_out_without_a_name(world: World) -> None:
    """Somebody’s words may name the father, or say where they live now."""
    family, lead = world.families["started", Role.PRACTITIONER], world.people[Role.PRACTITIONER, "lead"]
    path, asked = f"/cases/{family.reference}/plan/family-copy/{family.adult}", {}
    typed = {
        "plain": "Bring a night light",
        "name": "Ring DALE about Friday",
        "place": "Visit at 7 Mill Lane, BA14 8JN",
    }
    with world.undone():
        _the_father(world, family, name="Dale Archer")
        for kind, words in typed.items():
            world.connection.execute(sa.update(PlanAction).where(PlanAction.id == family.action).values(action=words))
            asked[kind] = world.ask(lead, "GET", path).text
    assert ["Look closely" in asked[kind] for kind in typed] == [False, True, True]
    assert "another adult’s name" in asked["name"] and "Archer" not in asked["name"]
    assert "postcode" in asked["place"]


def _the_father(world: World, family: Family, name: str = "Zqthefathercanary") -> int:
    father = sa.insert(Adult).values(case_id=family.case_id, name=name, version=1).returning(Adult.id)
    return world.connection.execute(father).scalar_one()


def _action(world: World, family: Family, words: str, **owner: int) -> None:
    at = clock.now()
    agreed = {"agreed_at": at, "agreed_on": at.date(), "agreed_by_id": world.people[Role.PRACTITIONER, "lead"].user_id}
    action = {
        "case_id": family.case_id, "outcome_id": family.outcome, "action": words, "due_on": at.date(),
        "reminded_before": True, "version": 1, **agreed, **owner,
    }  # fmt: skip
    world.connection.execute(sa.insert(PlanAction).values(action))
