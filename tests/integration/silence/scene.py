"""What an act of a walk finds before it: the moment, the people, one case's history, and dice to choose with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.checker.history import History
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, Case, StepDown, User
from caf_tracker.models.words import Role
from tests import factories

Choice = TypeVar("Choice")

# Never disabled and never refused mail: the product promises to reach somebody while one administrator is left.
LAST_RESORT = "Sylvie Hart"


def make_people() -> None:
    """An authority in which everybody but the last resort can be spared."""
    authority = factories.make_authority()
    second_head = factories.make_user("Hazel Novak", Role.HEAD_OF_SERVICE, authority.social_care, authority.area)
    factories.make_user(
        "Callum Reid", Role.EARLY_HELP_COORDINATOR, authority.early_help, authority.area, line_manager=second_head
    )
    factories.make_user("Safiya Amin", Role.SYSTEM_ADMIN, authority.social_care)
    authority.school.contact = authority.teacher
    db.session.flush()


class NothingToDo(Exception):
    """The act found nothing that it could be done to."""


@dataclass
class Scene:
    """Everything an act may ask."""

    at: datetime
    dice: Random
    histories: list[History]
    # The case that the act is about; none for an act about people, mail or files.
    history: History | None = None
    users: list[User] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.users = list(db.session.scalars(sa.select(User).order_by(User.id)))

    @property
    def today(self) -> date:
        """London's date."""
        return clock.london_date(self.at)

    @property
    def of(self) -> History:
        """The history of the act's case."""
        if self.history is None:
            raise NothingToDo
        return self.history

    @property
    def case(self) -> Case:
        """The act's case."""
        return db.session.get_one(Case, self.of.case.id)

    @property
    def step_down(self) -> StepDown:
        """The case's current step-down."""
        if self.of.current is None:
            raise NothingToDo
        return db.session.get_one(StepDown, self.of.current.id)

    # Choosing

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of these; NothingToDo if there are none."""
        if not choices:
            raise NothingToDo
        return self.dice.choice(choices)

    def maybe(self, likely: float) -> bool:
        """Whether, this time."""
        return self.dice.random() < likely

    def earlier(self, not_before: date) -> date:
        """Today, or the day something happened that is typed in late."""
        back = self.one_of((0, 0, 0, 1, 2, 3, 7, 12, 25, 40))
        return max(not_before, self.today - timedelta(days=back))

    # People

    def with_role(self, *roles: Role, here: bool = False) -> list[User]:
        """Everybody active with one of these roles; `here`, in the case's area."""
        return [
            user
            for user in self.users
            if user.is_active and user.role in roles and (not here or user.area_id == self.of.case.area_id)
        ]

    @property
    def practitioners(self) -> list[User]:
        """Everybody who could lead."""
        return self.with_role(Role.PRACTITIONER)

    @property
    def deciders(self) -> list[User]:
        """Who may decide and approve by role."""
        return self.with_role(Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)

    @property
    def office(self) -> list[User]:
        """The managers, coordinators and heads of the case's area."""
        return self.with_role(
            Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE, here=bool(self.history)
        )

    @property
    def closers(self) -> list[User]:
        """Managers and heads of the case's area."""
        return self.with_role(Role.SOCIAL_CARE_MANAGER, Role.HEAD_OF_SERVICE, here=True)

    @property
    def watchers(self) -> list[User]:
        """The coordinators and heads of the case's area, who watch over every CAF."""
        return self.with_role(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE, here=True)

    @property
    def anywhere_watching(self) -> list[User]:
        """The coordinators and heads of every area."""
        return self.with_role(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)

    @property
    def lead(self) -> list[User]:
        """The accepted lead professional."""
        return self.user(self.of.lead.user_id) if self.of.lead else []

    @property
    def administrators(self) -> list[User]:
        """Who manages accounts."""
        return self.with_role(Role.SYSTEM_ADMIN)

    def user(self, user_id: int) -> list[User]:
        """This person."""
        return [user for user in self.users if user.id == user_id]

    def other_than(self, *first: User) -> User:
        """Another who may approve; anybody where nobody else may."""
        others = [user for user in self.deciders if user not in first]
        return self.one_of(others or [user for user in self.users if user not in first])

    def somebody_to_lose(self) -> User:
        """Anybody but the last resort; most often one on whom a case hangs."""
        everybody = [user for user in self.users if user.name != LAST_RESORT]
        hang_on = {
            user_id
            for history in self.histories
            for user_id in (
                history.lead and history.lead.user_id,
                history.nomination and history.nomination.user_id,
                history.current and history.current.manager_id,
                history.case.coordinator_id,
            )
        }
        office = (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
        weights = [12 if user.id in hang_on else 4 if user.role in office else 1 for user in everybody]
        return self.dice.choices(everybody, weights)[0]

    # Places

    @property
    def areas(self) -> list[Area]:
        """Every area, the usual one first."""
        return list(db.session.scalars(sa.select(Area).order_by(Area.id)))

    @property
    def agencies(self) -> list[Agency]:
        """Every agency."""
        return list(db.session.scalars(sa.select(Agency).order_by(Agency.id)))


@dataclass(frozen=True)
class Act:
    """Something that people do: on which cases it can succeed, who has the right, and the doing."""

    name: str
    fits: Callable[[History], bool] | None
    by: Callable[[Scene], Sequence[User]]
    perform: Callable[[Scene, User], object]


ACTS: dict[str, Act] = {}

Perform = Callable[[Scene, User], object]


def act(
    by: Callable[[Scene], Sequence[User]], fits: Callable[[History], bool] | None = None
) -> Callable[[Perform], Perform]:
    """Add to the acts; without `fits` it is about no case in particular."""

    def add(perform: Perform) -> Perform:
        name = perform.__name__
        ACTS[name] = Act(name, fits, by, perform)
        return perform

    return add
