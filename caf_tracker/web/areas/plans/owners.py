"""Who may agree to do something: the people and agencies of the team, the family, and who else answers for the case."""

from collections.abc import Iterable

from caf_tracker.models import Adult, Agency, Case, Child, User
from caf_tracker.services.actions import Owner
from caf_tracker.web.around_the_case import people_around, team_of
from caf_tracker.web.groups import Choice, Group

_KINDS: dict[type, str] = {User: "person", Agency: "agency", Adult: "adult", Child: "child"}


def possible_owners(case: Case) -> list[Group[Owner]]:
    """Everybody who may agree to an action of this case, in groups; nobody stands in two of them."""
    team = team_of(case)
    inside, outside = people_around(case, team)
    found: list[tuple[str, Iterable[Owner]]] = [
        ("People of the team", inside),
        ("Agencies of the team", [member.agency for member in team]),
        ("The family", [*case.adults, *case.children]),
        ("Others", outside),
    ]
    groups = [Group(heading, [_possible(owner) for owner in owners]) for heading, owners in found]
    return [group for group in groups if group.choices]


def words_of(owner: Owner) -> str:
    """Who it is."""
    if isinstance(owner, User):
        return f"{owner.name}, {owner.agency.name}"
    return owner.name or "An adult whose name is not known"


def _possible(owner: Owner) -> Choice[Owner]:
    return Choice(f"{_KINDS[type(owner)]}-{owner.id}", words_of(owner), owner)
