"""The first schema: people, cases, step-downs and all that the handover needs."""

import sqlalchemy as sa
from alembic import op

from migrations.audit import allow_changes, refuse_changes
from migrations.generated import generated
from migrations.unswept import forget_changes, note_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "childrens_social_care",
                "health_visiting",
                "midwifery",
                "school_nursing",
                "general_practice",
                "hospital",
                "school",
                "nursery",
                "police",
                "domestic_abuse",
                "housing",
                "adult_mental_health",
                "substance_misuse",
                "early_help",
                "voluntary",
                "other",
                name="agency_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("mailbox", sa.String(length=254), nullable=True),
        sa.Column("mailbox_bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("contact_id IS NOT NULL OR mailbox IS NOT NULL", name=op.f("ck_agencies_reachable")),
        sa.ForeignKeyConstraint(["contact_id"], ["users.id"], name=op.f("fk_agencies_contact_id"), use_alter=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("name", name=op.f("uq_agencies_name")),
    )
    op.create_index(op.f("ix_agencies_contact_id"), "agencies", ["contact_id"], unique=False)
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
    )
    op.create_table(
        "ticks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("looked_at_everything", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticks")),
    )
    op.create_index(op.f("ix_ticks_job_started_at"), "ticks", ["job", "started_at"], unique=False)
    op.create_table(
        "unswept_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unswept_changes")),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_tries")),
    )
    op.create_index(op.f("ix_wrong_tries_email_hash_tried_at"), "wrong_tries", ["email_hash", "tried_at"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "practitioner",
                "social_care_manager",
                "early_help_coordinator",
                "head_of_service",
                "agency_admin",
                "system_admin",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("line_manager_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("line_manager_id <> id", name=op.f("ck_users_not_own_manager")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_users_agency_id")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_users_area_id")),
        sa.ForeignKeyConstraint(["line_manager_id"], ["users.id"], name=op.f("fk_users_line_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_index(op.f("ix_users_agency_id"), "users", ["agency_id"], unique=False)
    op.create_index("ix_users_area_id_role", "users", ["area_id", "role"], unique=False)
    op.create_index(op.f("ix_users_line_manager_id"), "users", ["line_manager_id"], unique=False)
    op.create_index(
        "ix_users_unreachable",
        "users",
        ["id"],
        unique=False,
        sqlite_where=sa.text("disabled_at IS NOT NULL OR bounced_at IS NOT NULL"),
        postgresql_where=sa.text("disabled_at IS NOT NULL OR bounced_at IS NOT NULL"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("involved_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turns_one_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_cases_area_id")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["users.id"], name=op.f("fk_cases_coordinator_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_cases_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_area_id_id"), "cases", ["area_id", "id"], unique=False)
    op.create_index(op.f("ix_cases_coordinator_id"), "cases", ["coordinator_id"], unique=False)
    op.create_index(op.f("ix_cases_opened_by_id"), "cases", ["opened_by_id"], unique=False)
    op.create_table(
        "closure_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("already_known", sa.Integer(), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["users.id"], name=op.f("fk_closure_files_loaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_files")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_user_id"), "invitations", ["user_id"], unique=False)
    op.create_table(
        "known_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_known_browsers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browsers")),
        sa.UniqueConstraint("token_hash", "user_id", name=op.f("uq_known_browsers_token_hash_user_id")),
    )
    op.create_index(op.f("ix_known_browsers_user_id"), "known_browsers", ["user_id"], unique=False)
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "telling",
                "digest",
                "summary",
                "invitation",
                name="mail_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_mails_one_recipient")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_mails_agency_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mails_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mails_message_id")),
    )
    op.create_index(
        "ix_mails_given_up",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("given_up_at IS NOT NULL"),
        postgresql_where=sa.text("given_up_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_mails_user_id"), "mails", ["user_id"], unique=False)
    op.create_index(
        "ix_mails_waiting",
        "mails",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
    )
    op.create_index(
        "uq_mails_agency_day",
        "mails",
        ["kind", "agency_id", "day"],
        unique=True,
        sqlite_where=sa.text("day IS NOT NULL AND agency_id IS NOT NULL"),
        postgresql_where=sa.text("day IS NOT NULL AND agency_id IS NOT NULL"),
    )
    op.create_index(
        "uq_mails_user_day",
        "mails",
        ["kind", "user_id", "day"],
        unique=True,
        sqlite_where=sa.text("day IS NOT NULL AND user_id IS NOT NULL"),
        postgresql_where=sa.text("day IS NOT NULL AND user_id IS NOT NULL"),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_sessions_user_id"), "sign_in_sessions", ["user_id"], unique=False)
    op.create_table(
        "adults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_adults_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adults")),
    )
    op.create_index(op.f("ix_adults_case_id"), "adults", ["case_id"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("job", sa.String(length=40), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (job IS NULL)", name=op.f("ck_audit_events_somebody")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_audit_events_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_case_id_id"), "audit_events", ["case_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_events_user_id_id"), "audit_events", ["user_id", "id"], unique=False)
    op.create_table(
        "children",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("nhs_number", sa.String(length=10), nullable=True),
        sa.Column("gp", sa.String(length=200), nullable=True),
        sa.Column("school", sa.String(length=200), nullable=True),
        sa.Column("disability", sa.String(length=4000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(born IS NULL) <> (due IS NULL)", name=op.f("ck_children_born_or_due")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_children_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children")),
    )
    op.create_index(op.f("ix_children_case_id"), "children", ["case_id"], unique=False)
    op.create_index(op.f("ix_children_name_key_born"), "children", ["name_key", "born"], unique=False)
    op.create_index(op.f("ix_children_nhs_number"), "children", ["nhs_number"], unique=False)
    op.create_table(
        "closure_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["closure_files.id"], name=op.f("fk_closure_problems_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_problems")),
    )
    op.create_index(
        op.f("ix_closure_problems_file_id_line_id"), "closure_problems", ["file_id", "line", "id"], unique=False
    )
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominated_on", sa.Date(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("fast_track", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_as",
            sa.Enum(
                "declined",
                "withdrawn",
                "lapsed",
                "succeeded",
                "ended",
                "account_disabled",
                "case_closed",
                name="lead_ending",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=4000), nullable=True),
        sa.Column("vacant_on", sa.Date(), nullable=True),
        sa.Column("agreement_awaited", sa.Boolean(), nullable=False),
        sa.Column(
            "pending_on",
            sa.Date(),
            generated("CASE WHEN accepted_at IS NULL AND ended_at IS NULL THEN nominated_on END"),
            nullable=True,
        ),
        sa.Column(
            "agreement_awaited_on",
            sa.Date(),
            generated("CASE WHEN agreement_awaited THEN accepted_on END"),
            nullable=True,
        ),
        sa.CheckConstraint(
            "ended_as IS NULL OR ended_as NOT IN ('declined', 'ended') OR end_reason IS NOT NULL",
            name=op.f("ck_leads_ending_has_reason"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_leads_ended_as_something")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_leads_case_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_leads_ended_by_id")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["users.id"], name=op.f("fk_leads_nominated_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_leads_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("id", "case_id", "accepted_at", name=op.f("uq_leads_id_case_id_accepted_at")),
    )
    op.create_index(
        "ix_leads_agreement_awaited_on",
        "leads",
        ["agreement_awaited_on"],
        unique=False,
        sqlite_where=sa.text("agreement_awaited_on IS NOT NULL"),
        postgresql_where=sa.text("agreement_awaited_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_leads_case_id"), "leads", ["case_id"], unique=False)
    op.create_index(
        "ix_leads_pending_on",
        "leads",
        ["pending_on"],
        unique=False,
        sqlite_where=sa.text("pending_on IS NOT NULL"),
        postgresql_where=sa.text("pending_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_leads_user_id"), "leads", ["user_id"], unique=False)
    op.create_index(
        "ix_leads_vacant_on",
        "leads",
        ["vacant_on"],
        unique=False,
        sqlite_where=sa.text("vacant_on IS NOT NULL"),
        postgresql_where=sa.text("vacant_on IS NOT NULL"),
    )
    op.create_index(
        "uq_leads_current",
        "leads",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("accepted_at IS NOT NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_leads_pending",
        "leads",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("accepted_at IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("accepted_at IS NULL AND ended_at IS NULL"),
    )
    op.create_table(
        "meeting_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_decisions_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_meeting_decisions_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decisions")),
    )
    op.create_index(op.f("ix_meeting_decisions_case_id"), "meeting_decisions", ["case_id"], unique=False)
    op.create_table(
        "step_downs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("social_care_reference", sa.String(length=60), nullable=True),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "comes_from",
            sa.Enum(
                "assessment",
                "child_in_need",
                "child_protection",
                "care_proceedings",
                "looked_after",
                "family_help",
                name="comes_from",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "recommendation",
            sa.Enum(
                "caf",
                "single_agency",
                "none",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("receiving_agency_id", sa.Integer(), nullable=True),
        sa.Column(
            "main_reason",
            sa.Enum(
                "needs_met",
                "needs_reduced",
                "family_refused",
                "proceedings_withdrawn",
                "threshold_not_met",
                name="closing_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("other_reasons", sa.JSON(), nullable=False),
        sa.Column("remaining_risk", sa.String(length=4000), nullable=True),
        sa.Column("information_shared_with", sa.String(length=4000), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.String(length=4000), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "caf_confirmed",
                "ended_without_caf",
                "returned_to_social_care",
                "moved_area",
                "error",
                name="step_down_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_reason", sa.String(length=4000), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome_approved_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("receiving_person", sa.String(length=200), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("caf_started_on", sa.Date(), nullable=True),
        sa.Column("vacant_on", sa.Date(), nullable=True),
        sa.Column(
            "unfinished_on",
            sa.Date(),
            generated(
                "CASE WHEN recommendation = 'caf' AND decided_on IS NOT NULL AND outcome IS NULL AND closed_on IS NULL AND caf_started_on IS NULL THEN decided_on END"
            ),
            nullable=True,
        ),
        sa.Column(
            "not_started_on",
            sa.Date(),
            generated(
                "CASE WHEN recommendation = 'caf' AND decided_on IS NOT NULL AND outcome IS NULL AND closed_on IS NOT NULL AND caf_started_on IS NULL THEN closed_on END"
            ),
            nullable=True,
        ),
        sa.Column(
            "unconfirmed_on",
            sa.Date(),
            generated(
                "CASE WHEN recommendation = 'caf' AND decided_on IS NOT NULL AND outcome IS NULL AND caf_started_on IS NOT NULL THEN CASE WHEN caf_started_on < decided_on THEN decided_on ELSE caf_started_on END END"
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'moved_area' OR (outcome_on IS NOT NULL AND receiving_person IS NOT NULL)",
            name=op.f("ck_step_downs_move_is_received"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'returned_to_social_care' OR outcome_on IS NOT NULL",
            name=op.f("ck_step_downs_return_is_accepted"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'caf_confirmed' OR outcome_reason IS NOT NULL",
            name=op.f("ck_step_downs_outcome_has_reason"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome NOT IN ('ended_without_caf', 'moved_area', 'error') OR (outcome_approved_by_id IS NOT NULL AND outcome_by_id IS NOT NULL AND outcome_approved_by_id <> outcome_by_id)",
            name=op.f("ck_step_downs_outcome_has_second_person"),
        ),
        sa.CheckConstraint(
            "recommendation <> 'single_agency' OR receiving_agency_id IS NOT NULL",
            name=op.f("ck_step_downs_agency_named"),
        ),
        sa.CheckConstraint("approved_by_id <> recorded_by_id", name=op.f("ck_step_downs_decision_has_second_person")),
        sa.CheckConstraint("closed_on >= decided_on", name=op.f("ck_step_downs_closed_after_decided")),
        sa.CheckConstraint(
            "closed_on IS NULL OR decided_on IS NOT NULL", name=op.f("ck_step_downs_decided_before_closed")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_step_downs_approved_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_step_downs_case_id")),
        sa.ForeignKeyConstraint(
            ["close_recorded_by_id"], ["users.id"], name=op.f("fk_step_downs_close_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_step_downs_drafted_by_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["users.id"], name=op.f("fk_step_downs_manager_id")),
        sa.ForeignKeyConstraint(
            ["outcome_approved_by_id"], ["users.id"], name=op.f("fk_step_downs_outcome_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["outcome_by_id"], ["users.id"], name=op.f("fk_step_downs_outcome_by_id")),
        sa.ForeignKeyConstraint(
            ["receiving_agency_id"], ["agencies.id"], name=op.f("fk_step_downs_receiving_agency_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_step_downs_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_downs")),
        sa.UniqueConstraint("social_care_reference", name=op.f("uq_step_downs_social_care_reference")),
    )
    op.create_index(op.f("ix_step_downs_case_id"), "step_downs", ["case_id"], unique=False)
    op.create_index(
        "ix_step_downs_drafted_by_id",
        "step_downs",
        ["drafted_by_id"],
        unique=False,
        sqlite_where=sa.text("decided_on IS NULL"),
        postgresql_where=sa.text("decided_on IS NULL"),
    )
    op.create_index(op.f("ix_step_downs_manager_id"), "step_downs", ["manager_id"], unique=False)
    op.create_index(
        "ix_step_downs_not_started_on",
        "step_downs",
        ["not_started_on"],
        unique=False,
        sqlite_where=sa.text("not_started_on IS NOT NULL"),
        postgresql_where=sa.text("not_started_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_step_downs_receiving_agency_id"), "step_downs", ["receiving_agency_id"], unique=False)
    op.create_index(
        "ix_step_downs_unconfirmed_on",
        "step_downs",
        ["unconfirmed_on"],
        unique=False,
        sqlite_where=sa.text("unconfirmed_on IS NOT NULL"),
        postgresql_where=sa.text("unconfirmed_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_downs_unfinished_on",
        "step_downs",
        ["unfinished_on"],
        unique=False,
        sqlite_where=sa.text("unfinished_on IS NOT NULL"),
        postgresql_where=sa.text("unfinished_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_downs_vacant_on",
        "step_downs",
        ["vacant_on"],
        unique=False,
        sqlite_where=sa.text("vacant_on IS NOT NULL"),
        postgresql_where=sa.text("vacant_on IS NOT NULL"),
    )
    op.create_index(
        "ix_step_downs_without_outcome",
        "step_downs",
        ["id"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index(
        "uq_step_downs_current",
        "step_downs",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "team_agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_team_agencies_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_team_agencies_case_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["users.id"], name=op.f("fk_team_agencies_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_agencies")),
    )
    op.create_index(op.f("ix_team_agencies_agency_id"), "team_agencies", ["agency_id"], unique=False)
    op.create_index(op.f("ix_team_agencies_worker_id"), "team_agencies", ["worker_id"], unique=False)
    op.create_index(
        "uq_team_agencies_present",
        "team_agencies",
        ["case_id", "agency_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("ladder", sa.String(length=60), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column(
            "mail",
            sa.Enum(
                "now", "digest", "no", "folded", name="mail_mode", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tick_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_tellings_one_recipient")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_tellings_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tellings_case_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_tellings_mail_id")),
        sa.ForeignKeyConstraint(["tick_id"], ["ticks.id"], name=op.f("fk_tellings_tick_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tellings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
    )
    op.create_index(op.f("ix_tellings_case_id"), "tellings", ["case_id"], unique=False)
    op.create_index(op.f("ix_tellings_mail_id"), "tellings", ["mail_id"], unique=False)
    op.create_index(op.f("ix_tellings_tick_id"), "tellings", ["tick_id"], unique=False)
    op.create_index(
        "ix_tellings_unmailed",
        "tellings",
        ["mail", "user_id", "agency_id"],
        unique=False,
        sqlite_where=sa.text("mail_id IS NULL AND mail IN ('now', 'digest')"),
        postgresql_where=sa.text("mail_id IS NULL AND mail IN ('now', 'digest')"),
    )
    op.create_index(op.f("ix_tellings_user_id_told_at"), "tellings", ["user_id", "told_at"], unique=False)
    op.create_index(
        "uq_tellings_agency",
        "tellings",
        ["duty", "subject_id", "cause", "cause_id", "agency_id", "rung"],
        unique=True,
        sqlite_where=sa.text("agency_id IS NOT NULL"),
        postgresql_where=sa.text("agency_id IS NOT NULL"),
    )
    op.create_index(
        "uq_tellings_user",
        "tellings",
        ["duty", "subject_id", "cause", "cause_id", "user_id", "rung"],
        unique=True,
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "unfinished_forms",
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unfinished_forms_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_unfinished_forms_user_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unfinished_forms")),
    )
    op.create_index(op.f("ix_unfinished_forms_begun_at"), "unfinished_forms", ["begun_at"], unique=False)
    op.create_index(op.f("ix_unfinished_forms_user_id"), "unfinished_forms", ["user_id"], unique=False)
    op.create_table(
        "adult_relations",
        sa.Column("adult_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "mother",
                "father",
                "stepmother",
                "stepfather",
                "mothers_partner",
                "fathers_partner",
                "grandmother",
                "grandfather",
                "other_relative",
                "carer",
                "significant_man",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parental_responsibility", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["adult_id"], ["adults.id"], name=op.f("fk_adult_relations_adult_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_adult_relations_child_id")),
        sa.PrimaryKeyConstraint("adult_id", "child_id", name=op.f("pk_adult_relations")),
    )
    op.create_index(op.f("ix_adult_relations_child_id"), "adult_relations", ["child_id"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("withdrawal", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("undecided", sa.Boolean(), nullable=False),
        sa.Column("undecided_on", sa.Date(), generated("CASE WHEN undecided THEN recorded_on END"), nullable=True),
        sa.CheckConstraint("NOT (agreed AND undecided)", name=op.f("ck_agreements_only_refusals_undecided")),
        sa.ForeignKeyConstraint(["adult_id"], ["adults.id"], name=op.f("fk_agreements_adult_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agreements_case_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_agreements_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("id", "case_id", "agreed", name=op.f("uq_agreements_id_case_id_agreed")),
    )
    op.create_index(op.f("ix_agreements_adult_id"), "agreements", ["adult_id"], unique=False)
    op.create_index(op.f("ix_agreements_case_id_recorded_at"), "agreements", ["case_id", "recorded_at"], unique=False)
    op.create_index(
        "ix_agreements_undecided_on",
        "agreements",
        ["undecided_on"],
        unique=False,
        sqlite_where=sa.text("undecided_on IS NOT NULL"),
        postgresql_where=sa.text("undecided_on IS NOT NULL"),
    )
    op.create_index(
        "uq_agreements_undecided",
        "agreements",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("undecided"),
        postgresql_where=sa.text("undecided"),
    )
    op.create_table(
        "approval_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_down_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "recommend_none",
                "end_without_caf",
                "moved_area",
                "error",
                name="approval_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("act_on", sa.Date(), nullable=True),
        sa.Column("receiving_person", sa.String(length=200), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "approved", "refused", "withdrawn", name="answer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_reason", sa.String(length=4000), nullable=True),
        sa.Column("waiting_on", sa.Date(), generated("CASE WHEN answer IS NULL THEN requested_on END"), nullable=True),
        sa.CheckConstraint(
            "answer IS NULL OR answer <> 'approved' OR answered_by_id <> requested_by_id",
            name=op.f("ck_approval_requests_approved_by_another"),
        ),
        sa.CheckConstraint(
            "answer IS NULL OR answer <> 'refused' OR answer_reason IS NOT NULL",
            name=op.f("ck_approval_requests_refusal_has_reason"),
        ),
        sa.CheckConstraint("asked_id <> requested_by_id", name=op.f("ck_approval_requests_two_people")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_approval_requests_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_id"], ["users.id"], name=op.f("fk_approval_requests_asked_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_approval_requests_case_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_approval_requests_requested_by_id")),
        sa.ForeignKeyConstraint(["step_down_id"], ["step_downs.id"], name=op.f("fk_approval_requests_step_down_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_requests")),
    )
    op.create_index(op.f("ix_approval_requests_asked_id"), "approval_requests", ["asked_id"], unique=False)
    op.create_index(op.f("ix_approval_requests_case_id"), "approval_requests", ["case_id"], unique=False)
    op.create_index(op.f("ix_approval_requests_step_down_id"), "approval_requests", ["step_down_id"], unique=False)
    op.create_index(
        "ix_approval_requests_waiting_on",
        "approval_requests",
        ["waiting_on"],
        unique=False,
        sqlite_where=sa.text("waiting_on IS NOT NULL"),
        postgresql_where=sa.text("waiting_on IS NOT NULL"),
    )
    op.create_index(
        "uq_approval_requests_waiting",
        "approval_requests",
        ["step_down_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_table(
        "handovers",
        sa.Column("step_down_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("papers_received", sa.Boolean(), nullable=False),
        sa.Column("papers_reason", sa.String(length=4000), nullable=True),
        sa.Column("joint_visit", sa.Boolean(), nullable=False),
        sa.Column("joint_visit_reason", sa.String(length=4000), nullable=True),
        sa.Column("actions_owned", sa.Boolean(), nullable=False),
        sa.Column("actions_reason", sa.String(length=4000), nullable=True),
        sa.Column("family_knows", sa.Boolean(), nullable=False),
        sa.Column("family_reason", sa.String(length=4000), nullable=True),
        sa.CheckConstraint(
            "actions_owned OR actions_reason IS NOT NULL", name=op.f("ck_handovers_actions_owned_or_reason")
        ),
        sa.CheckConstraint(
            "family_knows OR family_reason IS NOT NULL", name=op.f("ck_handovers_family_knows_or_reason")
        ),
        sa.CheckConstraint(
            "joint_visit OR joint_visit_reason IS NOT NULL", name=op.f("ck_handovers_joint_visit_or_reason")
        ),
        sa.CheckConstraint(
            "papers_received OR papers_reason IS NOT NULL", name=op.f("ck_handovers_papers_received_or_reason")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_handovers_confirmed_by_id")),
        sa.ForeignKeyConstraint(["step_down_id"], ["step_downs.id"], name=op.f("fk_handovers_step_down_id")),
        sa.PrimaryKeyConstraint("step_down_id", name=op.f("pk_handovers")),
    )
    op.create_table(
        "meeting_triggers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "step_down",
                "lead_changed",
                "injury",
                "two_disengaged",
                "child_returned_from_care",
                "proceedings_withdrawn",
                "new_pregnancy_or_baby",
                "domestic_abuse_incident",
                "other",
                name="trigger_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "undecided_on",
            sa.Date(),
            generated("CASE WHEN decision_id IS NULL AND dropped_at IS NULL THEN raised_on END"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_triggers_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["meeting_decisions.id"], name=op.f("fk_meeting_triggers_decision_id")
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["users.id"], name=op.f("fk_meeting_triggers_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_triggers")),
    )
    op.create_index(op.f("ix_meeting_triggers_case_id"), "meeting_triggers", ["case_id"], unique=False)
    op.create_index(op.f("ix_meeting_triggers_decision_id"), "meeting_triggers", ["decision_id"], unique=False)
    op.create_index(
        "ix_meeting_triggers_undecided_on",
        "meeting_triggers",
        ["undecided_on"],
        unique=False,
        sqlite_where=sa.text("undecided_on IS NOT NULL"),
        postgresql_where=sa.text("undecided_on IS NOT NULL"),
    )
    op.create_table(
        "mobility_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "mobility",
            sa.Enum(
                "not_mobile",
                "rolling",
                "crawling_or_cruising",
                "walking",
                name="mobility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seen_by", sa.String(length=200), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_mobility_records_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_mobility_records_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobility_records")),
    )
    op.create_index(op.f("ix_mobility_records_child_id"), "mobility_records", ["child_id"], unique=False)
    op.create_table(
        "outstanding_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_down_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=4000), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["step_down_id"], ["step_downs.id"], name=op.f("fk_outstanding_actions_step_down_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outstanding_actions")),
    )
    op.create_index(op.f("ix_outstanding_actions_step_down_id"), "outstanding_actions", ["step_down_id"], unique=False)
    op.create_table(
        "possible_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("other_child_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "resolution",
            sa.Enum(
                "same_child", "different_child", name="resolution", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.CheckConstraint(
            "(resolution IS NULL) = (resolved_by_id IS NULL) AND (resolution IS NULL) = (resolved_at IS NULL)",
            name=op.f("ck_possible_matches_resolved_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_possible_matches_area_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_possible_matches_child_id")),
        sa.ForeignKeyConstraint(["file_id"], ["closure_files.id"], name=op.f("fk_possible_matches_file_id")),
        sa.ForeignKeyConstraint(["other_child_id"], ["children.id"], name=op.f("fk_possible_matches_other_child_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["users.id"], name=op.f("fk_possible_matches_resolved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possible_matches")),
        sa.UniqueConstraint("child_id", "other_child_id", name=op.f("uq_possible_matches_child_id_other_child_id")),
    )
    op.create_index(op.f("ix_possible_matches_file_id"), "possible_matches", ["file_id"], unique=False)
    op.create_index(op.f("ix_possible_matches_other_child_id"), "possible_matches", ["other_child_id"], unique=False)
    op.create_index(
        "ix_possible_matches_waiting",
        "possible_matches",
        ["area_id", "id"],
        unique=False,
        sqlite_where=sa.text("resolution IS NULL"),
        postgresql_where=sa.text("resolution IS NULL"),
    )
    op.create_table(
        "cafs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("lead_accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("agreed", name=op.f("ck_cafs_agreed")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "case_id", "agreed"],
            ["agreements.id", "agreements.case_id", "agreements.agreed"],
            name="fk_cafs_agreement",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_cafs_case_id")),
        sa.ForeignKeyConstraint(
            ["lead_id", "case_id", "lead_accepted_at"],
            ["leads.id", "leads.case_id", "leads.accepted_at"],
            name="fk_cafs_accepted_lead",
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_cafs_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafs")),
    )
    op.create_index(op.f("ix_cafs_case_id"), "cafs", ["case_id"], unique=False)
    op.create_index(
        "uq_cafs_open",
        "cafs",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    # Agencies and users refer to each other; SQLite took this reference with the table.
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(op.f("fk_agencies_contact_id"), "agencies", "users", ["contact_id"], ["id"])
    refuse_changes()
    note_changes()


def downgrade() -> None:
    forget_changes()
    allow_changes()
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_agencies_contact_id"), "agencies", type_="foreignkey")
    op.drop_table("cafs")
    op.drop_table("possible_matches")
    op.drop_table("outstanding_actions")
    op.drop_table("mobility_records")
    op.drop_table("meeting_triggers")
    op.drop_table("handovers")
    op.drop_table("approval_requests")
    op.drop_table("agreements")
    op.drop_table("adult_relations")
    op.drop_table("unfinished_forms")
    op.drop_table("tellings")
    op.drop_table("team_agencies")
    op.drop_table("step_downs")
    op.drop_table("meeting_decisions")
    op.drop_table("leads")
    op.drop_table("closure_problems")
    op.drop_table("children")
    op.drop_table("audit_events")
    op.drop_table("adults")
    op.drop_table("sign_in_sessions")
    op.drop_table("mails")
    op.drop_table("known_browsers")
    op.drop_table("invitations")
    op.drop_table("closure_files")
    op.drop_table("cases")
    op.drop_table("users")
    op.drop_table("wrong_tries")
    op.drop_table("unswept_changes")
    op.drop_table("ticks")
    op.drop_table("areas")
    op.drop_table("agencies")
