"""Efficiency as files: what the page shows, with exact minutes beside decimal hours."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from charleos.exports.csv_files import csv_bytes
from charleos.periods import Month
from charleos.reads.efficiency_board import Board
from charleos.reads.efficiency_people import PersonWork
from charleos.reads.requirements_behind import RequirementBehind
from charleos.rules.efficiency import Work
from charleos.units import Minutes, Pence, decimal_hours

WORK = (
    "Requirements completed",
    "Quoted hours",
    "Logged hours",
    "Billable hours",
    "Banked hours",
    "of it realised",
    "of it provisional",
    "Overage hours",
    "Net hours",
    "Efficiency %",
    "Net minutes",
)
REQUIREMENTS = (
    *("Client", "Task", "Title", "Type", "Size", "Completed", "Quoted hours", "Maximum hours", "Actual hours"),
    *("Logged hours in the period", "Billable hours", "Banked hours", "Overage hours", "Net hours", "Net minutes"),
)
BORROWED = "borrowed"
LONGEST_SHEET_NAME = 31


class Sheet(NamedTuple):
    """A table of the file."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def board_csv(board: Board) -> bytes:
    """One row for each client, month, type and size that the choice leaves."""
    sheet = _cells(board)
    return csv_bytes(sheet.header, sheet.rows)


def board_xlsx(board: Board, people: Sequence[PersonWork], *, with_rates: bool) -> bytes:
    """A sheet for each view of the page."""
    sheets = [
        _by("By month", "Month", [(str(month), work) for month, work in board.by_month.items()]),
        _by_kind(board),
        _by("By client", "Client", [(one.client.name, one.work) for one in board.by_client]),
        _cells(board),
    ]
    if people:
        sheets.append(_by("By person", "Person", [(one.name, one.work) for one in people]))
    if with_rates:
        sheets.append(_rates(board))
    return _workbook(sheets)


def requirements_csv(rows: Iterable[RequirementBehind]) -> bytes:
    return csv_bytes(REQUIREMENTS, [_requirement(one) for one in rows])


def _requirement(one: RequirementBehind) -> list[object]:
    done = None if one.completed_on is None else one.completed_on.isoformat()
    kind = one.type if one.requirement_id is not None else BORROWED
    minutes = (one.quoted, one.maximum, one.actual, one.logged, one.billable, one.banked, one.overage, one.net)
    head = (one.client, f"#{one.task_number}", one.task_title, kind, one.size, done)
    return [*head, *map(_hours, minutes), one.net]


def _by(name: str, what: str, rows: Iterable[tuple[str, Work]]) -> Sheet:
    return Sheet(name, (what, *WORK), [(key, *_work(work)) for key, work in rows])


def _by_kind(board: Board) -> Sheet:
    rows: list[Sequence[object]] = [(*kind, *_work(work)) for kind, work in board.by_kind.items()]
    if any(board.borrowed):
        rows.append((BORROWED, None, *_work(board.borrowed)))
    return Sheet("By type and size", ("Type", "Size", *WORK), rows)


def _cells(board: Board) -> Sheet:
    names = board.cube.names
    rows = [
        (names[client].name, str(Month(month)), work_type or BORROWED, size, *_work(work))
        for (client, month, work_type, size), work in board.cells_shown.items()
    ]
    return Sheet("Detail", ("Client", "Month", "Type", "Size", *WORK), rows)


def _rates(board: Board) -> Sheet:
    rows = [
        (one.client.name, *map(_pounds, (one.rates.sold, one.rates.actual, one.rates.variance)), one.band)
        for one in board.rates_by_client
    ]
    return Sheet("Day rates", ("Client", "Sold £", "Actual £", "Variance £", "Band"), rows)


def _work(work: Work) -> list[object]:
    minutes = (work.quoted, work.logged, work.billable, work.banked, work.realised, work.provisional)
    share = None if work.hundredths is None else Decimal(work.hundredths) / 100
    return [work.completed, *map(_hours, (*minutes, work.overage, work.net)), share, work.net]


def _hours(minutes: Minutes) -> Decimal:
    return Decimal(decimal_hours(minutes))


def _pounds(pence: Pence | None) -> Decimal | None:
    return None if pence is None else Decimal(pence) / 100


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    """Text is written as text, so that no cell is ever read as a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:LONGEST_SHEET_NAME])
            page.write_row(0, 0, sheet.header, bold)
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, int | Decimal):
                        page.write_number(number, column, float(value))
                    elif value is not None:
                        page.write_string(number, column, str(value))
            page.freeze_panes(1, 1)
            page.autofit()
    return out.getvalue()
