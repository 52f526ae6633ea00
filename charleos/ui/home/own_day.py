"""The viewer's own day: what is logged against what they can work, and what they are assigned."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.reads.my_work import Found, OpenWork
from charleos.rules.week import WeekDay
from charleos.ui import words
from charleos.ui.links import page
from charleos.ui.words import plain, time

SHOWN = 6


def show_own_day(day: WeekDay) -> None:
    with st.container(border=True, gap="small"):
        st.markdown("**:material/timer: My hours today**", help=words.help("capacity"))
        if day.capacity:
            st.markdown(f"### {time(day.logged)} :gray[of {time(day.capacity)}]")
            st.progress(min(day.logged, day.capacity) / day.capacity)
        else:
            st.markdown(f"### {time(day.logged)}")
            st.caption(_why_not(day))
        _to_my_work("Log time")


def _why_not(day: WeekDay) -> str:
    if day.holiday:
        return f"Today is {plain(day.holiday)}."
    return "You are on leave today." if day.halves_off else "Today is not a working day."


def show_own_work(work: Sequence[OpenWork]) -> None:
    mine = [one.work for one in work if one.is_assigned]
    with st.container(border=True, gap="small"):
        st.markdown(f"**:material/checklist: My open work** :gray-badge[{len(mine)}]", help=words.help("requirement"))
        if not mine:
            st.caption("Nothing is assigned to you. When something is, it stands here and under My work.")
        for one in mine[:SHOWN]:
            _one(one)
        _to_my_work("My work" if len(mine) <= SHOWN else f"All {len(mine)} under My work")


def _one(one: Found) -> None:
    link = page("my_work")
    title = f"#{one.task_number} **{plain(one.task)}**"
    said = f"{plain(one.client)} · {words.work_type(one.type)} {one.size or ''} · {_used(one)}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xxsmall"):
        st.page_link(link.page, query_params=link.query, label=title, width="content")
        st.markdown(f":small[{said}]", width="content")


def _used(one: Found) -> str:
    spent = f"{time(one.actual)} of {words.span(one.estimate.average, one.estimate.maximum)}"
    return f":red[{spent}]" if one.actual > one.estimate.maximum else spent


def _to_my_work(label: str) -> None:
    link = page("my_work")
    st.page_link(link.page, query_params=link.query, label=label, icon=":material/arrow_forward:")
