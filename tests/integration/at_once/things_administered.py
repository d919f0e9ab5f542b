"""What administrators edit: accounts, agencies, areas."""

from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area
from caf_tracker.models.words import AgencyKind, Role
from tests import factories
from tests.factories import Authority
from tests.integration.at_once.thing import Stored, Thing


def user(authority: Authority, mark: str) -> Thing:
    """A person's account."""
    row = factories.make_user(f"Person {mark}", Role.PRACTITIONER, authority.school, authority.area)
    managers = (authority.teacher, authority.team_leader)

    def typed(number: int) -> dict[str, str]:
        said = meant(number)
        return {
            "name": said["name"], "email": said["email"], "telephone": said["telephone"], "role": "practitioner",
            "agency": str(said["agency_id"]), "area": str(said["area_id"] or ""),
            "line_manager": managers[number % 2].email,
        }  # fmt: skip

    def meant(number: int) -> Stored:
        return {
            "name": f"Person {mark}-{number}", "email": f"person.{mark}.{number}@example.org".lower(),
            "telephone": f"01632 960{number:03}",
            "agency_id": (authority.early_help, authority.health_visiting)[number % 2].id,
            "area_id": (authority.other_area.id, None)[number % 2],
            "line_manager_id": managers[number % 2].id,
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        said = meant(number)
        return {name: said[name] for name in ("name", "email", "telephone")}

    def stored() -> Stored:
        db.session.refresh(row)
        return {name: getattr(row, name) for name in meant(0)}

    return Thing(lambda _: f"/people/{row.id}/change", typed, words, stored, meant, row, "person_changed")


def agency(authority: Authority, mark: str) -> Thing:
    """An agency."""
    row: Agency = factories.make_agency(AgencyKind.SCHOOL, f"Agency {mark}")
    kinds = ("police", "nursery")

    def meant(number: int) -> Stored:
        return {
            "name": f"Agency {mark}-{number}", "kind": kinds[number % 2],
            "mailbox": f"agency.{mark}.{number}@example.org".lower(),
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        return {name: meant(number)[name] for name in ("name", "mailbox")}

    def stored() -> Stored:
        db.session.refresh(row)
        return {"name": row.name, "kind": row.kind.value, "mailbox": row.mailbox}

    def typed(number: int) -> Stored:
        return {**meant(number), "contact": ""}

    return Thing(lambda _: f"/people/agencies/{row.id}", typed, words, stored, meant, row, "agency_changed")


def area(authority: Authority, mark: str) -> Thing:
    """An area, which has a name and nothing more."""
    row: Area = factories.make_area(f"Area {mark}")

    def meant(number: int) -> Stored:
        return {"name": f"Area {mark}-{number}"}

    def stored() -> Stored:
        db.session.refresh(row)
        return {"name": row.name}

    return Thing(lambda _: f"/people/areas/{row.id}", meant, meant, stored, meant, row, "area_changed")
