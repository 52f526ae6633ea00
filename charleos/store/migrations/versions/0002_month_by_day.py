"""A month day by day is read from the index alone, however many lines the ledger has."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

INDEX = "ix_ledger_line_client_month"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="ledger_line")
    columns = ["client_id", "month", "work_date", "requirement_id", "billable", "banked", "overage"]
    op.create_index(INDEX, "ledger_line", columns)
