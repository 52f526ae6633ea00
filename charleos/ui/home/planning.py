"""What the schedule says on Home: the plan of today in a line, what runs behind, who asks for leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from charleos.periods import short_day
from charleos.reads.day import PersonDay
from charleos.reads.leave import LeaveLine
from charleos.reads.planning_notes import RunningBehind
from charleos.rules.leave import length_said, when_said
from charleos.ui import words
from charleos.ui.links import page, task_link
from charleos.ui.words import count, plain, time

SHOWN = 6


def show_plan_today(day: PersonDay) -> None:
    """One line, which leads to My schedule."""
    link = page("my_work", work_section="schedule")
    with st.container(border=True, gap="xsmall"):
        st.markdown("**:material/event_note: My plan today**", help=words.help("day plan"))
        st.markdown(_plan(day))
        st.page_link(link.page, query_params=link.query, label="My schedule", icon=":material/arrow_forward:")


def _plan(day: PersonDay) -> str:
    fitting = [item for item in day.items if item.allocated]
    waiting = [item for item in day.items if not item.allocated]
    if not day.items:
        return ":gray[Nothing is scheduled for you today.]"
    waits = f", {count(len(waiting), 'step waits', 'steps wait')}" if waiting else ""
    if not fitting:
        return f"Nothing fits into today{waits}."
    first = f"first **#{fitting[0].task_number} {plain(fitting[0].task)}**"
    return f"{time(day.allocated)} in {count(len(fitting), 'step')}, {first}{waits}."


def show_running_behind(marks: Sequence[RunningBehind], today: date) -> None:
    if not marks:
        return
    with st.container(border=True, gap="xsmall", key="running_behind"):
        st.markdown(
            f"**:red[:material/running_with_errors:] Running behind** :gray-badge[{len(marks)}]",
            help=words.help("running behind"),
        )
        for one in marks[:SHOWN]:
            _mark(one, today)
        if len(marks) > SHOWN:
            st.caption(f"and {len(marks) - SHOWN} more")


def _mark(one: RunningBehind, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        link = task_link(one.slug, one.number)
        title = f"#{one.number} **{plain(one.task)}**"
        st.page_link(link.page, query_params=link.query, label=title, width="content")
        more = f"**+{time(one.minutes)}**" if one.minutes else ""
        said = (more, plain(one.person or ""), _marked(one.marked_on, today))
        st.markdown(f":small[{' · '.join(part for part in said if part)}]", width="content")
    why = ": ".join(plain(part) for part in (one.cause, one.notes) if part)
    st.caption(" · ".join(part for part in (why, plain(one.client)) if part))


def _marked(day: date, today: date) -> str:
    return "today" if day == today else short_day(day)


def show_leave_waiting(lines: Sequence[LeaveLine]) -> None:
    if not lines:
        return
    link = page("leave")
    with st.container(border=True, gap="xsmall", key="home_leave"):
        st.markdown(f"**:orange[:material/beach_access:] Leave to decide about** :gray-badge[{len(lines)}]")
        for one in lines[:SHOWN]:
            st.markdown(f"**{plain(one.person)}** · {when_said(one.days)} :gray[{length_said(one.halves)}]")
        label = "Decide" if len(lines) <= SHOWN else f"All {len(lines)}, under Leave"
        st.page_link(link.page, query_params=link.query, label=label, icon=":material/arrow_forward:")
