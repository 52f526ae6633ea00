"""Section Work: the client's tasks with their requirements, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month, long_day
from charleos.reads.client_detail import ClientDetail
from charleos.reads.work import PAGE, RequirementWork, Shown, TaskWork, Work, WorkFilter, work
from charleos.rules.access import Capability
from charleos.ui import words
from charleos.ui.client_detail.address import choose, control, number, option
from charleos.ui.client_detail.delay_dialogs import behind_dialog, false_alarm_dialog
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.requirement_dialogs import complete_dialog, reopen_dialog, resize_dialog
from charleos.ui.client_detail.task_ledger import task_ledger_dialog
from charleos.ui.parts.figures import badge
from charleos.ui.parts.requirements import TERMS, glossary, requirement_name, requirement_table
from charleos.ui.words import plain
from charleos.units import hours

_NONE = {
    Shown.OPEN: "No task is open. “Add task” agrees the next one.",
    Shown.MONTH: "Nothing moved this month's hours.",
    Shown.ALL: "There are no tasks yet. “Add task” agrees the first one.",
}


def show_work(desk: Desk, frame: ClientDetail) -> None:
    shown = option("tasks", Shown, Shown.OPEN)
    seen = work(desk, frame.slug, frame.month, WorkFilter(shown, number("page") or 1))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        choose("Tasks", "tasks", Shown, Shown.OPEN, titles=partial(_title, frame.month))
        glossary(TERMS)
    if not seen.tasks:
        st.info(_NONE[shown], icon=":material/task_alt:")
        return
    for task in seen.tasks:
        _task(desk, task)
    pages(seen, "task")


def pages(seen: Work, what: str) -> None:
    first = (seen.page - 1) * PAGE + 1
    st.caption(f"{first}-{first + len(seen.tasks) - 1} of {words.count(seen.count, what)}")
    if seen.pages > 1:
        control(st.pagination, seen.pages, "page", seen.page)


def _title(month: Month, shown: Shown) -> str:
    return {Shown.OPEN: "Open", Shown.MONTH: f"Worked on in {month.short_name}", Shown.ALL: "All"}[shown]


def _task(desk: Desk, task: TaskWork) -> None:
    with st.container(border=True, gap="small", key=f"task-{task.number}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":gray[#{task.number}] **{plain(task.title)}** {' '.join(_badges(task))}", width="stretch")
            _menu(desk, task)
        if said := _about(task):
            st.caption(said)
        for mark in task.marks:
            notes = f": {plain(mark.notes)}" if mark.notes else ""
            when = f"{long_day(mark.marked_on)}, {hours(mark.minutes)} more"
            st.caption(f":orange[:material/running_with_errors: {when}, {plain(mark.cause.lower())}{notes}]")
        if task.requirements:
            requirement_table(task)
        else:
            st.caption("It has no requirements, so nothing can be billed on it.")


def _badges(task: TaskWork) -> list[str]:
    found = [badge("Complete", "green")] if task.is_complete else [badge(plain(task.phase), "gray")]
    if task.marks:
        found.append(badge(f"Running behind by {hours(task.delay)}", "orange"))
    return found


def _about(task: TaskWork) -> str:
    target = f"for {task.target_month.name}" if task.target_month else ""
    pm = f"PM {plain(task.pm)}" if task.pm else ""
    short = task.description if len(task.description) <= 160 else task.description[:159] + "…"
    return " · ".join(part for part in (target, pm, plain(short)) if part)


def _menu(desk: Desk, task: TaskWork) -> None:
    """What this viewer can do with the task, each a dialog of its own."""
    acts = _acts(desk, task)
    chosen = st.menu_button(
        "Actions",
        list(acts),
        key=f"client_detail:act:{task.id}",
        type="tertiary",
        icon=":material/more_horiz:",
        format_func=plain,
    )
    if chosen is not None:
        acts[chosen]()


def _acts(desk: Desk, task: TaskWork) -> dict[str, Callable[[], None]]:
    acts: dict[str, Callable[[], None]] = {}
    may_edit = desk.viewer.can(Capability.EDIT_WORK) and not desk.read_only
    for one in task.requirements if may_edit else ():
        name = requirement_name(one, task.requirements)
        if one.completed_on is None:
            acts[f"Complete {name}…"] = _opens(complete_dialog, task, one, name)
        else:
            acts[f"Reopen {name}…"] = _opens(reopen_dialog, task, one, name)
    for one in task.requirements if desk.viewer.can(Capability.RESIZE) and not desk.read_only else ():
        name = requirement_name(one, task.requirements)
        acts[f"Re-size {name}…"] = _opens(resize_dialog, task, one, name)
    if may_edit and task.requirements:
        acts["Running behind…"] = partial(opened, behind_dialog, task)
    if may_edit and task.marks:
        acts["False alarm…"] = partial(opened, false_alarm_dialog, task)
    acts["Ledger of this task…"] = partial(opened, task_ledger_dialog, task.id)
    return acts


def _opens(
    dialog: Callable[[TaskWork, RequirementWork, str], None], task: TaskWork, one: RequirementWork, name: str
) -> Callable[[], None]:
    return partial(opened, dialog, task, one, name)
