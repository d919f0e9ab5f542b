"""Everything that people edit: where its form is, what each of several editors types, and what the database then holds.

Each editor changes every field of the form, each to something of their own, so that a mixture of two would show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Area, Child, OutstandingAction, StepDown, TeamAgency, User
from caf_tracker.models.words import AgencyKind, ClosingReason, ComesFrom, Recommendation, Role
from caf_tracker.services.unfinished_forms import begin_form
from caf_tracker.web.areas.step_downs.answers import from_draft
from tests import factories
from tests.factories import Authority

Stored = dict[str, Any]


@dataclass(frozen=True)
class Thing:
    """One row under edit, of a family or of the administration."""

    path: Callable[[User], str]
    # What the editor with this number types; the words of them that a page must give back, by field.
    typed: Callable[[int], dict[str, str]]
    words: Callable[[int], dict[str, str]]
    stored: Callable[[], Stored]
    # What is stored when the editor with this number wins.
    meant: Callable[[int], Stored]
    row: Any
    act: str

    def version(self) -> int | None:
        """The row's version; an area's is its name."""
        db.session.refresh(self.row)
        return getattr(self.row, "version", None)


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


def draft(authority: Authority, mark: str) -> Thing:
    """A drafted step-down: each editor has gone through its pages and stands before the last one."""
    row = make_draft(authority)
    editors: list[int] = []
    agencies = (authority.health_visiting, authority.school)

    def path(editor: User) -> str:
        editors.append(editor.id)
        return revising(row, editor, meant(len(editors) - 1))

    def meant(number: int) -> Stored:
        return {
            "social_care_reference": f"CSC {mark}-{number}", "remaining_risk": f"Risk {mark}-{number}",
            "information_shared_with": f"Told {mark}-{number}",
            "actions": [[f"Action {mark}-{number}", f"Owner {mark}-{number}"]],
            "receiving_agency_id": agencies[number % 2].id,
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        said = meant(number)
        plain = {name: said[name] for name in ("social_care_reference", "remaining_risk", "information_shared_with")}
        return {
            **plain, "actions": said["actions"][0][0], "owner": said["actions"][0][1],
            "receiving_agency": agencies[number % 2].name,
        }  # fmt: skip

    return Thing(path, lambda _: {}, words, lambda: drafted(row), meant, row, "revise_draft")


def make_draft(authority: Authority) -> StepDown:
    """A draft with something in every part."""
    row = StepDown(
        case=factories.make_case(authority), comes_from=ComesFrom.CHILD_IN_NEED, recommendation=Recommendation.CAF,
        main_reason=ClosingReason.NEEDS_REDUCED, drafted_by_id=authority.social_worker.id, drafted_at=clock.now(),
        remaining_risk="As first drafted",
        actions=[OutstandingAction(action="Letter to the landlord", owner="Sam Petrov")],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def drafted(row: StepDown) -> Stored:
    """What the draft holds of what `revising` changes."""
    db.session.refresh(row)
    plain = ("social_care_reference", "remaining_risk", "information_shared_with", "receiving_agency_id")
    return {
        **{name: getattr(row, name) for name in plain},
        "actions": [[action.action, action.owner] for action in row.actions],
    }


def revising(row: StepDown, editor: User, said: Stored, *, as_draft: bool = True) -> str:
    """The last page of a form that this editor has begun from the draft and answered with this."""
    started = from_draft(row)
    left = {name: said[name] for name in ("remaining_risk", "information_shared_with", "actions")}
    answers = {
        **started,
        "as_draft": as_draft,
        "decision": {**started["decision"], "social_care_reference": said["social_care_reference"]},
        "left": left,
        "receiver": {"for": "caf", "who": "agency", "person": None, "agency": said["receiving_agency_id"]},
    }
    if not as_draft:
        # A day before which no file of the tests says that social care closed.
        answers["decision"]["decided_on"] = "2026-02-16"
        answers["meeting"] = {"hold": "later", "reason": "", "keep": False}
    begun = begin_form(actor=editor, at=clock.now(), kind="step_down", answers=answers, case=row.case)
    return f"/cases/{row.case.reference}/step-down/{begun.key}/check"


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

    typed = lambda number: {**meant(number), "contact": ""}  # noqa: E731
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
