"""One week over all clients: who is red, who is amber, what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import streamlit as st

from charleos.desk import Desk
from charleos.periods import long_day
from charleos.reads.rag import Followed, rag_followed
from charleos.reads.rag_history import InWeek, rag_week
from charleos.rules.rag import Rag
from charleos.rules.week import monday_of
from charleos.ui.parts.linked_table import linked_table
from charleos.ui.parts.rag import rag_column, rag_mark
from charleos.ui.parts.table import Column
from charleos.ui.rag.address import ADDRESS, history_link
from charleos.ui.words import count, percent

WEEKS_BACK = 52


def show_week(desk: Desk) -> None:
    this_week = monday_of(desk.today)
    mondays = [this_week - timedelta(days=7 * back) for back in range(WEEKS_BACK)]
    asked = ADDRESS.day("week")
    monday = asked if asked in mondays else this_week
    ADDRESS.select(
        "Week",
        "week",
        [day.isoformat() for day in mondays],
        monday.isoformat(),
        titles=lambda code: f"Week of {long_day(date.fromisoformat(code))}",
        width=260,
    )
    rows = rag_week(desk, monday)
    if not rows:
        st.info("No client in your reach had begun by that week.", icon=":material/groups:")
        return
    _counts(rows)
    _table(rows)
    _followed(rag_followed(desk))


def _counts(rows: tuple[InWeek, ...]) -> None:
    found = Counter(one.report.status if one.report else None for one in rows)
    with st.container(horizontal=True, gap="small"):
        for status in (Rag.RED, Rag.AMBER, Rag.GREEN):
            st.metric(status.title, found[status], border=True, width="stretch")
        st.metric("Not recorded", found[None], border=True, width="stretch")


def _table(rows: tuple[InWeek, ...]) -> None:
    columns = [
        Column("Client"),
        Column("Status"),
        Column("Before"),
        Column("How it goes"),
        Column("Next step"),
        Column("Recorded by"),
    ]
    links = [history_link(one.slug) for one in rows]
    special = {"Status": rag_column("Status"), "Before": rag_column("Before")}
    linked_table(columns, [_row(one) for one in rows], links, key="rag:week-table", special=special)


def _row(one: InWeek) -> list[Any]:
    status = one.report.status if one.report else None
    told = (one.report.note, one.report.next_step) if one.report else ("", "")
    return [one.name, rag_mark(status), rag_mark(one.before), *(text or "–" for text in told), one.completed_by or "–"]


def _followed(times: Followed) -> None:
    if times.suggested:
        share = percent(times.followed, times.suggested)
        reports = count(times.suggested, "report")
        st.caption(f"What the figures suggested was followed in {times.followed} of {reports} ({share}).")
