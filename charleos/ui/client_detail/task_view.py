"""One task in section Work: where it stands, what its requirements came to, and its steps with what can be done."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.reads.client_detail import ClientDetail
from charleos.reads.task_view import TaskView, task_view
from charleos.reads.work import RequirementWork
from charleos.rules.access import Capability
from charleos.rules.phases import PHASE_OF, Phase
from charleos.ui import words
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.placing_dialogs import add_step_dialog
from charleos.ui.client_detail.step_row import step_row
from charleos.ui.client_detail.task_menu import badges, task_menu
from charleos.ui.links import client_link
from charleos.ui.parts.figures import badge, within
from charleos.ui.parts.requirements import TERMS, glossary, requirement_name, requirement_table
from charleos.ui.parts.work_types import size_range
from charleos.ui.quotes.address import quote_link
from charleos.ui.words import plain


def show_task(desk: Desk, frame: ClientDetail, number: int) -> None:
    within(client_link(frame.slug, frame.month, "work"), "All tasks", icon=":material/arrow_back:")
    try:
        seen = task_view(desk, frame.slug, number)
    except NotFound as absent:
        st.info(plain(absent.sentence), icon=":material/search_off:")
        return
    _head(desk, seen)
    st.markdown(_phases(seen))
    if seen.task.description:
        st.text(seen.task.description)
    if seen.task.requirements:
        glossary(TERMS)
        requirement_table(seen.task)
    else:
        st.caption("It has no requirements, so nothing can be billed on it.")
    _steps(desk, seen)


def _head(desk: Desk, seen: TaskView) -> None:
    task = seen.task
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(f":gray[#{task.number}] {plain(task.title)}", anchor=False, width="stretch")
        task_menu(desk, task)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(" ".join(badges(task)), width="content")
        target = f"For {task.target_month.name}" if task.target_month else "No target month"
        st.markdown(f":gray[{target}]", help=words.help("target month"), width="content")
        st.markdown(f":gray[PM {plain(task.pm)}]" if task.pm else ":gray[No PM yet]", width="content")
        if seen.quote is not None:
            _from_quote(seen.quote)


def _from_quote(number: int) -> None:
    link = quote_link(number)
    st.page_link(link.page, label=f"From Q-{number}", query_params=link.query, icon=":material/request_quote:")


def _phases(seen: TaskView) -> str:
    """The phases the task goes through, with the one where it stands; those that it has no step for are left out."""
    now = seen.task.phase
    steps = {PHASE_OF[step.kind] for step in seen.steps}
    passed = {Phase.BACKLOG, Phase.PLANNED, *steps, Phase.COMPLETE, now}
    order = [phase for phase in Phase if phase in passed]
    place = order.index(now)
    said = [_phase(phase, number - place, is_last=phase is Phase.COMPLETE) for number, phase in enumerate(order)]
    return " :gray[:material/chevron_right:] ".join(said)


def _phase(phase: Phase, ahead: int, *, is_last: bool) -> str:
    if ahead == 0:
        return badge(phase.value, "green" if is_last else "blue", ":material/check:" if is_last else "")
    return f":gray[:material/check: {phase.value}]" if ahead < 0 else f":gray[{phase.value}]"


def _steps(desk: Desk, seen: TaskView) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Steps", anchor=False, help=f"{words.help('step')} {words.help('step time')}", width="content")
        if desk.viewer.can(Capability.SCHEDULE) and st.button(
            "Add step…",
            key="client_detail:add_step",
            icon=":material/add:",
            type="tertiary",
            disabled=desk.read_only or not seen.task.requirements,
        ):
            opened(add_step_dialog, seen)
    if not seen.steps:
        st.caption("It was never cut into steps. “Add step…” makes the first one.")
    groups = [*seen.task.requirements, None] if seen.steps else []
    for one in groups:
        _group(desk, seen, one)


def _group(desk: Desk, seen: TaskView, one: RequirementWork | None) -> None:
    steps = seen.steps_of(one)
    if one is None and not steps:
        return
    with st.container(border=True, gap="small", key=f"steps-{one.id if one else 'task'}"):
        st.markdown(_group_title(seen, one))
        for step in steps:
            step_row(desk, seen, step)
        if not steps:
            st.caption("Not required, so it has no steps." if one and one.size is None else "It has no steps yet.")


def _group_title(seen: TaskView, one: RequirementWork | None) -> str:
    if one is None:
        return "**The task as a whole**"
    size = size_range(one.size, one.minimum, one.estimate.maximum)
    done = " :green[:material/check: complete]" if one.completed_on else ""
    return f"**{plain(requirement_name(one, seen.task.requirements))}** :gray[{plain(size)}]{done}"
