"""Ledger lines as a table: what moved, by how much, and why."""

from __future__ import annotations

from collections.abc import Sequence

from charleos.periods import Month
from charleos.reads.ledger import LedgerEntry
from charleos.rules.ledger import Change
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.work_types import type_title
from charleos.ui.words import plain, signed_time, time
from charleos.units import Minutes

_COLUMNS = (
    Column("Date", figures=True),
    Column("Work"),
    Column("Why"),
    Column("Logged", figures=True),
    Column("Billable", figures=True),
    Column("Banked, overage", figures=True),
)


def ledger_table(lines: Sequence[LedgerEntry], *, key: str, months: Sequence[Month] | None = None) -> None:
    """The lines of one month with what remains after each; or of several, each with its month."""
    if months is not None:
        rows = [[*_row(line), month.short_name] for line, month in zip(lines, months, strict=True)]
        last = Column("Month", figures=True)
    else:
        rows = [[*_row(line), _after(line)] for line in lines]
        last = Column("Remaining", figures=True)
    text_table([*_COLUMNS, last], rows, key=key)


def _row(line: LedgerEntry) -> list[str]:
    return [
        f"{line.work_date.day} {line.work_date:%b}",
        _work(line),
        plain(line.reason),
        _moved(line.change.minutes),
        _moved(line.change.billable),
        _gain(line.change),
    ]


def _work(line: LedgerEntry) -> str:
    of = plain(" ".join((type_title(line.type), line.size or "")).strip())
    about = " · ".join(part for part in (of, plain(line.person or "")) if part)
    return f"{unbroken(f'#{line.task_number}')} {plain(line.task_title)} :gray[{about}]".replace(" :gray[]", "")


def _gain(change: Change) -> str:
    banked = f":green[{signed_time(change.banked)}]" if change.banked else ""
    overage = f":red[{signed_time(change.overage)}]" if change.overage else ""
    return " ".join(part for part in (banked, overage) if part) or "–"


def _after(line: LedgerEntry) -> str:
    if line.remaining_after is None:
        return "–"
    said = f"**{time(line.remaining_after)}**"
    return f":red[{said}]" if line.remaining_after < 0 else said


def _moved(minutes: Minutes) -> str:
    return signed_time(minutes) if minutes else "–"
