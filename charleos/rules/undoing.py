"""Which changes of the schedule can be taken back, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Undoable(NamedTuple):
    """what: the change in a few words. receipt: what is told once it is undone, of so many steps."""

    what: str
    receipt: str

    def undone(self, steps: int) -> str:
        """
        >>> UNDOABLE["more_time"].undone(1), UNDOABLE["auto_plan"].undone(3)
        ('The extra time is undone; 1 step moved back.', 'The plan is undone; 3 steps moved back.')
        """
        return self.receipt.format(steps="1 step" if steps == 1 else f"{steps} steps")


UNDOABLE: Mapping[str, Undoable] = MappingProxyType(
    {
        "schedule": Undoable("scheduling a step", "The scheduling of {steps} is undone."),
        "reschedule": Undoable("rescheduling", "The rescheduling of {steps} is undone."),
        "order": Undoable("ordering a day", "The order of the day is as it was."),
        "more_time": Undoable("giving a step more time", "The extra time is undone; {steps} moved back."),
        "auto_plan": Undoable("planning the month", "The plan is undone; {steps} moved back."),
    }
)
"""By the kind of change. A mark of Running Behind ends with a false alarm instead."""
