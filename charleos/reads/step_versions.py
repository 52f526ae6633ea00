"""Which state of some steps a form is opened with, so that a change since then is noticed."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.store.schema import Subtask


@needs(Capability.SCHEDULE)
def step_versions(desk: Desk, subtask_ids: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Ids, each with its version; those out of reach are left out."""
    rows = desk.all(sa.select(Subtask.id, Subtask.version).where(Subtask.id.in_(subtask_ids)).order_by(Subtask.id))
    return tuple((row.id, row.version) for row in rows)
