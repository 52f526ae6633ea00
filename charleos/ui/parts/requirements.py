"""A task's requirements as a table: what each quoted, took and bills, and the row of what they borrowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from charleos.reads.work import RequirementWork, TaskWork
from charleos.rules.billing import TaskBill
from charleos.ui import words
from charleos.ui.parts.figures import badge
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.work_types import CASES, size_range, type_title
from charleos.ui.words import plain, time
from charleos.units import Minutes

_COLUMNS = (
    Column("Requirement"),
    Column("Size"),
    Column("Quoted", figures=True),
    Column("Actual", figures=True),
    Column("Billable", figures=True),
    Column("Banked", figures=True),
    Column("Overage", figures=True),
    Column("Case"),
)
TERMS = ("size range", "quoted", "actual", "billable", "banked", "overage", "case", "borrowed", "combined cap")
"""Words of the glossary that the table needs."""


def requirement_table(task: TaskWork) -> None:
    rows = [_row(one) for one in task.requirements]
    if task.total.borrowed:
        rows.append(_borrowed(task.total.borrowed))
    if len(rows) > 1:
        rows.append(_total(task.requirements, task.total))
    text_table(_COLUMNS, rows, key=f"task-{task.id}")


def requirement_name(one: RequirementWork, of: Sequence[RequirementWork]) -> str:
    """What people call it: its type, with its number where the task has several of that type."""
    same = [other.id for other in of if other.type == one.type]
    title = type_title(one.type)
    return title if len(same) == 1 else f"{title} {same.index(one.id) + 1}"


def glossary(terms: Iterable[str]) -> None:
    """A small door to what the words of a table mean."""
    with st.popover("What the columns mean", type="tertiary", icon=":material/help:"):
        for term in terms:
            st.markdown(f"**{term.capitalize()}**: {plain(words.help(term))}")


def _row(one: RequirementWork) -> list[str]:
    bill = one.bill
    case, colour = CASES[bill.case]
    return [
        f"{plain(type_title(one.type))} {_who(one)}",
        plain(size_range(one.size, one.minimum, one.estimate.maximum)),
        _dash(one.estimate.average),
        _dash(bill.actual),
        _dash(bill.billable),
        f":green[{time(bill.banked)}]" if bill.banked else "–",
        f":red[{time(bill.overage)}]" if bill.overage else "–",
        badge(case, colour),
    ]


def _who(one: RequirementWork) -> str:
    """Whose it is, and since when it is done."""
    who = plain(one.assignee) if one.assignee else "nobody yet"
    if one.completed_on is None:
        return f":gray[{who}]"
    day = unbroken(f"{one.completed_on.day} {one.completed_on:%b %Y}")
    return f":gray[{who}] :green[:material/check: {day}]"


def _borrowed(moved: Minutes) -> list[str]:
    said = time(moved)
    return [":violet[Borrowed from headroom]", "", "", "", f":violet[+{said}]", "", f":violet[-{said}]", ""]


def _total(parts: Sequence[RequirementWork], total: TaskBill) -> list[str]:
    quoted = Minutes(sum(one.estimate.average for one in parts))
    figures = (quoted, total.actual, total.billable, total.banked, total.overage)
    return ["**Task**", unbroken(f"up to {time(total.maximum)}"), *(f"**{_dash(one)}**" for one in figures), ""]


def _dash(minutes: Minutes) -> str:
    return time(minutes) if minutes else "–"
