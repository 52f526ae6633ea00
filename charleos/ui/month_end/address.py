"""The address of the month end page."""

from __future__ import annotations

from enum import StrEnum

from charleos.desk import Desk
from charleos.periods import Month
from charleos.ui.address import Address

PAGE = "month_end"
ADDRESS = Address(PAGE, "end_")
MONTHS_BACK = 36


class View(StrEnum):
    CLIENTS = "clients"
    CHECKS = "checks"
    TYPES = "types"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {View.CLIENTS: "Clients", View.CHECKS: "Before closing", View.TYPES: "By type of work"}[self]


def choose_month(desk: Desk) -> Month:
    """The month that ended last, unless the address names another."""
    running = Month.of(desk.today)
    offered = [running.plus(-back) for back in range(MONTHS_BACK)]
    asked = ADDRESS.month("month")
    month = asked if asked in offered else running.previous
    ADDRESS.select(
        "Month",
        "month",
        [str(one) for one in offered],
        str(month),
        titles=lambda code: Month.parse(code).name,
        width=200,
    )
    return month
