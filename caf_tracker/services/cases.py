"""Opening a case and keeping its children and adults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import nhs_number
import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.labels import label
from caf_tracker.models import Adult, AdultRelation, Area, Case, Child, MobilityRecord, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import Mobility, Relation
from caf_tracker.services import standing
from caf_tracker.services.reaching import Reaching, reaching_as_text, reaching_of, write_reaching
from caf_tracker.services.texts import day_in_words, not_future, optional, required

# Early Help works with families until a young person's 18th birthday, and to 25 with a disability or leaving care;
# an earlier birth date is a slip of the pen (our own default).
OLDEST_CHILD_YEARS = 25
# A pregnancy is at most about 42 weeks.
LONGEST_PREGNANCY_DAYS = 300


@dataclass(frozen=True, kw_only=True)
class NewChild:
    """A child as typed: `born`, or `due` for an unborn child."""

    name: str
    born: date | None = None
    due: date | None = None
    nhs_number: str | None = None
    gp: str | None = None
    school: str | None = None
    disability: str | None = None
    mobility: Mobility | None = None
    mobility_seen_by: str | None = None
    mobility_seen_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewAdult:
    """An adult as typed; keys of `relations` and `parental_responsibility` are places in the list of children."""

    name: str | None = None
    relations: Mapping[int, Relation] = field(default_factory=dict)
    parental_responsibility: Mapping[int, bool | None] = field(default_factory=dict)
    reaching: Reaching = field(default_factory=Reaching)


def open_case(
    *,
    actor: User | None,
    at: datetime,
    area: Area,
    children: Sequence[NewChild],
    adults: Sequence[NewAdult] = (),
    coordinator: User | None = None,
    job: str | None = None,
) -> Case:
    """Open a case for a family; `job` names the import where no person opens it."""
    if actor is not None:
        require(actor, Permission.OPEN_CASE)
    if not children:
        raise RuleBroken("children", "Add at least one child, born or unborn")
    case = Case(
        area_id=area.id,
        coordinator_id=coordinator.id if coordinator else None,
        opened_at=at,
        opened_by_id=actor.id if actor else None,
        involved_since=at,
    )
    db.session.add(case)
    db.session.flush()
    known = [_new_child(case, child, at, actor, f"children-{place}-") for place, child in enumerate(children)]
    for place, adult in enumerate(adults):
        _new_adult(case, adult, known, f"adults-{place}-")
    keep_youngest(case)
    audit.record(actor=actor, job=job, at=at, act="open_case", case=case)
    return case


def possible_duplicates(children: Iterable[NewChild]) -> list[Child]:
    """Children already known with the same NHS number, or the same name and birth date."""
    same = []
    for child in children:
        number = check_nhs_number("nhs_number", child.nhs_number)
        if number:
            same.append(Child.nhs_number == number)
        if child.born is not None:
            same.append(sa.and_(Child.name_key == name_key(child.name), Child.born == child.born))
    return list(db.session.scalars(sa.select(Child).where(sa.or_(*same)).order_by(Child.id))) if same else []


def add_child(*, actor: User, at: datetime, case: Case, child: NewChild) -> Child:
    """Add a child, born or unborn, to an open case."""
    require(actor, Permission.CHANGE_CASE, case)
    standing.lock(case)
    standing.require_open(case)
    added = _new_child(case, child, at, actor, "")
    db.session.expire(case, ["children"])
    keep_youngest(case)
    audit.record(actor=actor, at=at, act="add_child", case=case, child=added.id)
    return added


def change_child(*, actor: User, at: datetime, child: Child, version: int, new: NewChild) -> None:
    """Change what is recorded of a child; EditConflict if somebody else did so since the form was shown."""
    case = child.case
    require(actor, Permission.CHANGE_CASE, case)
    standing.lock(case)
    db.session.refresh(child)
    if child.version != version:
        mine = write_child(Child(), new, at, "")
        raise EditConflict(_child_as_text(child, _latest_seen(child)), _child_as_text(mine, new), child.version)
    write_child(child, new, at, "")
    # How the child moves stands in rows of its own: the version must move even when only that changed.
    flag_modified(child, "name")
    _record_mobility(child, new, at, actor, "")
    db.session.flush()
    keep_youngest(case)
    audit.record(actor=actor, at=at, act="change_child", case=case, child=child.id)


def add_adult(*, actor: User, at: datetime, case: Case, adult: NewAdult) -> Adult:
    """Add an adult to an open case; relations by the children's places on the case."""
    require(actor, Permission.CHANGE_CASE, case)
    standing.lock(case)
    standing.require_open(case)
    added = _new_adult(case, adult, case.children, "")
    audit.record(actor=actor, at=at, act="add_adult", case=case, adult=added.id)
    return added


def change_adult(*, actor: User, at: datetime, adult: Adult, version: int, new: NewAdult) -> None:
    """Change what is recorded of an adult; EditConflict if somebody else did so since the form was shown."""
    case = adult.case
    require(actor, Permission.CHANGE_CASE, case)
    standing.lock(case)
    db.session.refresh(adult)
    if adult.version != version:
        mine = {"name": new.name or "not known", "relations": _relations_as_text(case, new)}
        raise EditConflict(_adult_as_text(adult), mine | reaching_as_text(new.reaching), adult.version)
    adult.name = optional("name", new.name, SHORT_TEXT)
    write_reaching(adult, new.reaching)
    # Relations stand in rows of their own, too.
    flag_modified(adult, "name")
    adult.relations = []
    db.session.flush()
    adult.relations = _relations(new, case.children, "")
    db.session.flush()
    audit.record(actor=actor, at=at, act="change_adult", case=case, adult=adult.id)


def keep_youngest(case: Case) -> None:
    """Keep on the case when its youngest child, the unborn by the date they are due, turns one."""
    children = db.session.execute(sa.select(Child.born, Child.due).where(Child.case_id == case.id))
    days = [born or due for born, due in children]
    case.turns_one_on = max((first_birthday(day) for day in days if day is not None), default=None)
    db.session.flush()


def first_birthday(born: date) -> date:
    """The day a child turns one: 1 March for one born on 29 February."""
    try:
        return born.replace(year=born.year + 1)
    except ValueError:
        return date(born.year + 1, 3, 1)


def name_key(name: str) -> str:
    """A name as it is compared: without case and with single spaces."""
    return " ".join(name.casefold().split())[:SHORT_TEXT]


def check_nhs_number(field_name: str, typed: str | None) -> str | None:
    """Ten digits with a fitting check digit (modulus 11), however spaced; RuleBroken otherwise, None for nothing."""
    found = optional(field_name, typed, 40)
    if found is None:
        return None
    digits = "".join(letter for letter in found if letter not in " -\u00a0\u2009\u202f")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10 and nhs_number.is_valid(digits)):
        raise RuleBroken(field_name, "Enter a real NHS number: 10 digits, like 999 123 4560")
    return digits


def _new_child(case: Case, new: NewChild, at: datetime, actor: User | None, prefix: str) -> Child:
    child = write_child(Child(case_id=case.id), new, at, prefix)
    db.session.add(child)
    db.session.flush()
    _record_mobility(child, new, at, actor, prefix)
    return child


def write_child(child: Child, new: NewChild, at: datetime, prefix: str) -> Child:
    """Put what was given on the child; RuleBroken, its field beginning with the prefix, if a rule forbids it."""
    today = clock.london_date(at)
    if (new.born is None) == (new.due is None):
        raise RuleBroken(f"{prefix}born", "Enter the date of birth, or the date the child is due")
    if new.born is not None:
        not_future(f"{prefix}born", new.born, today, "Date of birth must be today or in the past")
        if today.year - new.born.year > OLDEST_CHILD_YEARS:
            raise RuleBroken(f"{prefix}born", f"Date of birth must be in the last {OLDEST_CHILD_YEARS} years")
    if new.due is not None and abs((new.due - today).days) > LONGEST_PREGNANCY_DAYS:
        raise RuleBroken(f"{prefix}due", "The date the child is due must be within 10 months of today")
    child.name = required(f"{prefix}name", new.name, "Enter the child's name", SHORT_TEXT)
    child.name_key = name_key(child.name)
    child.born = new.born
    child.due = new.due
    child.nhs_number = check_nhs_number(f"{prefix}nhs_number", new.nhs_number)
    child.gp = optional(f"{prefix}gp", new.gp, SHORT_TEXT)
    child.school = optional(f"{prefix}school", new.school, SHORT_TEXT)
    child.disability = optional(f"{prefix}disability", new.disability)
    return child


def _record_mobility(child: Child, new: NewChild, at: datetime, actor: User | None, prefix: str) -> None:
    if new.mobility is None:
        return
    today = clock.london_date(at)
    seen_on = new.mobility_seen_on or today
    not_future(f"{prefix}mobility_seen_on", seen_on, today, "The date must be today or in the past")
    if child.born is not None and seen_on < child.born:
        raise RuleBroken(f"{prefix}mobility_seen_on", "The date must be on or after the date of birth")
    seen_by = optional(f"{prefix}mobility_seen_by", new.mobility_seen_by, SHORT_TEXT)
    latest = _latest_seen(child)
    if latest and (latest.mobility, latest.seen_on, latest.seen_by) == (new.mobility, seen_on, seen_by):
        return
    db.session.add(
        MobilityRecord(
            child_id=child.id,
            mobility=new.mobility,
            seen_by=seen_by,
            seen_on=seen_on,
            recorded_at=at,
            recorded_by_id=actor.id if actor else None,
        )
    )


def _new_adult(case: Case, new: NewAdult, children: Sequence[Child], prefix: str) -> Adult:
    adult = Adult(case_id=case.id, name=optional(f"{prefix}name", new.name, SHORT_TEXT))
    write_reaching(adult, new.reaching, prefix)
    adult.relations = _relations(new, children, prefix)
    db.session.add(adult)
    db.session.flush()
    return adult


def _relations(new: NewAdult, children: Sequence[Child], prefix: str) -> list[AdultRelation]:
    if any(place not in range(len(children)) for place in new.relations):
        raise NotVisible
    if not new.relations:
        raise RuleBroken(f"{prefix}relations", "Choose what this adult is to at least one child")
    return [
        AdultRelation(
            child_id=children[place].id,
            relation=relation,
            parental_responsibility=new.parental_responsibility.get(place),
        )
        for place, relation in new.relations.items()
    ]


def _latest_seen(child: Child) -> MobilityRecord | None:
    return db.session.scalar(
        sa.select(MobilityRecord).where(MobilityRecord.child_id == child.id).order_by(MobilityRecord.id.desc()).limit(1)
    )


def _child_as_text(child: Child, seen: MobilityRecord | NewChild | None) -> dict[str, str]:
    texts = {name: getattr(child, name) or "" for name in ("name", "nhs_number", "gp", "school", "disability")}
    texts["born"], texts["due"] = day_in_words(child.born), day_in_words(child.due)
    if isinstance(seen, NewChild):
        found = (seen.mobility, seen.mobility_seen_by, seen.mobility_seen_on)
    else:
        found = (seen.mobility, seen.seen_by, seen.seen_on) if seen else (None, None, None)
    mobility, seen_by, seen_on = found
    return {
        **texts,
        "mobility": label(mobility) if mobility else "",
        "mobility_seen_by": seen_by or "",
        "mobility_seen_on": day_in_words(seen_on),
    }


def _adult_as_text(adult: Adult) -> dict[str, str]:
    lines = [_relation_as_text(one.child, one.relation, one.parental_responsibility) for one in adult.relations]
    said = {"name": adult.name or "not known", "relations": "\n".join(lines)}
    return said | reaching_as_text(reaching_of(adult))


def _relations_as_text(case: Case, new: NewAdult) -> str:
    return "\n".join(
        _relation_as_text(case.children[place], relation, new.parental_responsibility.get(place))
        for place, relation in new.relations.items()
    )


def _relation_as_text(child: Child, relation: Relation, responsible: bool | None) -> str:
    held = {True: "has", False: "does not have", None: "not known whether they have"}[responsible]
    return f"{child.name}: {label(relation)}, {held} parental responsibility"
