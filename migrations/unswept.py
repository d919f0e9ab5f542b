"""The triggers that note what no sweep has looked at yet; altering a table of theirs on SQLite takes them off."""

from collections.abc import Sequence

from alembic import op

from caf_tracker.models.unswept import Noted, noting, noting_no_more, what_is_noted

OF_PEOPLE = (
    ("users", "INSERT", "NULL"),
    ("users", "UPDATE OF role, area_id, line_manager_id, disabled_at, bounced_at", "NULL"),
    ("agencies", "UPDATE OF contact_id, mailbox, mailbox_bounced_at", "NULL"),
)
OF_CASES = ("step_downs", "leads", "agreements", "cafs", "meeting_triggers", "approval_requests")
# What was noted from each revision on: a revision knows the tables of its own time, and no later ones.
FROM_0001 = what_is_noted(OF_CASES, OF_PEOPLE)
FROM_0003 = what_is_noted(
    (*OF_CASES, "team_agencies", "meetings", "plan_actions"),
    (
        OF_PEOPLE[0],
        ("users", "UPDATE OF role, agency_id, area_id, line_manager_id, disabled_at, bounced_at", "NULL"),
        OF_PEOPLE[2],
    ),
)


def note_changes(noted: Sequence[Noted]) -> None:
    """Note every change that a sweep must look at."""
    for statement in noting(op.get_bind().dialect.name, noted):
        op.execute(statement)


def forget_changes(noted: Sequence[Noted]) -> None:
    """Note nothing any more, as a migration must before it alters or drops such a table."""
    for statement in noting_no_more(op.get_bind().dialect.name, noted):
        op.execute(statement)
