"""Quotes: what is asked for, its pieces, its history and what is said about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    _quote()
    _requirements()
    _told()


def _quote() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("left_status", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'approved') = (task_id is not null)", name=op.f("ck_quote_converted")),
        sa.CheckConstraint("(status = 'cancelled') = (left_status is not null)", name=op.f("ck_quote_left")),
        sa.CheckConstraint(
            "status in ('awaiting_quote', 'in_progress', 'awaiting_csm_review', 'awaiting_client_approval', 'changes_requested', 'approved', 'cancelled')",
            name=op.f("ck_quote_status"),
        ),
        sa.CheckConstraint("length(title) between 1 and 200", name=op.f("ck_quote_title")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_quote_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_quote_created_by")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_quote_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", name=op.f("uq_quote_number")),
        sa.UniqueConstraint("task_id", name=op.f("uq_quote_task_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_client", "quote", ["client_id", "status"], unique=False)


def _requirements() -> None:
    op.create_table(
        "quote_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_quote_requirement_assignee_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_quote_requirement_client_id")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_quote_requirement_done_by")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_requirement_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_requirement")),
        sa.UniqueConstraint("quote_id", "place", name=op.f("uq_quote_requirement_quote_id_place")),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_requirement_assignee", "quote_requirement", ["assignee_id"], unique=False)


def _told() -> None:
    op.create_table(
        "quote_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status in ('awaiting_quote', 'in_progress', 'awaiting_csm_review', 'awaiting_client_approval', 'changes_requested', 'approved', 'cancelled')",
            name=op.f("ck_quote_event_status"),
        ),
        sa.CheckConstraint("word in ('', 'client', 'agency')", name=op.f("ck_quote_event_word")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_quote_event_by_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_quote_event_client_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_event_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_event_quote", "quote_event", ["quote_id", "id"], unique=False)
    op.create_table(
        "quote_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("audience in ('internal', 'client')", name=op.f("ck_quote_comment_audience")),
        sa.CheckConstraint("length(text) between 1 and 10000", name=op.f("ck_quote_comment_text")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_quote_comment_by_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_quote_comment_client_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_comment_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_comment")),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_comment_quote", "quote_comment", ["quote_id", "id"], unique=False)
