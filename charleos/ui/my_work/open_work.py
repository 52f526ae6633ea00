"""The requirements a person may log on, by client, each with its one-tap amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import streamlit as st

from charleos.desk import Desk
from charleos.periods import short_day
from charleos.reads.my_work import OpenWork
from charleos.ui.my_work.dialogs import complete_dialog, log_dialog
from charleos.ui.my_work.taps import amounts, show_refusal
from charleos.ui.my_work.week_strip import filled
from charleos.ui.my_work.wording import kind, used
from charleos.ui.words import count, plain, time

AT_FIRST = 10
_ALL = "my_work:all"


def show_open_work(desk: Desk, work: Sequence[OpenWork], day: date) -> None:
    wanted = _filtered(work) if len(work) > AT_FIRST else work
    shown = wanted if st.session_state.get(_ALL) else wanted[:AT_FIRST]
    for rows in _by_client(shown):
        _client(desk, rows, day)
    if len(shown) < len(wanted):
        st.button(f"Show {len(wanted) - len(shown)} more", key="my_work_all", on_click=_show_all, width="stretch")
    if work and not wanted:
        st.caption("None of your open work matches. Use “Log other time” to find any other requirement.")


def show_nothing_open() -> None:
    with st.container(border=True):
        st.markdown("**No open work is assigned to you**")
        st.caption(
            "Requirements appear here once they are assigned to you, or once you have logged on them. "
            "Meetings, calls and admin can be logged any time."
        )


def _filtered(work: Sequence[OpenWork]) -> list[OpenWork]:
    """Those that hold every word typed."""
    typed = st.text_input(
        "Find in my work",
        key="my_work_find",
        type="search",
        live=True,
        placeholder=f"Find in {count(len(work), 'requirement')}: client, title or #number",
        label_visibility="collapsed",
    )
    words = (typed or "").casefold().split()
    return [one for one in work if all(word in _searched(one) for word in words)]


def _searched(one: OpenWork) -> str:
    return f"{one.work.client} #{one.work.task_number} {one.work.task} {one.work.type}".casefold()


def _by_client(work: Iterable[OpenWork]) -> list[list[OpenWork]]:
    """In the order in which each client comes first."""
    groups: dict[int, list[OpenWork]] = {}
    for one in work:
        groups.setdefault(one.client_id, []).append(one)
    return list(groups.values())


def _client(desk: Desk, rows: Sequence[OpenWork], day: date) -> None:
    with st.container(border=True):
        st.markdown(f":small[**{plain(rows[0].work.client)}**]")
        if rows[0].routed:
            st.caption(f":orange[:material/subdirectory_arrow_right: {plain(rows[0].routed)}]")
        for one in rows:
            _row(desk, one, day)


def _row(desk: Desk, one: OpenWork, day: date) -> None:
    is_off = desk.read_only or day > desk.today
    with st.container(horizontal=True, vertical_alignment="center", key=f"work-{one.work.requirement_id}"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(_title(one, day, desk.today))
            st.caption(_figures(one))
            st.progress(filled(one.work.actual, one.work.estimate.maximum))
        with st.container(horizontal=True, gap="xxsmall", width="content"):
            amounts(one.work.requirement_id, one.step.id if one.step else None, day, disabled=is_off)
            if st.button("Other", key=f"other:{one.work.requirement_id}", type="tertiary", disabled=is_off):
                log_dialog(day, one.work.requirement_id)
            if one.is_assigned and st.button(
                "",
                key=f"complete:{one.work.requirement_id}",
                icon=":material/check_circle:",
                type="tertiary",
                help="It is complete",
                disabled=desk.read_only,
            ):
                complete_dialog(one.work)
    show_refusal(one.work.requirement_id)


def _figures(one: OpenWork) -> str:
    """What it is, how much of it is used, and the step that the amounts beside it are logged on."""
    step = f" · on step {one.step.kind.title}" if one.step else ""
    return f"{plain(kind(one.work.type, one.work.size))} · {used(one.work.actual, one.work.estimate)}{step}"


def _title(one: OpenWork, day: date, today: date) -> str:
    """The task, with the hint that the day already has time on it."""
    said = f"**{plain(one.work.task)}** :gray[#{one.work.task_number}]"
    if not one.on_day:
        return said
    when = "today" if day == today else f"on {short_day(day)}"
    return f"{said} :blue-badge[already {time(one.on_day)} {when}]"


def _show_all() -> None:
    st.session_state[_ALL] = True
