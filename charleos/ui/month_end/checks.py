"""What to look at before a month is closed. Nothing of it forbids closing: a person decides."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month, long_day
from charleos.reads.before_close import BeforeClose, Late, Unfinished, Unlogged, Waiting, before_close, unlogged_days
from charleos.rules.access import Capability
from charleos.ui.links import client_link, task_link
from charleos.ui.parts.linked_table import linked_table
from charleos.ui.parts.table import Column, text_table
from charleos.ui.rag.address import history_link
from charleos.ui.words import count, plain, signed_time, time, work_type

MOST_DAYS = 6


def show_checks(desk: Desk, month: Month) -> None:
    found = before_close(desk, month)
    people = unlogged_days(desk, month) if desk.viewer.can(Capability.CLOSE_MONTHS) else ()
    if not (people or found.unfinished or found.waiting or found.unreported or found.late):
        st.success(f"Nothing about {month.name} asks for a look.", icon=":material/check_circle:")
        return
    _people(people)
    _waiting(found.waiting)
    _unfinished(found.unfinished, month)
    _unreported(found)
    _late(found.late, month)


def warnings_of(found: BeforeClose, people: Sequence[Unlogged]) -> list[str]:
    """One line for each kind of thing, for the dialog that closes."""
    days = sum(len(one.days) for one in people)
    parts = (
        (days, f"{count(days, 'working day')} without time, of {count(len(people), 'person', 'people')}"),
        (len(found.waiting), f"{count(len(found.waiting), 'entry', 'entries')} without a requirement: not billed"),
        (len(found.unfinished), f"{count(len(found.unfinished), 'requirement')} in progress: banked time provisional"),
        (len(found.unreported), f"{count(len(found.unreported), 'client')} with weeks that no RAG report covers"),
    )
    return [said for number, said in parts if number]


def _people(people: Sequence[Unlogged]) -> None:
    if not people:
        return
    st.subheader("Days without time", anchor=False)
    columns = [Column("Person"), Column("Days", figures=True), Column("Which")]
    text_table(columns, [[plain(one.name), str(len(one.days)), _days(one)] for one in people], key="end-people")


def _days(one: Unlogged) -> str:
    shown = ", ".join(f"{day:%a} {day.day}" for day in one.days[:MOST_DAYS])
    more = len(one.days) - MOST_DAYS
    return shown + (f" and {more} more" if more > 0 else "")


def _waiting(rows: Sequence[Waiting]) -> None:
    if not rows:
        return
    st.subheader("Task time without a requirement", anchor=False)
    st.caption("It bills nothing until it is corrected to name one.")
    columns = [Column("Client"), Column("Person"), Column("Day"), Column("Note"), Column("Time", figures=True)]
    cells = [[one.client, one.person, long_day(one.work_date), one.note, time(one.minutes)] for one in rows]
    links = [client_link(one.slug, Month.of(one.work_date), "time") for one in rows]
    linked_table(columns, cells, links, key="month_end:waiting")


def _unfinished(rows: Sequence[Unfinished], month: Month) -> None:
    if not rows:
        return
    st.subheader("Requirements in progress", anchor=False)
    st.caption("Their banked time is provisional: it shrinks as more is logged, in whichever month is open then.")
    columns = [Column("Client"), Column("Task"), Column("Work"), Column("Banked so far", figures=True)]
    cells = [[one.client, f"#{one.number} {one.title}", work_type(one.type), signed_time(one.banked)] for one in rows]
    links = [task_link(one.slug, one.number, month) for one in rows]
    linked_table(columns, cells, links, key="month_end:unfinished")


def _unreported(found: BeforeClose) -> None:
    if not found.unreported:
        return
    st.subheader("Weeks without a RAG report", anchor=False)
    cells = [[one.client, ", ".join(long_day(week) for week in one.weeks)] for one in found.unreported]
    links = [history_link(one.slug) for one in found.unreported]
    linked_table([Column("Client"), Column("Weeks of")], cells, links, key="month_end:unreported")


def _late(rows: Sequence[Late], month: Month) -> None:
    if not rows:
        return
    st.subheader(f"Late time, counted in {month.name}", anchor=False)
    st.caption("Work of months that were closed already.")
    columns = [Column("Client"), Column("Task"), Column("Person"), Column("Day"), Column("Billable", figures=True)]
    cells = [
        [
            one.client,
            f"#{one.number} {one.title}",
            one.person or "–",
            long_day(one.work_date),
            signed_time(one.billable),
        ]
        for one in rows
    ]
    links = [client_link(one.slug, month, "ledger") for one in rows]
    linked_table(columns, cells, links, key="month_end:late")
