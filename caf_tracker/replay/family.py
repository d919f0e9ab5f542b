"""The scenario's people and family, set up in an empty database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import (
    Adult,
    AdultRelation,
    Agency,
    Area,
    Case,
    Child,
    MobilityRecord,
    PlanAction,
    Telling,
    User,
)
from caf_tracker.models.words import AgencyKind, Mobility, Relation, Role
from caf_tracker.services import cases


@dataclass
class Family:
    """The rows behind the scenario's own names."""

    case: Case
    agencies: dict[str, Agency] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    adults: dict[str, Adult] = field(default_factory=dict)
    actions: dict[str, PlanAction] = field(default_factory=dict)

    def agency(self, key: str | None) -> Agency | None:
        """The agency of that name, None for none given."""
        return None if key is None else self.agencies[key]

    def person(self, key: str | None) -> User | None:
        """The member of staff of that name, None for none given."""
        return None if key is None else self.staff[key]

    def key_of(self, user_id: int | None, agency_id: int | None) -> str:
        """The scenario's own name of whoever was told: a staff key, or agency:KEY for a mailbox."""
        if user_id is not None:
            return next(key for key, user in self.staff.items() if user.id == user_id)
        return "agency:" + next(key for key, agency in self.agencies.items() if agency.id == agency_id)

    def told_as(self, telling: Telling) -> str:
        """The scenario's own name of whoever a telling reached."""
        return self.key_of(telling.user_id, telling.agency_id)


def set_up(scenario: Any) -> Family:
    """Write the scenario's agencies, staff and family; the case is open from the morning of the first day."""
    at = clock.london(scenario.starts)
    area = Area(name="The area")
    db.session.add(area)
    db.session.flush()
    family = Family(Case(area_id=area.id, opened_at=at, involved_since=at))
    db.session.add(family.case)
    for key, table in scenario.agencies.items():
        family.agencies[key] = Agency(
            name=f"{table['name']} ({key})", kind=AgencyKind(table["kind"]), mailbox=f"{key}@example.org"
        )
    db.session.add_all(family.agencies.values())
    db.session.flush()
    _staff(scenario, family, area)
    _children_and_adults(scenario, family, at)
    return family


def _staff(scenario: Any, family: Family, area: Area) -> None:
    for number, (key, table) in enumerate(scenario.staff.items(), start=1):
        family.staff[key] = User(
            name=table["name"],
            email=f"person-{number}@example.org",
            role=Role(table["role"]),
            agency_id=family.agencies[table["agency"]].id,
            area_id=area.id,
        )
    db.session.add_all(family.staff.values())
    db.session.flush()
    for key, table in scenario.staff.items():
        if "manager" in table:
            family.staff[key].line_manager_id = family.staff[table["manager"]].id
    for key, table in scenario.agencies.items():
        if "contact" in table:
            family.agencies[key].contact_id = family.staff[table["contact"]].id
    db.session.flush()


def _children_and_adults(scenario: Any, family: Family, at: datetime) -> None:
    # Written as they stand: the past may hold what a form would question today.
    for key, table in scenario.children.items():
        child = Child(
            case_id=family.case.id,
            name=table["name"],
            name_key=cases.name_key(table["name"]),
            born=table.get("born"),
            due=table.get("due"),
        )
        if "mobility" in table:
            seen = MobilityRecord(mobility=Mobility(table["mobility"]), seen_on=scenario.starts, recorded_at=at)
            child.mobility_records.append(seen)
        family.children[key] = child
    db.session.add_all(family.children.values())
    db.session.flush()
    for key, table in scenario.adults.items():
        adult = Adult(case_id=family.case.id, name=table["name"])
        adult.relations = [
            AdultRelation(child_id=family.children[child].id, relation=Relation(relation))
            for child, relation in table["relation"].items()
        ]
        family.adults[key] = adult
    db.session.add_all(family.adults.values())
    db.session.flush()
    cases.keep_youngest(family.case)
