"""Steps of every kind with dates and assignees, what changed the schedule, blocks and days off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

DAY = sa.Date().with_variant(sa.Text(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    _steps()
    _entries_name_their_step()
    op.execute("ALTER TABLE task DROP COLUMN phase")
    _changes()
    _blocks()
    _leave()


def _steps() -> None:
    """The table anew, with the Delayed steps it held."""
    op.execute("CREATE TABLE subtask_before AS SELECT * FROM subtask")
    op.drop_table("subtask")
    _step_table()
    op.execute(
        "INSERT INTO subtask (id, client_id, task_id, requirement_id, key, kind, estimate, logged, status, iterations, "
        "cause, notes, created_at, marked_on, cleared_at, version) SELECT id, client_id, task_id, requirement_id, "
        "'delayed-' || id, kind, estimate, 0, 'not_scheduled', 0, cause, notes, created_at, marked_on, cleared_at, 1 "
        "FROM subtask_before"
    )
    op.drop_table("subtask_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('subtask', 'id'), max(id)) FROM subtask")


def _entries_name_their_step() -> None:
    op.execute(
        "ALTER TABLE time_entry ADD COLUMN subtask_id INTEGER "
        "CONSTRAINT fk_time_entry_subtask_id REFERENCES subtask (id) "
        "CONSTRAINT ck_time_entry_step CHECK (subtask_id is null or requirement_id is not null)"
    )
    op.create_index("ix_time_entry_subtask_id", "time_entry", ["subtask_id"])


def _step_table() -> None:
    op.create_table(
        "subtask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("start", DAY, nullable=True),
        sa.Column("end_on", DAY, nullable=True),
        sa.Column("estimate", sa.Integer(), nullable=False),
        sa.Column("logged", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("completed_on", DAY, nullable=True),
        sa.Column("behind_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("marked_on", DAY, nullable=True),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'delayed') = (marked_on is not null)", name=op.f("ck_subtask_marked")),
        sa.CheckConstraint("(status = 'complete') = (completed_on is not null)", name=op.f("ck_subtask_completed")),
        sa.CheckConstraint(
            "kind in ('design', 'client_design_feedback', 'development', 'internal_qa_review', 'internal_qa_fixes', 'external_qa_review', 'external_qa_fixes', 'deployment', 'delayed')",
            name=op.f("ck_subtask_kind"),
        ),
        sa.CheckConstraint(
            "status in ('not_scheduled', 'scheduled', 'in_progress', 'awaiting_review', 'complete')",
            name=op.f("ck_subtask_status"),
        ),
        sa.CheckConstraint("(start is null) = (end_on is null)", name=op.f("ck_subtask_dated")),
        sa.CheckConstraint("end_on >= start", name=op.f("ck_subtask_ordered")),
        sa.CheckConstraint("estimate >= 0", name=op.f("ck_subtask_estimate")),
        sa.CheckConstraint("logged >= 0", name=op.f("ck_subtask_logged")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_subtask_assignee_id")),
        sa.ForeignKeyConstraint(["behind_id"], ["subtask.id"], name=op.f("fk_subtask_behind_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_subtask_client_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_subtask_requirement_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_subtask_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtask")),
        sa.UniqueConstraint("task_id", "key", name=op.f("uq_subtask_task_id_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_subtask_assignee_end", "subtask", ["assignee_id", "end_on"], unique=False)
    op.create_index("ix_subtask_client_end", "subtask", ["client_id", "end_on"], unique=False)
    op.create_index("ix_subtask_end", "subtask", ["end_on"], unique=False)
    op.create_index("ix_subtask_requirement_assignee", "subtask", ["requirement_id", "assignee_id"], unique=False)


def _changes() -> None:
    op.create_table(
        "schedule_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("subtask_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('schedule', 'reschedule', 'order', 'behind', 'more_time', 'auto_plan', 'undo')",
            name=op.f("ck_schedule_change_kind"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_schedule_change_by_id")),
        sa.ForeignKeyConstraint(["subtask_id"], ["subtask.id"], name=op.f("fk_schedule_change_subtask_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_schedule_change_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_change")),
        sqlite_strict=True,
    )
    op.create_index("ix_schedule_change_by", "schedule_change", ["by_id", "id"], unique=False)
    op.create_index("ix_schedule_change_subtask", "schedule_change", ["subtask_id"], unique=False)
    op.create_table(
        "schedule_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("subtask_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["schedule_change.id"], name=op.f("fk_schedule_move_change_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_schedule_move_client_id")),
        sa.ForeignKeyConstraint(["subtask_id"], ["subtask.id"], name=op.f("fk_schedule_move_subtask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_move")),
        sqlite_strict=True,
    )
    op.create_index("ix_schedule_move_change", "schedule_move", ["change_id"], unique=False)
    op.create_index("ix_schedule_move_subtask", "schedule_move", ["subtask_id"], unique=False)


def _blocks() -> None:
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("start", DAY, nullable=False),
        sa.Column("end_on", DAY, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('design', 'development', 'deployment', 'internal_qa_review', 'internal_qa_fixes', 'external_qa_fixes')",
            name=op.f("ck_block_kind"),
        ),
        sa.CheckConstraint(
            "status in ('not_scheduled', 'scheduled', 'in_progress', 'completed', 'late')", name=op.f("ck_block_status")
        ),
        sa.CheckConstraint("end_on >= start", name=op.f("ck_block_ordered")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_block_minutes")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_block_round")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_block_assignee_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_block_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("client_id", "month", "kind", "round", name=op.f("uq_block_client_id_month_kind_round")),
        sqlite_strict=True,
    )
    op.create_index("ix_block_assignee_end", "block", ["assignee_id", "end_on"], unique=False)
    op.create_index("ix_block_end", "block", ["end_on"], unique=False)


def _leave() -> None:
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("start", DAY, nullable=False),
        sa.Column("end_on", DAY, nullable=False),
        sa.Column("start_half", sa.Integer(), nullable=False),
        sa.Column("end_half", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status in ('requested', 'approved', 'refused', 'cancelled')", name=op.f("ck_leave_status")),
        sa.CheckConstraint("end_on >= start", name=op.f("ck_leave_ordered")),
        sa.CheckConstraint("start_half in (0, 1) and end_half in (0, 1)", name=op.f("ck_leave_halves")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_leave_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sqlite_strict=True,
    )
    op.create_index("ix_leave_end", "leave", ["end_on"], unique=False)
    op.create_index("ix_leave_person_end", "leave", ["person_id", "end_on"], unique=False)
