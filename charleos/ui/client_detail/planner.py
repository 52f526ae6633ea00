"""The planner of a month: tasks that are meant for it and still need dates."""

from __future__ import annotations

import streamlit as st

from charleos.actions.planner import plan_task, unplan_task
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.client_detail import ClientDetail
from charleos.reads.client_schedule import ClientSchedule, PlannedTask
from charleos.reads.work_to_plan import Plannable, tasks_to_plan
from charleos.rules.access import Capability
from charleos.rules.health import Health
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.client_detail.live import opened
from charleos.ui.forms import Form
from charleos.ui.links import task_link
from charleos.ui.parts.task_title import task_title
from charleos.ui.schedule.auto_plan import plan_client
from charleos.ui.session import own_desk
from charleos.units import hours


def show_planner(desk: Desk, frame: ClientDetail, seen: ClientSchedule, health: Health) -> None:
    may = desk.viewer.can(Capability.SCHEDULE) and not desk.read_only and not frame.is_archived
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Planner", anchor=False, help=words.help("planner"), width="content")
        _buttons(frame, seen, off=not may or seen.month < Month.of(desk.today))
    if not seen.planner:
        st.caption(f"No task waits for dates in {seen.month.name}.")
        return
    with st.container(border=True, gap="small", key="planner"):
        for task in seen.planner:
            _task(desk, frame, seen.month, task, may=may)
    tasks = words.count(len(seen.planner), "task")
    st.caption(f"{tasks} with **{hours(seen.undated)}** still without dates{_room(health)}.")


def _room(health: Health) -> str:
    """What of the month's allocation is not scheduled yet."""
    if health.gap is None or health.gap >= 0:
        return ""
    return f"; **{hours(-health.gap)}** of the net allocation is not scheduled yet"


def _buttons(frame: ClientDetail, seen: ClientSchedule, *, off: bool) -> None:
    with st.container(horizontal=True, width="content", gap="medium"):
        if st.button(
            "Plan this month…",
            key="client_detail:auto_plan",
            icon=":material/auto_awesome_motion:",
            type="tertiary",
            disabled=off or not seen.planner,
            help="Proposes people and dates for what the planner holds. Nothing changes until you apply it.",
        ):
            opened(plan_client, frame.slug, seen.month)
        if st.button(
            "Add from backlog…",
            key="client_detail:plan",
            icon=":material/playlist_add:",
            type="tertiary",
            disabled=off,
        ):
            _open_add(frame.slug, seen.month)


def _task(desk: Desk, frame: ClientDetail, month: Month, task: PlannedTask, *, may: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"planned-{task.number}"):
        task_title(task_link(frame.slug, task.number, frame.month), task.number, task.title, place="planner")
        part = f":gray[{task.dated} of {words.count(task.steps, 'step')} with dates]" if task.dated else ""
        st.markdown(f"**{hours(task.undated)}** without dates {part}", width="content")
        if st.button(
            "",
            key=f"client_detail:unplan:{task.id}",
            icon=":material/close:",
            type="tertiary",
            help=f"Take it out of {month.name}",
            disabled=not may,
        ):
            form = Form(f"unplan:{task.id}:{month}")
            form.send(lambda key: unplan_task(desk, key, task.id, month))


def _open_add(slug: str, month: Month) -> None:
    """A fresh search each time it is opened."""
    Form(f"plan:{slug}:{month}").renew()
    opened(add_dialog, slug, month)


@st.dialog("Add to the planner", width="medium", on_dismiss="rerun", icon=":material/playlist_add:")
@own_desk(PAGE)
def add_dialog(desk: Desk, slug: str, month: Month) -> None:
    form = Form(f"plan:{slug}:{month}")
    typed = st.text_input(
        "Find a task", key=form.field("find"), type="search", live="300ms", placeholder="Words of its title, or #123"
    )
    found = {one.id: one for one in tasks_to_plan(desk, slug, month, typed or "")}
    chosen = st.selectbox(
        "Task",
        list(found),
        index=0 if len(found) == 1 else None,
        format_func=lambda one: _named(found[one]) if one in found else "",
        key=form.field(f"task:{typed}"),
        placeholder="Choose one" if found else "No open task matches",
    )
    form.place("task")
    form.place()
    if st.button(f"Add to {month.name}", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: _add(desk, key, found.get(chosen or 0), month))


def _add(desk: Desk, key: str, task: Plannable | None, month: Month) -> str:
    if task is None:
        raise BadInput("Choose the task to plan.", field="task")
    return plan_task(desk, key, task.id, month, task.target)


def _named(task: Plannable) -> str:
    where = f", planned for {task.target.name}" if task.target else ""
    return f"#{task.number} {task.title} · {hours(task.quoted)}{where}"
