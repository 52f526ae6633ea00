"""A client's weeks: red, amber or green."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

DAY = sa.Date().with_variant(sa.Text(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rag_report",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("week", DAY, nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("suggested", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' or (status is not null and completed_at is not null)", name=op.f("ck_rag_report_complete")
        ),
        sa.CheckConstraint("state in ('draft', 'complete')", name=op.f("ck_rag_report_state")),
        sa.CheckConstraint("status in ('green', 'amber', 'red')", name=op.f("ck_rag_report_status")),
        sa.CheckConstraint("suggested in ('green', 'amber', 'red')", name=op.f("ck_rag_report_suggested")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_rag_report_client_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_rag_report_saved_by")),
        sa.PrimaryKeyConstraint("client_id", "week", name=op.f("pk_rag_report")),
        sqlite_strict=True,
    )
