"""Everything that people edit: where its form is, what each of several editors types, and what the database then holds.

Each editor changes every field of the form, each to something of their own, so that a mixture of two would show.
"""

from collections.abc import Callable
from dataclasses import dataclass

from caf_tracker.models import User
from caf_tracker.models.words import Role
from tests import factories
from tests.factories import Authority
from tests.integration.at_once.drafts import draft
from tests.integration.at_once.thing import Thing
from tests.integration.at_once.things_administered import agency, area, user
from tests.integration.at_once.things_of_families import adult, assessment, child, outcome, team_agency


def coordinators(authority: Authority, count: int) -> list[User]:
    """People who may change any family of the area."""
    return [
        factories.make_user(f"Coordinator {place}", Role.EARLY_HELP_COORDINATOR, authority.early_help, authority.area)
        for place in range(count)
    ]


def administrators(authority: Authority, count: int) -> list[User]:
    """People who may change any account, agency and area."""
    return [
        factories.make_user(f"Administrator {place}", Role.SYSTEM_ADMIN, authority.social_care)
        for place in range(count)
    ]


@dataclass(frozen=True)
class Kind:
    """One kind of thing and who edits it."""

    make: Callable[[Authority, str], Thing]
    editors: Callable[[Authority, int], list[User]]


EDITABLE = {
    "child": Kind(child, coordinators),
    "adult": Kind(adult, coordinators),
    "assessment": Kind(assessment, coordinators),
    "agency in the team": Kind(team_agency, coordinators),
    "outcome of a plan": Kind(outcome, coordinators),
    "draft step-down": Kind(draft, coordinators),
    "user": Kind(user, administrators),
    "agency": Kind(agency, administrators),
    "area": Kind(area, administrators),
}
