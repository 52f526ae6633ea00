"""Section Schedule: a month's health, its blocks, its planner, and the steps that have dates in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.client_detail import ClientDetail
from charleos.reads.client_schedule import ClientSchedule, ScheduledStep, client_schedule
from charleos.reads.health import client_health
from charleos.ui import words
from charleos.ui.charts import show
from charleos.ui.client_detail.address import control, number, to_month
from charleos.ui.client_detail.blocks import show_blocks
from charleos.ui.client_detail.frame import MONTHS_AHEAD, planned_month
from charleos.ui.client_detail.planner import show_planner
from charleos.ui.client_detail.schedule_charts import month_bars
from charleos.ui.client_detail.schedule_health import show_health
from charleos.ui.links import task_link
from charleos.ui.parts.steps import days_said, step_badge
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.task_title import task_title
from charleos.ui.parts.work_types import type_title
from charleos.ui.words import plain
from charleos.units import hours

TASKS = 12
"""Tasks on one page of the list."""
_COLUMNS = (Column("Step"), Column("Who"), Column("When"), Column("Status"), Column("In the month", figures=True))


def show_schedule(desk: Desk, frame: ClientDetail) -> None:
    month = planned_month(frame)
    seen = client_schedule(desk, frame.slug, month)
    _stepper(frame, month)
    health = client_health(desk, frame.slug, month).months
    show_health(health)
    show_blocks(desk, frame, seen)
    show_planner(desk, frame, seen, health[0])
    _scheduled(desk, frame, seen)


def _stepper(frame: ClientDetail, month: Month) -> None:
    running = Month.of(frame.today)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="month_stepper"):
        _step("before", month.previous, ":material/chevron_left:", off=month <= frame.months[-1])
        st.subheader(month.name, anchor=False, width="content")
        _step("after", month.next, ":material/chevron_right:", off=month >= running.plus(MONTHS_AHEAD))
        if month != running and running >= frame.months[-1]:
            st.button("This month", key="client_detail:this_month", type="tertiary", on_click=to_month, args=(running,))


def _step(which: str, month: Month, icon: str, *, off: bool) -> None:
    st.button(
        "",
        key=f"client_detail:month_{which}",
        icon=icon,
        help=month.name,
        disabled=off,
        on_click=to_month,
        args=(month,),
    )


def _scheduled(desk: Desk, frame: ClientDetail, seen: ClientSchedule) -> None:
    st.subheader("Scheduled", anchor=False, help=words.help("scheduled"))
    if not seen.steps:
        st.caption(f"No step has dates in {seen.month.name} yet.")
        return
    tasks = _by_task(seen.steps)
    pages = -(-len(tasks) // TASKS)
    page = min(max(number("page") or 1, 1), pages)
    shown = tasks[(page - 1) * TASKS : page * TASKS]
    show(month_bars([step for steps in shown for step in steps], seen.month, desk.today), key="client_month_bars")
    for steps in shown:
        _task(desk, frame, steps)
    if pages > 1:
        st.caption(f"{words.count(len(tasks), 'task')} in all")
        control(st.pagination, pages, "page", page)


def _by_task(steps: Sequence[ScheduledStep]) -> list[list[ScheduledStep]]:
    """The task that begins first stands first, its steps in the order of their dates."""
    of_task = sorted(steps, key=lambda step: step.task_number)
    tasks = [list(group) for _, group in groupby(of_task, key=lambda step: step.task_number)]
    return sorted(tasks, key=lambda steps: (steps[0].start, steps[0].task_number))


def _task(desk: Desk, frame: ClientDetail, steps: Sequence[ScheduledStep]) -> None:
    head = steps[0]
    with st.container(border=True, gap="xsmall", key=f"scheduled-{head.task_number}"):
        link = task_link(frame.slug, head.task_number, frame.month)
        task_title(link, head.task_number, head.title, place="scheduled")
        text_table(_COLUMNS, [_row(desk, step) for step in steps], key=f"steps-{head.task_number}")


def _row(desk: Desk, step: ScheduledStep) -> list[str]:
    kind = f" :gray[{plain(type_title(step.type))}]" if step.type and type_title(step.type) != step.kind.title else ""
    return [
        f"{plain(step.kind.title)}{kind}",
        plain(step.assignee) if step.assignee else ":gray[nobody yet]",
        unbroken(days_said(step.start, step.end, desk.today)),
        step_badge(step.status),
        hours(step.in_month),
    ]
