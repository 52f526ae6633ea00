"""Section Work: the client's tasks with their requirements, and what can be done with each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month, long_day
from charleos.reads.client_detail import ClientDetail
from charleos.reads.work import PAGE, Shown, TaskWork, Work, WorkFilter, work
from charleos.ui import words
from charleos.ui.client_detail.address import choose, control, number, option
from charleos.ui.client_detail.task_menu import badges, task_menu
from charleos.ui.client_detail.task_view import show_task
from charleos.ui.links import task_link
from charleos.ui.parts.requirements import TERMS, glossary, requirement_table
from charleos.ui.parts.task_title import task_title
from charleos.ui.words import plain
from charleos.units import hours

_NONE = {
    Shown.OPEN: "No task is open. “Add task” agrees the next one.",
    Shown.MONTH: "Nothing moved this month's hours.",
    Shown.ALL: "There are no tasks yet. “Add task” agrees the first one.",
}


def show_work(desk: Desk, frame: ClientDetail) -> None:
    """The list of tasks, or the one that the address names."""
    chosen = number("task")
    if chosen is None:
        _list(desk, frame)
    else:
        show_task(desk, frame, chosen)


def _list(desk: Desk, frame: ClientDetail) -> None:
    shown = option("tasks", Shown, Shown.OPEN)
    seen = work(desk, frame.slug, frame.month, WorkFilter(shown, number("page") or 1))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        choose("Tasks", "tasks", Shown, Shown.OPEN, titles=partial(_title, frame.month))
        glossary(TERMS)
    if not seen.tasks:
        st.info(_NONE[shown], icon=":material/task_alt:")
        return
    for task in seen.tasks:
        _task(desk, frame, task)
    pages(seen, "task")


def pages(seen: Work, what: str) -> None:
    first = (seen.page - 1) * PAGE + 1
    st.caption(f"{first}-{first + len(seen.tasks) - 1} of {words.count(seen.count, what)}")
    if seen.pages > 1:
        control(st.pagination, seen.pages, "page", seen.page)


def _title(month: Month, shown: Shown) -> str:
    return {Shown.OPEN: "Open", Shown.MONTH: f"Worked on in {month.short_name}", Shown.ALL: "All"}[shown]


def _task(desk: Desk, frame: ClientDetail, task: TaskWork) -> None:
    with st.container(border=True, gap="small", key=f"task-{task.number}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            task_title(task_link(frame.slug, task.number, frame.month), task.number, task.title, place="work")
            task_menu(desk, task)
        st.caption(" ".join([*badges(task), _about(task)]))
        for mark in task.marks:
            notes = f": {plain(mark.notes)}" if mark.notes else ""
            when = f"{long_day(mark.marked_on)}, {hours(mark.minutes)} more"
            st.caption(f":orange[:material/running_with_errors: {when}, {plain(mark.cause.lower())}{notes}]")
        if task.requirements:
            requirement_table(task)
        else:
            st.caption("It has no requirements, so nothing can be billed on it.")


def _about(task: TaskWork) -> str:
    target = f"for {task.target_month.name}" if task.target_month else ""
    pm = f"PM {plain(task.pm)}" if task.pm else ""
    short = task.description if len(task.description) <= 160 else task.description[:159] + "…"
    return " · ".join(part for part in (target, pm, plain(short)) if part)
