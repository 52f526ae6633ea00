"""A client's time entries as a file."""

from __future__ import annotations

from collections.abc import Iterable

from charleos.exports.csv_files import csv_bytes
from charleos.reads.entries import EntryLine
from charleos.units import decimal_hours

HEADER = (
    "entry",
    "date",
    "person",
    "minutes",
    "hours",
    "activity",
    "task",
    "title",
    "requirement",
    "size",
    "note",
    "replaces",
    "voided",
    "void reason",
)


def time_entries_csv(lines: Iterable[EntryLine]) -> bytes:
    """One row for each entry, voided ones marked; hours beside the exact minutes."""
    return csv_bytes(HEADER, (_row(line) for line in lines))


def _row(line: EntryLine) -> tuple[object, ...]:
    return (
        line.id,
        line.work_date.isoformat(),
        line.person,
        line.minutes,
        decimal_hours(line.minutes),
        line.activity,
        None if line.task_number is None else f"#{line.task_number}",
        line.task_title,
        line.type,
        line.size,
        line.note,
        line.replaces_id,
        "yes" if line.voided_at else "no",
        line.void_reason,
    )
