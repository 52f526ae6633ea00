"""Scheduled work on days off, as dialogs and the page show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from charleos.periods import Month, short_day
from charleos.reads.leave_work import OnDaysOff, StrandedStep, TouchedWork
from charleos.rules.leave_work import FullDay
from charleos.ui import words
from charleos.ui.links import client_link
from charleos.ui.parts.steps import days_said
from charleos.ui.words import count, plain, time

SHOWN = 8


def show_touched(found: OnDaysOff, *, whose: str, today: date) -> None:
    """What is planned on the days, and the days that would hold more than can be worked. whose: as a sentence begins,
    “Your” or “Devon’s”, plain text."""
    if not found.work:
        st.success(f"Nothing of {plain(whose)} work is scheduled on these days.", icon=":material/check_circle:")
        return
    moving = sum(one.must_move for one in found.work)
    said = f"**{count(len(found.work), 'piece')} of scheduled work** on these days"
    st.markdown(f"{said}: {moving} must move" if moving else said, help=words.help("work on days off"))
    for one in found.work[:SHOWN]:
        _touched(one, today)
    if len(found.work) > SHOWN:
        st.caption(f"and {len(found.work) - SHOWN} more")
    if found.full:
        st.warning(_overfull(found.full), icon=":material/event_busy:")


def _touched(one: TouchedWork, today: date) -> None:
    what = f"#{one.number} {plain(one.title or '')} · {one.kind}" if one.number else f"{one.kind} block"
    mark = ":red-badge[must move]" if one.must_move else ":gray-badge[its other days take it]"
    with st.container(gap=None):
        st.markdown(f"{what} {mark}")
        st.caption(f"{days_said(one.start, one.end, today)} · {time(one.minutes)} on these days · {plain(one.client)}")


def _overfull(full: Sequence[FullDay]) -> str:
    named = [f"{short_day(one.day)} ({time(one.planned)} of {time(one.capacity)})" for one in full]
    more = f" and {len(named) - 4} more" if len(named) > 4 else ""
    return f"More would be planned than can be worked on {', '.join(named[:4])}{more}."


def show_stranded(steps: Sequence[StrandedStep], today: date) -> None:
    """For who schedules: what approved leave leaves no day for, each with the way to where it is moved."""
    if not steps:
        return
    with st.container(border=True, gap="small", key="stranded"):
        st.markdown(
            f"**:red[:material/event_busy:] Scheduled on days off** :gray-badge[{len(steps)}]",
            help=words.help("work on days off"),
        )
        for one in steps[:SHOWN]:
            _stranded(one, today)
        if len(steps) > SHOWN:
            st.caption(f"and {len(steps) - SHOWN} more; they follow as these are moved.")


def _stranded(one: StrandedStep, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        with st.container(gap=None, width="content"):
            st.markdown(f"#{one.number} **{plain(one.title)}** · {one.kind}")
            when = days_said(one.start, one.end, today)
            st.caption(f"{plain(one.person)} · {when} · {time(one.minutes)} · {plain(one.client)}")
        link = client_link(one.slug, Month.of(one.start), "schedule")
        st.page_link(
            link.page, query_params=link.query, label="Reschedule", icon=":material/edit_calendar:", width="content"
        )
