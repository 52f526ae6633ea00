"""The ground: every table of the first release, the agency's row and the default policy."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from charleos.periods import Month
from charleos.rules.policy import DEFAULT_POLICY, dump_policy
from charleos.store.columns import InstantColumn

revision = "0001"
down_revision = None

DAY = sa.Date().with_variant(sa.Text(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

APPEND_ONLY = {
    "ledger_line": "The ledger is append-only: void the entry and log it anew instead.",
    "audit": "The audit trail is append-only: what happened stays on record.",
}


def upgrade() -> None:
    _create_tables()
    for table, sentence in APPEND_ONLY.items():
        _protect(table, sentence)
    _seed()


def _create_tables() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("demo", sa.Integer(), nullable=False),
        sa.CheckConstraint("demo in (0, 1)", name=op.f("ck_agency_demo")),
        sa.CheckConstraint("id = 1", name=op.f("ck_agency_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("discipline", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status in ('active', 'archived')", name=op.f("ck_person_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status in ('active', 'archived')", name=op.f("ck_plan_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("slack_channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("archived_on", DAY, nullable=True),
        sa.Column("start", DAY, nullable=False),
        sa.Column("csm_id", sa.Integer(), nullable=True),
        sa.Column("open_from", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'archived') = (archived_on is not null)", name=op.f("ck_client_archived")),
        sa.CheckConstraint("status in ('active', 'archived')", name=op.f("ck_client_status")),
        sa.ForeignKeyConstraint(["csm_id"], ["person.id"], name=op.f("fk_client_csm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("slug", name=op.f("uq_client_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_client_csm_id"), "client", ["csm_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("purpose in ('invite', 'reset', 'first_manager')", name=op.f("ck_one_time_link_purpose")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sqlite_strict=True,
    )
    op.create_table(
        "plan_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_plan_terms_cost")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_plan_terms_minutes")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_plan_terms_created_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_terms_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_terms")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_plan_terms_plan_id"), "plan_terms", ["plan_id"], unique=False)
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_policy_version_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_policy_version_since"), "policy_version", ["since"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_actor_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_audit_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_client", "audit", ["client_id", "id"], unique=False)
    op.create_table(
        "client_month",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.Column("billable", sa.Integer(), nullable=False),
        sa.Column("banked", sa.Integer(), nullable=False),
        sa.Column("overage", sa.Integer(), nullable=False),
        sa.Column("borrowed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_month_client_id")),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_client_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "client_terms",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("pm_share", sa.Integer(), nullable=True),
        sa.Column("rollover_excess", sa.Integer(), nullable=True),
        sa.Column("rollover_unused", sa.Text(), nullable=True),
        sa.Column("rollover_amount", sa.Integer(), nullable=True),
        sa.Column("hourly_rate", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "rollover_unused in ('none', 'all', 'cap', 'months')", name=op.f("ck_client_terms_rollover_unused")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_client_terms_cost")),
        sa.CheckConstraint("hourly_rate >= 0", name=op.f("ck_client_terms_hourly_rate")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_client_terms_minutes")),
        sa.CheckConstraint("pm_share between 0 and 1000000", name=op.f("ck_client_terms_pm_share")),
        sa.CheckConstraint("rollover_amount >= 0", name=op.f("ck_client_terms_rollover_amount")),
        sa.CheckConstraint("rollover_excess in (0, 1)", name=op.f("ck_client_terms_rollover_excess")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_terms_client_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_client_terms_plan_id")),
        sa.PrimaryKeyConstraint("client_id", "since", name=op.f("pk_client_terms")),
        sqlite_strict=True,
    )
    op.create_table(
        "closed_month",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("gross", sa.Integer(), nullable=True),
        sa.Column("pm", sa.Integer(), nullable=True),
        sa.Column("net", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("excess_in", sa.Integer(), nullable=False),
        sa.Column("unused_in", sa.Integer(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.Column("billable", sa.Integer(), nullable=False),
        sa.Column("banked", sa.Integer(), nullable=False),
        sa.Column("overage", sa.Integer(), nullable=False),
        sa.Column("borrowed", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("excess", sa.Integer(), nullable=False),
        sa.Column("expired", sa.Integer(), nullable=False),
        sa.Column("written_off", sa.Integer(), nullable=False),
        sa.Column("excess_out", sa.Integer(), nullable=False),
        sa.Column("lots", sa.Text(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_closed_month_client_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_closed_month_closed_by")),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_closed_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "person_month",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_person_month_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_month_person_id")),
        sa.PrimaryKeyConstraint("person_id", "client_id", "month", name=op.f("pk_person_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("target_month", sa.Integer(), nullable=True),
        sa.Column("pm_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("borrowed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_id")),
        sa.ForeignKeyConstraint(["pm_id"], ["person.id"], name=op.f("fk_task_pm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
        sa.UniqueConstraint("number", name=op.f("uq_task_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_task_client_id"), "task", ["client_id"], unique=False)
    op.create_table(
        "work_month",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.Column("billable", sa.Integer(), nullable=False),
        sa.Column("banked", sa.Integer(), nullable=False),
        sa.Column("overage", sa.Integer(), nullable=False),
        sa.Column("borrowed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_work_month_client_id")),
        sa.PrimaryKeyConstraint("client_id", "month", "type", "size", name=op.f("pk_work_month")),
        sqlite_strict=True,
    )
    op.create_index("ix_work_month_month", "work_month", ["month"], unique=False)
    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("average", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("actual", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("completed_on", DAY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("actual >= 0", name=op.f("ck_requirement_actual")),
        sa.CheckConstraint("average >= 0 and maximum >= average", name=op.f("ck_requirement_estimate")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_requirement_assignee_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_requirement_client_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy_version.id"], name=op.f("fk_requirement_policy_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_requirement_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("task_id", "key", name=op.f("uq_requirement_task_id_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_requirement_assignee", "requirement", ["assignee_id", "completed_on"], unique=False)
    op.create_index("ix_requirement_client", "requirement", ["client_id", "completed_on"], unique=False)
    op.create_index(op.f("ix_requirement_task_id"), "requirement", ["task_id"], unique=False)
    op.create_table(
        "subtask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("estimate", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("marked_on", DAY, nullable=False),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind in ('delayed')", name=op.f("ck_subtask_kind")),
        sa.CheckConstraint("estimate >= 0", name=op.f("ck_subtask_estimate")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_subtask_client_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_subtask_requirement_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_subtask_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtask")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_subtask_task_id"), "subtask", ["task_id"], unique=False)
    op.create_table(
        "time_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("work_date", DAY, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", INSTANT, nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_time_entry_note")),
        sa.CheckConstraint("minutes between 1 and 720", name=op.f("ck_time_entry_minutes")),
        sa.CheckConstraint("requirement_id is null or client_id is not null", name=op.f("ck_time_entry_linked")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_time_entry_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_time_entry_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_time_entry_person_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["time_entry.id"], name=op.f("fk_time_entry_replaces_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_time_entry_requirement_id")),
        sa.ForeignKeyConstraint(["voided_by"], ["person.id"], name=op.f("fk_time_entry_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_time_entry_client_day", "time_entry", ["client_id", "work_date"], unique=False)
    op.create_index("ix_time_entry_person_day", "time_entry", ["person_id", "work_date"], unique=False)
    op.create_index("ix_time_entry_person_requirement", "time_entry", ["person_id", "requirement_id"], unique=False)
    op.create_index("ix_time_entry_requirement_person", "time_entry", ["requirement_id", "person_id"], unique=False)
    op.create_table(
        "ledger_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("work_date", DAY, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("average", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("billable", sa.Integer(), nullable=False),
        sa.Column("banked", sa.Integer(), nullable=False),
        sa.Column("overage", sa.Integer(), nullable=False),
        sa.Column("borrowed", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("posted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(requirement_id is null) = (kind = 'borrowing')", name=op.f("ck_ledger_line_requirement")),
        sa.CheckConstraint(
            "borrowed = case when kind = 'borrowing' then billable else 0 end", name=op.f("ck_ledger_line_borrowed")
        ),
        sa.CheckConstraint(
            "kind in ('entry', 'void', 'resize_off', 'resize_on', 'borrowing')", name=op.f("ck_ledger_line_kind")
        ),
        sa.CheckConstraint("billable = minutes + banked - overage", name=op.f("ck_ledger_line_law")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_ledger_line_client_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["time_entry.id"], name=op.f("fk_ledger_line_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ledger_line_person_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy_version.id"], name=op.f("fk_ledger_line_policy_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["person.id"], name=op.f("fk_ledger_line_posted_by")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_ledger_line_requirement_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_ledger_line_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_line")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_line_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_ledger_line_client_month", "ledger_line", ["client_id", "month"], unique=False)
    op.create_index("ix_ledger_line_requirement", "ledger_line", ["requirement_id"], unique=False)
    op.create_index("ix_ledger_line_task", "ledger_line", ["task_id"], unique=False)
    # ### end Alembic commands ###


def _protect(table: str, sentence: str) -> None:
    """The database itself refuses to change or delete a row, and says why."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for verb, level in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION {table}_is_append_only()"
        )


def _seed() -> None:
    columns = sa.column("id"), sa.column("name"), sa.column("time_zone"), sa.column("demo")
    agency = {"id": 1, "name": "The agency", "time_zone": "Europe/London", "demo": 0}
    op.bulk_insert(sa.table("agency", *columns), [agency])
    policy = sa.table(
        "policy_version",
        sa.column("since", sa.Integer()),
        sa.column("body", sa.Text()),
        sa.column("created_at", InstantColumn()),
    )
    since = Month.parse("2000-01")
    in_force = {
        "since": int(since),
        "body": dump_policy(DEFAULT_POLICY),
        "created_at": datetime(2000, 1, 1, tzinfo=UTC),
    }
    op.bulk_insert(policy, [in_force])
