"""Months close in order and only after they end; only the last closed one can be reopened."""

from __future__ import annotations

from datetime import date

from charleos.errors import BadInput
from charleos.periods import Month, long_day


def check_close(name: str, month: Month, *, start: date, open_from: Month, today: date) -> None:
    """
    >>> march = Month.parse("2026-03")
    >>> check_close("Acme", march, start=date(2026, 1, 5), open_from=march, today=date(2026, 3, 31))
    Traceback (most recent call last):
    charleos.errors.BadInput: March 2026 has not ended; close it from 1 April 2026 on.
    """
    if month < Month.of(start):
        raise BadInput(f"{name} starts on {long_day(start)}; there is no {month.name} to close.", field="month")
    if month >= Month.of(today):
        raise BadInput(f"{month.name} has not ended; close it from {long_day(month.next.first)} on.", field="month")
    if month < open_from:
        raise BadInput(f"{month.name} is already closed for {name}.", field="month")
    if month > open_from:
        raise BadInput(f"Months close in order: close {open_from.name} of {name} first.", field="month")


def check_reopen(name: str, month: Month, *, start: date, open_from: Month, reason: str) -> None:
    """
    >>> january, march = Month.parse("2026-01"), Month.parse("2026-03")
    >>> check_reopen("Acme", january, start=date(2026, 1, 5), open_from=march, reason="late work")
    Traceback (most recent call last):
    charleos.errors.BadInput: A later month of Acme is closed; reopen February 2026 first.
    """
    if not reason.strip():
        raise BadInput("Say why the month is reopened.", field="reason")
    if month < Month.of(start) or month >= open_from:
        raise BadInput(f"{month.name} is not closed for {name}.", field="month")
    if month < open_from.previous:
        raise BadInput(f"A later month of {name} is closed; reopen {open_from.previous.name} first.", field="month")
