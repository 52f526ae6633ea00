"""What one did last to the schedule, and may take back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.undoing import UNDOABLE
from charleos.store.schema import ScheduleChange


class LastChange(NamedTuple):
    id: int
    what: str
    at: datetime


@needs(Capability.OWN_SCHEDULE)
def last_change(desk: Desk) -> LastChange | None:
    """The viewer's newest change that is not taken back; None when there is none."""
    rows = desk.all(
        sa.select(ScheduleChange.id, ScheduleChange.kind, ScheduleChange.at)
        .where(
            ScheduleChange.by_id == desk.viewer.person_id,
            ScheduleChange.undone_at.is_(None),
            ScheduleChange.kind.in_(tuple(UNDOABLE)),
        )
        .order_by(ScheduleChange.id.desc())
        .limit(1)
    )
    return LastChange(rows[0].id, UNDOABLE[rows[0].kind].what, rows[0].at) if rows else None
