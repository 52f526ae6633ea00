"""An approved quote keeps by which size table and at which rate it was agreed."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE quote ADD COLUMN policy_id INTEGER "
        "CONSTRAINT fk_quote_policy_id REFERENCES policy_version (id) "
        "CONSTRAINT ck_quote_agreed CHECK (policy_id is null or task_id is not null)"
    )
    op.execute("ALTER TABLE quote ADD COLUMN rate_pence INTEGER")
    op.execute(
        "ALTER TABLE quote ADD COLUMN rate_minutes INTEGER "
        "CONSTRAINT ck_quote_rate CHECK ((rate_pence is null) = (rate_minutes is null))"
    )
