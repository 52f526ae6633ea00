"""How the team's chart draws what it shows: a colour for each state of work, and for each kind of day."""

from __future__ import annotations

from enum import StrEnum

from charleos.ui.charts import ALLOCATION, AMBER, BANKED, BILLABLE, INK, ORANGE, OVERAGE, PAPER, VIOLET


class Look(StrEnum):
    """What a bar stands for, which is how it is drawn."""

    SCHEDULED = "Scheduled"
    IN_PROGRESS = "In progress"
    AWAITING_REVIEW = "Awaiting review"
    COMPLETE = "Complete"
    BLOCK = "Block"
    LEAVE = "Leave"
    OTHER = "Other client"


FILL = {
    Look.SCHEDULED: BILLABLE,
    Look.IN_PROGRESS: ORANGE,
    Look.AWAITING_REVIEW: VIOLET,
    Look.COMPLETE: BANKED,
    Look.BLOCK: VIOLET + "2E",
    Look.LEAVE: ALLOCATION + "66",
    Look.OTHER: ALLOCATION + "2E",
}
EDGE = {Look.BLOCK: VIOLET, Look.OTHER: ALLOCATION}
LETTERS = {Look.BLOCK: VIOLET, Look.LEAVE: INK, Look.OTHER: ALLOCATION}


class DayLook(StrEnum):
    """What a person's day is, which is how its cell is drawn."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    FREE = "free"
    PAST = "past"
    OFF = "off"


CELL = {
    DayLook.GREEN: BANKED + "4D",
    DayLook.AMBER: AMBER + "99",
    DayLook.RED: OVERAGE,
    DayLook.FREE: ALLOCATION + "0D",
    DayLook.PAST: ALLOCATION + "1A",
    DayLook.OFF: ALLOCATION + "00",
}
FIGURES = {DayLook.RED: PAPER, DayLook.FREE: ALLOCATION}
"""Letters on a day, where they are not the page's own."""
