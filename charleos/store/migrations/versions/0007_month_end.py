"""What is looked at before a month is closed is found by indexes of its own, however long the history is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    waiting = sa.text("coalesce(requirement_id, 0) = 0 AND activity = 'Task' AND voided_at IS NULL")
    op.create_index(
        "ix_time_entry_waiting", "time_entry", ["work_date"], sqlite_where=waiting, postgresql_where=waiting
    )
    unfinished = sa.text("completed_on IS NULL")
    op.create_index(
        "ix_requirement_unfinished", "requirement", ["id"], sqlite_where=unfinished, postgresql_where=unfinished
    )
    op.drop_index("ix_time_entry_person_day", table_name="time_entry")
    op.create_index("ix_time_entry_person_day", "time_entry", ["person_id", "work_date", "voided_at"])
