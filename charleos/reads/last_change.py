"""What one did last to the schedule, and may take back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.store.schema import ScheduleChange

KINDS = {
    "schedule": "scheduling a step",
    "reschedule": "rescheduling",
    "order": "ordering a day",
    "more_time": "giving a step more time",
    "auto_plan": "planning the month",
}
"""Kinds of changes that can be taken back, in words. A mark of Running Behind ends with a false alarm instead."""


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
            ScheduleChange.kind.in_(KINDS),
        )
        .order_by(ScheduleChange.id.desc())
        .limit(1)
    )
    return LastChange(rows[0].id, KINDS[rows[0].kind], rows[0].at) if rows else None
