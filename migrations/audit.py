"""The database's own refusal to change, delete or replace audit events, on both engines."""

from alembic import op

# REPLACE deletes a row without firing its delete trigger, hence the third one.
_SQLITE = (
    """CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END""",
    """CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END""",
    """CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
    WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit events are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    # The owner of the table could still take all of this off: docs/operations.md says how to run as another role.
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM PUBLIC",
)


def refuse_changes() -> None:
    """Refuse UPDATE and DELETE of audit events, and TRUNCATE on PostgreSQL."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def allow_changes() -> None:
    """Take the refusal off, as a downgrade must before it drops the table."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("no_update", "no_delete", "no_replace"):
            op.execute(f"DROP TRIGGER audit_events_{trigger}")
    else:
        op.execute("DROP TRIGGER audit_events_no_change ON audit_events")
        op.execute("DROP FUNCTION refuse_audit_change()")
