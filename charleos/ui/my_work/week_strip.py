"""The week as seven days to choose from, each with its total against capacity. The day chosen stands in the URL."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from charleos.rules.week import Week, WeekDay
from charleos.ui import words
from charleos.ui.my_work.wording import day_span
from charleos.ui.words import time
from charleos.units import Minutes

DAY = "work_day"
"""The chosen day: the date field's key, and its name in the URL."""


def choose_day(today: date) -> date:
    """The day that the URL or the viewer chose; today without either, or when the field was emptied."""
    chosen = st.date_input(
        "Day", today, key=DAY, format="DD/MM/YYYY", bind="query-params", label_visibility="collapsed", width=150
    )
    return chosen if isinstance(chosen, date) else today


def show_head(week: Week, chosen: date, today: date) -> None:
    """The span and total of the week, with the way to the weeks beside it."""
    _move(":material/chevron_left:", "week_before", chosen - timedelta(days=7), "The week before")
    _move(":material/chevron_right:", "week_after", chosen + timedelta(days=7), "The week after")
    _move("Today", "week_today", today, "Back to today", disabled=chosen == today)
    st.markdown(
        f"**{day_span(week.monday, week.sunday)}** · {time(week.logged)} of {time(week.capacity)}",
        help=words.help("capacity"),
        width="content",
    )


def show_days(week: Week, chosen: date, today: date) -> None:
    grid = st.grid(7, min_column_width=40, gap="xsmall", wrap=False)
    for one in week.days:
        with grid.cell(), st.container(gap="xxsmall"):
            _day(one, is_chosen=one.day == chosen, is_future=one.day > today)


def _day(one: WeekDay, *, is_chosen: bool, is_future: bool) -> None:
    st.caption(f"{one.day:%a}", text_alignment="center")
    st.button(
        str(one.day.day),
        key=f"day:{one.day.isoformat()}",
        on_click=_go,
        args=(one.day,),
        type="primary" if is_chosen else "secondary",
        disabled=is_future,
        help=one.holiday,
        width="stretch",
    )
    st.progress(filled(one.logged, one.capacity))
    st.caption(_total(one), text_alignment="center")


def _total(one: WeekDay) -> str:
    if one.logged:
        return f"**{time(one.logged)}**"
    if one.holiday:
        return "holiday"
    return "–" if one.capacity else "leave" if one.halves_off else "off"


def filled(part: Minutes, whole: Minutes) -> float:
    """How much of a thin bar is drawn: full from the whole on, nothing where there is no whole."""
    return min(max(part / whole, 0.0), 1.0) if whole else 0.0


def _move(label: str, key: str, day: date, told: str, *, disabled: bool = False) -> None:
    st.button(label, key=key, on_click=_go, args=(day,), help=told, disabled=disabled)


def _go(day: date) -> None:
    st.session_state[DAY] = day
