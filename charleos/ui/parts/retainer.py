"""The info panel: one client's month, from what was agreed to what is left of it, each figure with its meaning."""

from __future__ import annotations

import streamlit as st

from charleos.periods import Month
from charleos.rules.policy import Rollover, Unused
from charleos.rules.retainer import Allocation, Statement, utilisation
from charleos.ui import words
from charleos.ui.links import Link, client_link, ledger_link
from charleos.ui.parts.figures import figure
from charleos.units import Minutes, hours


def show_statement(slug: str, one: Statement, *, running: bool) -> None:
    """Retained months as a sum that ends in what is remaining; project-only months as what was worked."""
    if one.allocation is None:
        _project_only(slug, one)
        return
    _remaining(one)
    figure("Allocated", hours(one.allocation.net), term="net allocation")
    st.caption(pm_deduction(one.allocation))
    if one.excess_in:
        figure("Excess carried in", f"-{hours(one.excess_in)}", term="carried in", opens=_month(slug, one.month - 1))
    if one.unused_in:
        opens = _month(slug, one.month - 1)
        figure("Unused carried in", f"+{hours(one.unused_in)}", term="unused carried in", opens=opens)
    if one.available != one.allocation.net:
        figure("Available", hours(one.available), term="available")
    _used(slug, one)
    colour = "red" if one.remaining < 0 else ""
    opens = client_link(slug, one.month, "ledger")
    figure("Remaining", hours(one.remaining), term="remaining", opens=opens, colour=colour, strong=True)
    _leaving(one, running=running)


def pm_deduction(agreed: Allocation) -> str:
    """
    >>> pm_deduction(Allocation(Minutes(3600), Minutes(540), Minutes(3060), 0))
    '60h - 9h project management = 51h'
    >>> pm_deduction(Allocation(Minutes(3600), Minutes(0), Minutes(3600), 0))
    '60h, nothing taken off for project management'
    """
    if not agreed.gross:
        return "No hours: the client is archived"
    if not agreed.pm:
        return f"{hours(agreed.gross)}, nothing taken off for project management"
    return f"{hours(agreed.gross)} - {hours(agreed.pm)} project management = {hours(agreed.net)}"


def rollover_said(rollover: Rollover) -> str:
    """
    >>> rollover_said(Rollover(True, Unused.NONE)), rollover_said(Rollover(False, Unused.MONTHS, 2))
    ('Excess is carried on; unused time expires.', 'Excess is forgiven; unused time lasts 2 months more.')
    """
    excess = "Excess is carried on" if rollover.excess_carried else "Excess is forgiven"
    unused = {
        Unused.NONE: "expires",
        Unused.ALL: "is carried on",
        Unused.CAP: f"is carried on up to {hours(Minutes(rollover.amount))}",
        Unused.MONTHS: f"lasts {words.count(rollover.amount, 'month')} more",
    }
    return f"{excess}; unused time {unused[rollover.unused]}."


def oddity(one: Statement) -> str:
    """The sentence for a month whose sums look wrong at first sight, and are not; "" for any other.

    >>> from charleos.rules.retainer import UNUSED_MONTH, NO_CARRY, Usage
    >>> usage = Usage(Minutes(0), Minutes(30), Minutes(30), Minutes(0), Minutes(0))
    >>> nothing = Minutes(0)
    >>> month = Statement(Month.parse("2026-02"), None, nothing, nothing, usage, *[nothing] * 5, NO_CARRY)
    >>> oddity(month)
    '30m is billable without logged time: a correction or another size of earlier work. The ledger says which.'
    """
    usage = one.usage
    if usage.logged <= 0 and usage.billable:
        return (
            f"{hours(usage.billable)} is billable without logged time: a correction or another size of earlier work. "
            "The ledger says which."
        )
    if usage.banked < 0:
        return (
            f"Banked is {hours(usage.banked)}: work that an earlier month counted as banked went on and used it up. "
            "The two months together add up to what the requirements bill."
        )
    if usage.billable < 0:
        return f"Billable is {hours(usage.billable)}: more was given back for earlier work than was deducted."
    return ""


def _remaining(one: Statement) -> None:
    colour = "red" if one.remaining < 0 else ""
    said = hours(one.remaining)
    st.metric(
        "Remaining",
        f":{colour}[{said}]" if colour else said,
        help=words.help("remaining"),
        delta=f"{hours(one.excess)} excess" if one.excess else f"of {hours(one.available)} available",
        delta_color="inverse" if one.excess else "off",
        delta_arrow="off",
    )
    used = utilisation(one)
    share = f"{words.percent(*used)} used" if used else "Nothing is available"
    filled = min(max(used[0] / used[1], 0.0), 1.0) if used else 0.0
    st.progress(filled, text=share)


def _used(slug: str, one: Statement) -> None:
    usage = one.usage
    figure("Logged", hours(usage.logged), term="logged", opens=client_link(slug, one.month, "time"))
    figure("Billable", hours(usage.billable), term="billable", opens=ledger_link(slug, one.month, "billable"))
    if usage.borrowed:
        opens = ledger_link(slug, one.month, "borrowed")
        figure("of it borrowed", hours(usage.borrowed), term="borrowed", opens=opens)


def _leaving(one: Statement, *, running: bool) -> None:
    """What the month hands to the next, and what is lost."""
    if one.carry.excess:
        figure("Excess carried out", hours(one.carry.excess), term="carried out")
    elif one.excess:
        figure("Excess, forgiven", hours(one.excess), term="excess")
    if one.carry.unused:
        figure("Unused carried out", hours(one.carry.unused), term="carried out")
    if one.expired:
        figure("Would expire" if running else "Expired", hours(one.expired), term="expired")


def _project_only(slug: str, one: Statement) -> None:
    st.markdown("**Project-only**", help=words.help("project-only"))
    st.caption("No monthly hours: work is priced per quote.")
    _used(slug, one)
    if one.written_off:
        figure("Carry written off", hours(one.written_off), term="project-only")


def _month(slug: str, month: int) -> Link:
    return client_link(slug, Month(month))
