"""A word that stands nowhere else in each personal field of every family, and looking for it where it must not be."""

import base64
import quopri
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import Base
from caf_tracker.models import (
    ActionProgress,
    EngagementObservation,
    Handover,
    Meeting,
    MeetingDecision,
    MeetingTrigger,
    MobilityRecord,
    NotPursued,
    OutstandingAction,
    PlanOutcome,
    Review,
    ReviewAnswer,
    TeamAgency,
)
from tests.integration.need_to_know.world import Family, World

# Every text column holds a canary unless it stands here. A new column is somebody's secret until somebody says why not.
NOT_PERSONAL = {
    "agencies.name": "an organisation", "agencies.mailbox": "an organisation", "areas.name": "a part of the authority",
    "users.name": "staff, whom colleagues must find", "users.email": "staff", "users.telephone": "staff",
    "users.password_hash": "a hash", "wrong_tries.email_hash": "a hash", "wrong_tries.browser_hash": "a hash",
    "invitations.token_hash": "a hash", "known_browsers.token_hash": "a hash", "sign_in_sessions.token_hash": "a hash",
    "mailbox_questions.code_hash": "a hash",
    "ticks.job": "a word of ours", "ticks.rules": "a hash", "mails.link": "a link of ours, to staff",
    "mails.message_id": "drawn by lot", "mails.last_error": "the mail server's words",
    "audit_events.job": "a word of ours", "audit_events.act": "a word of ours",
    "audit_events.details": "numbers and words of ours: test_the_audit_log_holds_no_words_of_a_family",
    "closure_problems.column": "a heading", "closure_problems.reason": "words of ours: test_importing_says_no_word",
    "tellings.duty": "a word of ours", "tellings.cause": "a word of ours", "tellings.ladder": "a word of ours",
    "closed_periods.mailbox": "an organisation", "snoozes.duty": "a word of ours", "snoozes.cause": "a word of ours",
    "step_downs.other_reasons": "words of a list", "unfinished_forms.key": "drawn by lot",
    "unfinished_forms.kind": "a word of ours",
}  # fmt: skip
BORN, NHS_NUMBER = date(2023, 7, 19), "9990007772"
# However it is written: by us, by a database, with spaces, in an address or small.
CANARY = re.compile(r"zq[a-z]+canary|999[ +%0-9]{0,3}000[ +%0-9]{0,3}7772|2023-07-19|19 July 2023|19/0?7/2023", re.I)


def personal_columns() -> Iterator[sa.Column[Any]]:
    """Every text column that may hold something of a family."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            is_text = isinstance(column.type, sa.String | sa.JSON) and not isinstance(column.type, sa.Enum)
            if is_text and f"{table.name}.{column.name}" not in NOT_PERSONAL:
                yield column


def canary(column: sa.Column[Any]) -> str:
    """The word of this column."""
    if column.name == "nhs_number":
        return NHS_NUMBER
    named = "".join(filter(str.isalpha, f"{column.table.name}{column.name.removesuffix('_key')}"))
    return f"Zq{named}canary" if column.name != "name_key" else f"Zq{named}canary".casefold()


def fill(world: World) -> None:
    """Put each column's canary into every family of the table, and a row wherever a family has none."""
    _complete(world)
    cases = [family.case_id for family in world.families.values()]
    for column in personal_columns():
        value: Any = canary(column)
        if column.name == "social_care_reference":
            # No two are the same.
            value = sa.literal(value) + sa.cast(column.table.c.id, sa.String)
        if column.name == "answers":
            value = {"children": {"1": {"name": value}}, "text": value}
        world.connection.execute(column.table.update().where(_of(column.table, cases)).values({column.name: value}))
    children = Base.metadata.tables["children"]
    world.connection.execute(children.update().where(children.c.case_id.in_(cases)).values(born=BORN))


def filled(world: World, column: sa.Column[Any]) -> int:
    """How many rows hold the canary of this column."""
    text = sa.func.lower(sa.cast(column, sa.String))
    found = sa.select(sa.func.count()).select_from(column.table).where(text.contains(canary(column).lower()))
    return world.connection.scalar(found) or 0


def canaries_in(text: str) -> list[str]:
    """The canaries in a text, or in what it holds in a mail's or a cookie's encoding."""
    decoded = [text, quopri.decodestring(text.encode()).decode(errors="replace")]
    for part in re.findall(r"[A-Za-z0-9+/_-]{24,}", text):
        whole = part.translate(str.maketrans("+/", "-_"))[: len(part) // 4 * 4]
        decoded.append(base64.urlsafe_b64decode(whole).decode(errors="replace"))
    return sorted({word for one in decoded for word in CANARY.findall(one)})


def _of(table: sa.Table, cases: list[int]) -> sa.ColumnElement[bool]:
    """The rows of these cases; their forms are those of the people who may read them."""
    tables = Base.metadata.tables
    if "case_id" in table.c:
        return table.c.case_id.in_(cases)
    for name, through in (
        ("child_id", "children"), ("step_down_id", "step_downs"), ("action_id", "plan_actions"),
        ("review_id", "reviews"),
    ):  # fmt: skip
        if name in table.c:
            return table.c[name].in_(sa.select(tables[through].c.id).where(tables[through].c.case_id.in_(cases)))
    raise LookupError(f"{table.name}: say how its rows belong to a case, or that it is not personal")


def _complete(world: World) -> None:
    at = clock.now()
    step_downs = Base.metadata.tables["step_downs"]
    actor, second = [person.user_id for person in world.people.values()][:2]
    for family in world.families.values():
        step_down = world.connection.scalar(
            sa.select(sa.func.max(step_downs.c.id)).where(step_downs.c.case_id == family.case_id)
        )
        whose, of_step_down = {"case_id": family.case_id}, {"step_down_id": step_down}
        seen = {"seen_on": at.date(), "recorded_at": at}
        agency = sa.select(TeamAgency.agency_id).where(TeamAgency.id == family.team_agency).scalar_subquery()
        said = {"status": "engaged", "as_of": at.date(), "evidence": "direct", "recorded_at": at}
        alone = {"recorded_at": at, "recorded_by_id": actor, "agreed_by_id": second}
        checks = dict.fromkeys(("papers_received", "joint_visit", "actions_owned", "family_knows"), True)
        rows: list[tuple[Any, dict[str, Any]]] = [
            (MobilityRecord, {"child_id": family.child, "mobility": "walking", **seen}),
            (OutstandingAction, {**of_step_down, "action": "x"}),
            (MeetingDecision, {**whose, "hold": True, "reason": "x", "decided_at": at, "decided_by_id": actor}),
            (MeetingTrigger, {**whose, "kind": "other", "raised_on": at.date(), "raised_at": at}),
            (EngagementObservation, {**whose, **said, "agency_id": agency}),
            (NotPursued, {**whose, **alone, "child_id": family.child, "reason": "x"}),
            (Handover, {**of_step_down, **checks, "confirmed_at": at, "confirmed_by_id": actor}),
        ]
        if family.outcome:
            rows += _reviewed(family, actor, at)
        for model, values in rows:
            world.connection.execute(model.__table__.insert().values(values))


def _reviewed(family: Family, actor: int, at: datetime) -> list[tuple[Any, dict[str, Any]]]:
    """What was noted of the plan, and said of it in a review."""
    case_id, noted = family.case_id, {"noted_at": at, "noted_by_id": actor}
    held = {"case_id": case_id, "kind": "review", "chair_id": actor, "held_on": at.date()}
    caf = sa.select(PlanOutcome.caf_id).where(PlanOutcome.id == family.outcome).scalar_subquery()
    meeting = sa.select(sa.func.max(Meeting.id)).where(Meeting.case_id == case_id).scalar_subquery()
    review = sa.select(sa.func.max(Review.id)).where(Review.case_id == case_id).scalar_subquery()
    reviewed = {"case_id": case_id, "caf_id": caf, "what_changed": "x", "reviewed_at": at, "reviewed_by_id": actor}
    return [
        (ActionProgress, {"action_id": family.action, "note": "x", **noted}),
        (Meeting, held),
        (Review, {**reviewed, "meeting_id": meeting}),
        (ReviewAnswer, {"review_id": review, "outcome_id": family.outcome, "progress": "better", "note": "x"}),
    ]
