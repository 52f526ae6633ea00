"""The client list as a file: what the list shows, one row for each client."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from charleos.exports.csv_files import csv_bytes
from charleos.periods import Month
from charleos.reads.portfolio import ClientInMonth
from charleos.rules.retainer import utilisation
from charleos.units import Minutes, Pence, decimal_hours

HEADER = (
    "Client",
    "Short name",
    "Status",
    "Plan",
    "Custom terms",
    "CSM",
    "Month",
    "Allocated hours",
    "Available hours",
    "Billable hours",
    "Remaining hours",
    "Used %",
)
RATES = ("Sold day rate £", "Actual day rate £")


def client_list_csv(rows: Sequence[ClientInMonth], month: Month, *, with_rates: bool) -> bytes:
    """Figures that do not apply are empty cells."""
    header = (*HEADER, *RATES) if with_rates else HEADER
    return csv_bytes(header, [_cells(one, month, with_rates=with_rates) for one in rows])


def _cells(one: ClientInMonth, month: Month, *, with_rates: bool) -> list[object]:
    client, figures = one.client, one.statement
    status = "archived" if client.is_archived else "active"
    plan = one.plan or ("project-only" if figures is not None else None)
    cells: list[object] = [
        client.name,
        client.slug,
        status,
        plan,
        "yes" if one.is_custom else "no",
        client.csm,
        str(month),
    ]
    cells += _figures(one)
    if with_rates:
        cells += [_pounds(one.rates.sold), _pounds(one.rates.actual)] if one.rates else [None, None]
    return cells


def _figures(one: ClientInMonth) -> list[object]:
    figures = one.statement
    if figures is None:
        return [None] * 5
    billable = _hours(figures.usage.billable)
    if figures.allocation is None:
        return [None, None, billable, None, None]
    used = utilisation(figures)
    share = f"{used[0] * 100 / used[1]:.1f}" if used else None
    net, available, remaining = figures.allocation.net, figures.available, figures.remaining
    return [_hours(net), _hours(available), billable, _hours(remaining), share]


def _hours(minutes: Minutes) -> Decimal:
    """A number and not a text: negative ones stay numbers in a spreadsheet."""
    return Decimal(decimal_hours(minutes))


def _pounds(pence: Pence | None) -> str | None:
    return None if pence is None else f"{pence // 100}.{pence % 100:02}"
