"""What is open of the steps is found by an index of its own, however many were completed before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    is_open = sa.text("completed_on IS NULL")
    op.create_index("ix_subtask_open", "subtask", ["end_on"], sqlite_where=is_open, postgresql_where=is_open)
