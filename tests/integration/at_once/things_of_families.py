"""What of a family can be edited: its people, its assessment, its team, its plan."""

from caf_tracker.extensions import db
from caf_tracker.models import Adult, Child, TeamAgency
from tests import factories
from tests.factories import Authority
from tests.integration.at_once.thing import Stored, Thing


def child(authority: Authority, mark: str) -> Thing:
    """A child: plain fields, and how the child moves, which is kept in rows of its own."""
    case = factories.make_case(authority)
    row: Child = case.children[0]

    def typed(number: int) -> dict[str, str]:
        words = meant(number)
        return {
            "name": words["name"], "is_born": "yes", "born-day": str(number + 1), "born-month": "6",
            "born-year": "2025", "nhs_number": words["nhs_number"], "gp": words["gp"], "school": words["school"],
            "disability": words["disability"], "moves": "yes", "mobility": "rolling",
            "mobility_seen_by": words["mobility_seen_by"], "mobility_seen_on-day": "2", "mobility_seen_on-month": "3",
            "mobility_seen_on-year": "2026",
        }  # fmt: skip

    def meant(number: int) -> Stored:
        return {
            "name": f"Child {mark}-{number}", "born": f"2025-06-{number + 1:02}",
            "nhs_number": factories.nhs_number(1000 + number), "gp": f"Practice {mark}-{number}",
            "school": f"School {mark}-{number}", "disability": f"Hearing {mark}-{number}",
            "mobility_seen_by": f"Visitor {mark}-{number}",
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        said = meant(number)
        return {name: said[name] for name in ("name", "gp", "school", "disability", "mobility_seen_by")}

    def stored() -> Stored:
        db.session.refresh(row)
        plain = {name: getattr(row, name) for name in ("name", "nhs_number", "gp", "school", "disability")}
        seen = [record.seen_by for record in row.mobility_records]
        return {**plain, "born": str(row.born), "mobility_seen_by": seen[-1] if seen else None}

    path = f"/cases/{case.reference}/children/{row.id}"
    return Thing(lambda _: path, typed, words, stored, meant, row, "change_child")


def adult(authority: Authority, mark: str) -> Thing:
    """An adult: the name, and what they are to each child, which is kept in rows of its own."""
    case = factories.make_case(authority)
    row: Adult = case.adults[0]
    places = range(len(case.children))

    def typed(number: int) -> dict[str, str]:
        answers = {"known": "yes", **words(number), "needs_interpreter": "yes" if number % 2 else "no"}
        answers |= dict.fromkeys(("may_know", "may_attend", "may_receive"), "no" if number % 2 else "yes")
        for place in places:
            answers |= {
                f"relation_{place}": "grandmother" if number % 2 else "mother",
                f"responsibility_{place}": "no" if number % 3 else "not_known",
            }
        return answers

    def meant(number: int) -> Stored:
        relation = ("grandmother" if number % 2 else "mother", False if number % 3 else None)
        said: Stored = dict.fromkeys(("may_know", "may_attend", "may_receive"), not number % 2)
        said |= words(number) | {"needs_interpreter": bool(number % 2)}
        return said | {"relations": [relation] * len(places)}

    def words(number: int) -> dict[str, str]:
        return {
            "name": f"Adult {mark}-{number}", "language": f"Language {mark}-{number}",
            "safe_contact": f"Text only {mark}-{number}",
        }  # fmt: skip

    def stored() -> Stored:
        db.session.refresh(row)
        asked = ("needs_interpreter", "may_know", "may_attend", "may_receive", "name", "language", "safe_contact")
        return {
            **{name: getattr(row, name) for name in asked},
            "relations": [(found.relation.value, found.parental_responsibility) for found in row.relations],
        }

    path = f"/cases/{case.reference}/adults/{row.id}"
    return Thing(lambda _: path, typed, words, stored, meant, row, "change_adult")


def assessment(authority: Authority, mark: str) -> Thing:
    """One topic of an assessment, written before."""
    case = factories.make_case(authority)
    lead = factories.make_lead(case, authority.health_visitor, authority.manager)
    caf = factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
    row = next(text for text in factories.make_assessment(caf, authority.health_visitor) if text.topic == "analysis")

    def meant(number: int) -> Stored:
        return {"text": f"Analysis {mark}-{number}"}

    def stored() -> Stored:
        db.session.refresh(row)
        return {"text": row.text}

    path = f"/cases/{case.reference}/assessment/analysis"
    return Thing(lambda _: path, meant, meant, stored, meant, row, "write_assessment")


def team_agency(authority: Authority, mark: str) -> Thing:
    """An agency in the team: its worker, its own reference, and why it may know."""
    case = factories.make_case(authority)
    row: TeamAgency = factories.add_to_team(case, authority.school)
    bases = ("public_task", "legal_obligation")

    def meant(number: int) -> Stored:
        return {
            "worker_id": None, "worker_name": f"Worker {mark}-{number}", "own_reference": f"Ref {mark}-{number}",
            "involved_since": f"2025-06-{number + 1:02}", "sharing_basis": bases[number % 2],
            "sharing_reason": f"Reason {mark}-{number}", "sharing_scope": f"Scope {mark}-{number}",
            "family_told": bool(number % 2),
        }  # fmt: skip

    def typed(number: int) -> dict[str, str]:
        said = meant(number)
        return {
            **words(number), "worker": "", "involved_since-day": str(number + 1), "involved_since-month": "6",
            "involved_since-year": "2025", "sharing_basis": said["sharing_basis"],
            "family_told": "yes" if said["family_told"] else "no",
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        said = meant(number)
        return {name: said[name] for name in ("worker_name", "own_reference", "sharing_reason", "sharing_scope")}

    def stored() -> Stored:
        db.session.refresh(row)
        basis = row.sharing_basis.value if row.sharing_basis else None
        plain = ("worker_id", "worker_name", "own_reference", "sharing_reason", "sharing_scope", "family_told")
        found = {name: getattr(row, name) for name in plain}
        return {**found, "involved_since": str(row.involved_since), "sharing_basis": basis}

    path = f"/cases/{case.reference}/team/{row.id}/change"
    return Thing(lambda _: path, typed, words, stored, meant, row, "change_agency_in_team")


def outcome(authority: Authority, mark: str) -> Thing:
    """What shall be different, in a plan."""
    case = factories.make_case(authority)
    lead = factories.make_lead(case, authority.health_visitor, authority.manager)
    caf = factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
    row = factories.make_outcome(caf, authority.health_visitor)

    def meant(number: int) -> Stored:
        return {"wanted": f"Wanted {mark}-{number}"}

    def stored() -> Stored:
        db.session.refresh(row)
        return {"wanted": row.wanted}

    path = f"/cases/{case.reference}/plan/outcomes/{row.id}"
    return Thing(lambda _: path, meant, meant, stored, meant, row, "change_outcome")
