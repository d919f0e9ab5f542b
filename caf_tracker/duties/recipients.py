"""From a duty's parts to the people who now hold them, stand-ins included, in one statement for all open duties."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.duties.catalogue import DUTIES, nothing_owed
from caf_tracker.duties.duty import Open
from caf_tracker.duties.json_rows import as_json, json_rows
from caf_tracker.duties.ladders import Band
from caf_tracker.duties.moments import TODAY, has_lapsed
from caf_tracker.duties.parts import Part
from caf_tracker.models import Absence, Agency, Area, Case, ClosedPeriod, Lead, Meeting, StepDown, User
from caf_tracker.models.words import COUNTING_MEETINGS, Role

# A line of managers is followed this far at most, so that a circle in it ends.
_LONGEST_LINE = 10
_ONCE = "MATERIALIZED"

COLUMNS = (
    "duty",
    "case_id",
    "subject_id",
    "cause",
    "cause_id",
    "ladder",
    "anchor_on",
    "by_act",
    "actor_id",
    "part",
    "rung",
)
# Who: a person, or an agency through its mailbox, in a closed period through another; and for whom they stand in.
WHO = ("user_id", "agency_id", "closed_period_id", "deputy_of_id")


def bands_parameter(bands: Iterable[Band]) -> str:
    """The bands as the one parameter that the statement takes, so that its text never changes."""
    return as_json((band.ladder, int(band.part), band.rung, band.after, band.until) for band in bands)


def open_rows(
    duties: Iterable[str] | None = None, *, with_nothing_owed: bool = False, to_look_at: bool = False
) -> sa.CompoundSelect[Any]:
    """What is open, of every duty or of these: the common columns, the duty's key, whether a nominee stands in.

    With `to_look_at`, only on the bound `case_ids`, or anchored on one of the bound `anchors_of(duty)`: each select
    finds those by its own indexes, whatever else is open.
    """
    branches: list[Open] = []
    for duty in DUTIES.values():
        if duties is None or duty.key in duties:
            selects = [_looked_at(select, duty.key) for select in duty.select()] if to_look_at else duty.select()
            branches += [_named(select, duty.key, duty.nominee_stands_in) for select in selects]
    if with_nothing_owed:
        branches += [_named(select, "nothing_owed", True) for select in nothing_owed()]
    return sa.union_all(*branches)


def anchors_of(duty: str) -> str:
    """The parameter that holds the anchors of this duty to look at."""
    return f"anchors_of_{duty}"


@cache
def oldest_anchors() -> sa.CompoundSelect[Any]:
    """By duty, the oldest day from which anything open may count: one look at each index."""
    return sa.union_all(
        *[
            sa.select(
                sa.literal(duty.key, sa.String).label("duty"),
                sa.select(sa.func.min(anchor)).where(anchor.is_not(None)).scalar_subquery().label("oldest"),
            )
            for duty in DUTIES.values()
            for anchor in {select.selected_columns.anchor_on.element: None for select in duty.select()}
        ]
    )


def _looked_at(select: Open, duty: str) -> Open:
    columns = select.selected_columns
    on_case: sa.BindParameter[Any] = sa.bindparam("case_ids", expanding=True)
    anchored: sa.BindParameter[Any] = sa.bindparam(anchors_of(duty), expanding=True)
    return select.where(sa.or_(columns.case_id.in_(on_case), columns.anchor_on.in_(anchored)))


def _named(select: Open, key: str, nominee_stands_in: bool) -> Open:
    return select.add_columns(
        sa.literal(key, sa.String).label("duty"),
        (sa.true() if nominee_stands_in else sa.false()).label("nominee_stands_in"),
    )


def people(dialect: str, opened: sa.FromClause, *, on_anchor: bool, deputies: bool, closed: bool = True) -> sa.CTE:
    """Everyone concerned: COLUMNS and WHO. To be executed with `moments.cut_offs`.

    `opened` has the columns of open_rows(). The bound `bands` say which parts to look up and at which rung: with
    `on_anchor`, those whose band the ladder's anchor falls in; without, all (for "who owes it"). With `deputies`, who
    stands in for people who are away, beside these: they are told, and owe nothing. With `closed`, agencies' closed
    periods count: either is left out only where it is known that nobody is away, or nothing closed.
    """
    sought = json_rows(
        dialect, "bands", ladder=sa.String, part=sa.Integer, rung=sa.Integer, after_on=sa.Date, until_on=sa.Date
    )
    wanted = _wanted(opened, sought, on_anchor)
    single = _single(wanted)
    named = _columns(single, user_id=single.c.acting_id).where(single.c.acting_id.is_not(None))
    contacts = _contacts(wanted, closed)
    reached = sa.select(*[contacts.c[name] for name in (*COLUMNS, *WHO)]).where(contacts.c.reached)
    everyone = sa.union_all(named, _coordinators(wanted, single, contacts), _heads(wanted), reached)
    if not deputies:
        return everyone.cte("people")
    concerned = everyone.cte("concerned").prefix_with(_ONCE)
    with_deputies = sa.union_all(sa.select(*[concerned.c[name] for name in (*COLUMNS, *WHO)]), _deputies(concerned))
    return with_deputies.cte("people")


def _columns(duties: sa.CTE, **who: Any) -> sa.Select[Any]:
    """COLUMNS of these, and WHO; what is not said is nobody."""
    nobody = sa.cast(sa.null(), sa.Integer)
    return sa.select(*[duties.c[name] for name in COLUMNS], *[who.get(name, nobody).label(name) for name in WHO])


def _deputies(concerned: sa.CTE) -> sa.Select[Any]:
    """Whoever stands in for somebody who is away, if they can be reached themselves."""
    deputy = aliased(User, name="deputy")
    return (
        _columns(concerned, user_id=deputy.id, deputy_of_id=concerned.c.user_id)
        .join(Absence, sa.and_(Absence.user_id == concerned.c.user_id, Absence.covers(TODAY)))
        .join(deputy, sa.and_(deputy.id == Absence.deputy_id, deputy.reachable))
    )


def _single(wanted: sa.CTE) -> sa.CTE:
    """Parts that one person holds, with who acts: they, whoever stands in up their line, or nobody."""
    person = aliased(User, name="person")
    stand_ins = _stand_ins()
    acting = sa.case((person.reachable, person.id), else_=stand_ins.c.acting_id)
    return (
        sa.select(wanted, acting.label("acting_id"))
        .outerjoin(person, person.id == wanted.c.person_id)
        .outerjoin(stand_ins, stand_ins.c.user_id == wanted.c.person_id)
        .where(wanted.c.part.not_in([Part.COORDINATOR, Part.HEAD, Part.CONTACT]))
    ).cte("single")


def _coordinators(wanted: sa.CTE, single: sa.CTE, contacts: sa.CTE) -> sa.Select[Any]:
    """The coordinators where they are asked for, where nobody of a line is left, and where no agency can be reached."""
    names = (*COLUMNS, "area_id", "coordinator_id")
    left = sa.union_all(
        sa.select(*[wanted.c[name] for name in names]).where(wanted.c.part == Part.COORDINATOR),
        sa.select(*[single.c[name] for name in names]).where(single.c.acting_id.is_(None)),
        sa.select(*[contacts.c[name] for name in names]).where(~contacts.c.reached),
    ).cte("left_to_coordinator")
    own = aliased(User, name="own_coordinator")
    # The few who stand for a whole area are found once, not again for every case.
    of_area = _of_area(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE).cte("coordinators").prefix_with(_ONCE)
    return (
        _columns(left, user_id=sa.func.coalesce(own.id, of_area.c.user_id))
        .outerjoin(own, sa.and_(own.id == left.c.coordinator_id, own.reachable))
        .outerjoin(of_area, sa.and_(own.id.is_(None), of_area.c.area_id == left.c.area_id))
        .where(sa.or_(own.id.is_not(None), of_area.c.user_id.is_not(None)))
    )


def _heads(wanted: sa.CTE) -> sa.Select[Any]:
    of_area = _of_area(Role.HEAD_OF_SERVICE).cte("heads").prefix_with(_ONCE)
    return (
        _columns(wanted, user_id=of_area.c.user_id)
        .join(of_area, of_area.c.area_id == wanted.c.area_id)
        .where(wanted.c.part == Part.HEAD)
    )


def _contacts(wanted: sa.CTE, closed: bool) -> sa.CTE:
    """An agency's contact, or its mailbox where it has none who can be reached; its out-of-term one while closed.

    `reached` says whether there is any of these.
    """
    contact = aliased(User, name="contact")
    agencies = sa.join(wanted, Agency, Agency.id == wanted.c.agency_id).outerjoin(
        contact, sa.and_(contact.id == Agency.contact_id, contact.reachable)
    )
    person: sa.ColumnElement[Any] = contact.id.expression
    mailboxes = [sa.and_(Agency.mailbox.is_not(None), Agency.mailbox_bounced_at.is_(None))]
    who: dict[str, Any] = {}
    if closed:
        instead = aliased(User, name="out_of_term_contact")
        agencies = agencies.outerjoin(
            ClosedPeriod, sa.and_(ClosedPeriod.agency_id == Agency.id, ClosedPeriod.covers(TODAY))
        ).outerjoin(instead, sa.and_(instead.id == ClosedPeriod.contact_id, instead.reachable))
        other_mailbox = sa.and_(instead.id.is_(None), ClosedPeriod.takes_mail(TODAY))
        person = sa.case((other_mailbox, None), else_=sa.func.coalesce(instead.id, contact.id))
        mailboxes.append(other_mailbox)
        who["closed_period_id"] = sa.case((other_mailbox, ClosedPeriod.id))
    found = _columns(wanted, user_id=person, agency_id=sa.case((person.is_(None), Agency.id)), **who)
    reached = sa.or_(person.is_not(None), *mailboxes).label("reached")
    left = found.add_columns(wanted.c.area_id, wanted.c.coordinator_id, reached).select_from(agencies)
    return left.where(wanted.c.part == Part.CONTACT).cte("contacts")


def _wanted(opened: sa.FromClause, sought: sa.CTE, on_anchor: bool) -> sa.CTE:
    """Open duties by part sought, with the user id that holds the part before any stand-in."""
    on = opened.c.ladder == sought.c.ladder
    if on_anchor:
        on = sa.and_(on, opened.c.anchor_on > sought.c.after_on, opened.c.anchor_on <= sought.c.until_on)
    accepted = aliased(Lead, name="accepted_lead")
    lead_id = sa.func.coalesce(accepted.user_id, sa.case((opened.c.nominee_stands_in, Lead.user_id)))
    persons, leads, managers = (aliased(User, name=f"{name}_line") for name in ("person", "lead", "manager"))
    part = sought.c.part
    holder = sa.case(
        (part == Part.PERSON, opened.c.person_id),
        (part == Part.PERSONS_MANAGER, persons.line_manager_id),
        (part.in_([Part.LEAD, Part.LEAD_UNARRANGED]), lead_id),
        (part == Part.LEADS_MANAGER, leads.line_manager_id),
        (part == Part.MANAGER, StepDown.manager_id),
        (part == Part.MANAGERS_MANAGER, managers.line_manager_id),
    )
    # At this very tick: a meeting that was arranged and whose day has passed is arranged no longer.
    is_arranged = sa.exists().where(
        Meeting.case_id == opened.c.case_id,
        Meeting.kind.in_(COUNTING_MEETINGS),
        Meeting.planned_for >= TODAY,
        Meeting.held_on.is_(None),
        Meeting.cancelled_at.is_(None),
    )
    names = [name for name in COLUMNS if name not in ("part", "rung")]
    return (
        sa.select(
            *[opened.c[name] for name in names],
            opened.c.agency_id,
            part,
            sought.c.rung,
            Case.area_id,
            Case.coordinator_id,
            holder.label("person_id"),
        )
        .select_from(opened)
        .join(sought, on)
        .join(Case, Case.id == opened.c.case_id)
        .outerjoin(StepDown, sa.and_(StepDown.case_id == Case.id, StepDown.current))
        .outerjoin(
            accepted,
            sa.and_(accepted.case_id == Case.id, accepted.accepted_at.is_not(None), accepted.ended_at.is_(None)),
        )
        .outerjoin(
            Lead, sa.and_(Lead.case_id == Case.id, Lead.accepted_at.is_(None), Lead.ended_at.is_(None), ~has_lapsed())
        )
        .outerjoin(persons, sa.and_(part == Part.PERSONS_MANAGER, persons.id == opened.c.person_id))
        .outerjoin(leads, sa.and_(part == Part.LEADS_MANAGER, leads.id == lead_id))
        .outerjoin(managers, sa.and_(part == Part.MANAGERS_MANAGER, managers.id == StepDown.manager_id))
        .where(sa.or_(part != Part.LEAD_UNARRANGED, ~is_arranged))
    ).cte("wanted")


def _stand_ins() -> sa.CTE:
    """For every user who cannot be reached: the first reachable person up their line, if any."""
    line = (
        sa.select(User.id.label("user_id"), User.line_manager_id.label("candidate_id"), sa.literal(1).label("step"))
        .where(~User.reachable, User.line_manager_id.is_not(None))
        .cte("line", recursive=True)
    )
    above = aliased(User, name="above")
    line = line.union_all(
        sa.select(line.c.user_id, above.line_manager_id, line.c.step + 1)
        .join(above, above.id == line.c.candidate_id)
        .where(~above.reachable, above.line_manager_id.is_not(None), line.c.step < _LONGEST_LINE)
    )
    candidate = aliased(User, name="candidate")
    return (
        sa.select(line.c.user_id, candidate.id.label("acting_id"))
        .join(candidate, sa.and_(candidate.id == line.c.candidate_id, candidate.reachable))
        .cte("stand_ins")
        .prefix_with(_ONCE)
    )


def _of_area(*roles: Role) -> sa.Select[Any]:
    """Area by area, everyone reachable in the first of these roles that anybody there has; else the administrators."""

    def holding(role: Role) -> sa.ColumnElement[bool]:
        return sa.and_(User.role == role, User.reachable)

    def in_area(user: Any) -> sa.ColumnElement[bool]:
        return sa.or_(user.area_id == Area.id, user.area_id.is_(None))

    everyone = aliased(User, name="others")
    branches = []
    for index, role in enumerate(roles):
        nobody_before = [
            ~sa.exists().where(everyone.role == earlier, everyone.reachable, in_area(everyone)).correlate(Area)
            for earlier in roles[:index]
        ]
        branches.append(
            sa.select(Area.id.label("area_id"), User.id.label("user_id"))
            .join(User, in_area(User))
            .where(holding(role), *nobody_before)
        )
    nobody = [
        ~sa.exists().where(everyone.role == role, everyone.reachable, in_area(everyone)).correlate(Area)
        for role in roles
    ]
    branches.append(
        sa.select(Area.id.label("area_id"), User.id.label("user_id"))
        .join(User, sa.true())
        .where(holding(Role.SYSTEM_ADMIN), *nobody)
    )
    united = sa.union_all(*branches).subquery()
    return sa.select(united.c.area_id, united.c.user_id)
