"""A client's month as a file for the client: what was allocated, used and left, and the tasks it went into.

Only what a client may see: no raw time, no banked time, overage, efficiency or day rates, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charleos.exports.csv_files import csv_bytes
from charleos.reads.billed_tasks import BilledTask
from charleos.rules.policy import Size
from charleos.rules.retainer import Statement, utilisation
from charleos.units import hours, pounds, quotient_half_up


@dataclass(frozen=True, slots=True)
class ClientStatement:
    """agency, client: names. statement: the client's month; tasks: what it was spent on."""

    agency: str
    client: str
    statement: Statement
    is_closed: bool
    tasks: tuple[BilledTask, ...]


def figures(of: ClientStatement) -> Iterator[tuple[str, str]]:
    """The month's figures with their names, in the order they are added up."""
    one = of.statement
    if one.allocation is None:
        yield "Hours used", hours(one.usage.billable)
        return
    yield "Monthly fee", pounds(one.allocation.cost)
    yield "Hours for your work", hours(one.allocation.net)
    if one.excess_in:
        yield "Used in advance last month", f"-{hours(one.excess_in)}"
    if one.unused_in:
        yield "Brought forward", hours(one.unused_in)
    yield "Hours used", hours(one.usage.billable)
    yield "Remaining", hours(one.remaining)
    used = utilisation(one)
    if used is not None:
        yield "Used", f"{quotient_half_up(used[0] * 100, used[1])}%"
    if one.carry.excess:
        yield "Deducted from next month", hours(one.carry.excess)
    if one.carry.unused:
        yield "Carried to next month", hours(one.carry.unused)


def size_range(size: Size) -> str:
    """
    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> [size_range(size) for size in DEFAULT_POLICY.sizes[:3]]
    ['XS: 0-30m', 'S: 1h-2h', 'M: 3h-6h']
    """
    return f"{size.code}: {hours(size.minimum) if size.minimum else '0'}-{hours(size.maximum)}"


HEADER = ("Client", "Month", "Task", "Name", "Description", "Size range", "Status", "Billable hours")


def client_statement_csv(of: ClientStatement) -> bytes:
    """A row for each task, then one for each figure of the month."""
    month = str(of.statement.month)
    tasks = [(of.client, month, f"#{one.number}", *_cells(one)) for one in of.tasks]
    sums = [(of.client, month, "", name, "", "", "", value) for name, value in figures(of)]
    return csv_bytes(HEADER, [*tasks, *sums])


def _cells(one: BilledTask) -> Sequence[str]:
    sizes = ", ".join(size_range(size) for size in one.sizes)
    return one.title, one.description, sizes, one.phase.value, hours(one.billable)
