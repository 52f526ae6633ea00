"""What posting time does to a client's retainer: one line for each change, and the sentence that explains it.

M (average 4h 30m, maximum 6h)   logged   total   deducted
first entry                          2h      2h     4h 30m   the average at once
second                               2h      4h          -   still under the average
third                                1h      5h        30m   past the average, minute by minute
fourth                               2h      7h         1h   up to the maximum; 1h is overage
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Estimate, bill
from charleos.units import NOTHING, Minutes, hours


class Kind(StrEnum):
    """Why a ledger line exists."""

    ENTRY = "entry"
    VOID = "void"
    RESIZE_OFF = "resize_off"
    RESIZE_ON = "resize_on"
    BORROWING = "borrowing"


class Change(NamedTuple):
    """What one line adds to its month. Always: billable = minutes + banked - overage."""

    minutes: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes


def post(estimate: Estimate, before: Minutes, after: Minutes) -> Change:
    """formula(total after) - formula(total before), so a requirement's lines add up to its bill.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> post(m, Minutes(0), Minutes(1)).billable, post(m, Minutes(1), Minutes(270)).billable
    (270, 0)
    """
    old, new = bill(estimate, before), bill(estimate, after)
    return Change(after - before, new.billable - old.billable, new.banked - old.banked, new.overage - old.overage)


def resize(old: Estimate, new: Estimate, actual: Minutes) -> tuple[Change, Change]:
    """Everything off the old size, and on to the new one's figures: the pair of lines of a re-sizing."""
    return post(old, actual, NOTHING), post(new, NOTHING, actual)


def borrow(before: Minutes, after: Minutes) -> Change:
    """The line of a task whose borrowing changed: billable gains what overage loses."""
    moved = after - before
    return Change(NOTHING, moved, NOTHING, -moved)


def month_of_line(work_month: Month, first_open: Month) -> Month:
    """The month of the work if it is open for the client, else the earliest open one.

    Months close in order, so all before `first_open` are closed and none after.
    """
    return max(work_month, first_open)


class Line(NamedTuple):
    """What a sentence about a line needs: totals before and after, and the size it was counted by."""

    kind: Kind
    size: str | None
    estimate: Estimate
    before: Minutes
    after: Minutes
    change: Change
    cause: str | None = None


def reason(line: Line) -> str:
    """Why the line moved the month, in one sentence.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> reason(Line(Kind.ENTRY, "M", m, Minutes(0), Minutes(120), post(m, Minutes(0), Minutes(120))))
    'First entry on an M: the average of 4h 30m is deducted.'
    >>> reason(Line(Kind.ENTRY, "M", m, Minutes(300), Minutes(420), post(m, Minutes(300), Minutes(420))))
    'Past the maximum of 6h: 1h is deducted, 1h is overage that the agency absorbs.'
    """
    match line.kind:
        case Kind.ENTRY:
            return _entry_reason(line)
        case Kind.VOID:
            return _void_reason(line)
        case Kind.RESIZE_OFF:
            return f"Re-sized: everything comes off the {line.size or 'old size'}{_because(line.cause)}."
        case Kind.RESIZE_ON:
            return f"Re-sized: {hours(line.after)} of work now counts as {_a(line.size)}{_because(line.cause)}."
    return _borrowing_reason(line)


def _entry_reason(line: Line) -> str:
    average, maximum = line.estimate
    billable, overage = line.change.billable, line.change.overage
    if maximum == 0:
        return f"Not required: {hours(overage)} is overage that the agency absorbs."
    if line.before >= maximum:
        return f"Already at the maximum of {hours(maximum)}: nothing is deducted, {hours(overage)} is overage."
    if line.before == 0 and line.after <= average:
        return f"First entry on {_a(line.size)}: the average of {hours(average)} is deducted."
    if line.after > maximum:
        return (
            f"Past the maximum of {hours(maximum)}: {hours(billable)} is deducted, "
            f"{hours(overage)} is overage that the agency absorbs."
        )
    if line.before == 0:
        return f"First entry on {_a(line.size)}, past its average of {hours(average)}: {hours(billable)} is deducted."
    if line.after <= average:
        return f"{hours(line.after)} of the average of {hours(average)} used: already deducted."
    if line.before < average:
        return f"Past the average of {hours(average)}: the {hours(billable)} beyond it is deducted."
    return f"Between average and maximum: {hours(billable)} is deducted as worked."


def _void_reason(line: Line) -> str:
    taken = hours(-line.change.minutes)
    given = line.change.billable
    if given == 0:
        return f"{taken} voided: what is deducted for the requirement stays the same."
    if line.after == 0:
        return f"{taken} voided, nothing is logged any more: {hours(-given)} is given back."
    return f"{taken} voided, {hours(line.after)} stays logged: {hours(-given)} is given back."


def _borrowing_reason(line: Line) -> str:
    moved = line.change.billable
    if moved >= 0:
        return f"The task runs behind: {hours(moved)} of overage is billed from the headroom of its other requirements."
    return f"Less is borrowed on this task now: {hours(-moved)} is given back to the retainer."


def _a(size: str | None) -> str:
    if size is None:
        return "a requirement that is not required"
    return f"{'an' if size[0] in 'AEFHILMNORSX' else 'a'} {size}"


def _because(cause: str | None) -> str:
    return f" ({cause})" if cause else ""
