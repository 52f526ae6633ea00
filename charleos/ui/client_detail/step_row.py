"""One step of a task in a row: what it is, whose and when, how much of it is done, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from charleos.actions.step_work import start_step
from charleos.desk import Desk
from charleos.reads.task_view import StepLine, StepMark, TaskView
from charleos.rules.access import Capability
from charleos.rules.phases import StepStatus
from charleos.ui import words
from charleos.ui.client_detail import step_dialogs as dialogs
from charleos.ui.client_detail.delay_dialogs import more_time_dialog, step_alarm_dialog, step_behind_dialog
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.placing_dialogs import unschedule_dialog
from charleos.ui.forms import Form
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import days_said, step_badge
from charleos.ui.schedule.placing_form import schedule_dialog
from charleos.ui.words import plain
from charleos.units import hours

Acts = dict[str, Callable[[], None]]

_MARKS = {StepMark.BEHIND: "red", StepMark.DELAYED: "orange", StepMark.LATE: "orange"}


def step_row(desk: Desk, seen: TaskView, step: StepLine) -> None:
    with st.container(key=f"step-{step.id}"):
        what, when, amount, act = st.columns([30, 24, 22, 24], gap="small", vertical_alignment="top")
        with what:
            marks = " ".join(badge(mark.value, _MARKS[mark]) for mark in step.marks)
            st.markdown(f"{plain(step.kind.title)} {step_badge(step.status)} {marks}")
            if said := _said(step):
                st.caption(said)
        with when:
            who = plain(step.assignee) if step.assignee else ":gray[Nobody yet]"
            days = days_said(step.start, step.end, desk.today) if step.start and step.end else "No dates"
            st.markdown(f"{who}  \n:gray[{days}]")
        with amount:
            st.markdown(_amount(step))
        with act:
            _actions(desk, seen, step)


def _said(step: StepLine) -> str:
    """How often changes were asked for, and why it was delayed."""
    rounds = f"changes requested {words.count(step.iterations, 'time')}" if step.iterations else ""
    why = ": ".join(plain(part) for part in (step.cause, step.notes) if part)
    return " · ".join(part for part in (why, rounds) if part)


def _amount(step: StepLine) -> str:
    of = f"{hours(step.logged)} of {hours(step.estimate)}" if step.logged else hours(step.estimate)
    if step.status is StepStatus.COMPLETE:
        return f"{of}  \n:gray[done]"
    if step.logged > step.estimate:
        return f":red[{of}]  \n:red[{hours(step.logged - step.estimate)} beyond]"
    return f"{of}  \n:gray[{hours(step.remaining)} left]"


def _actions(desk: Desk, seen: TaskView, step: StepLine) -> None:
    """The likeliest thing as a button, all others in a menu beside it."""
    acts = _acts(desk, seen, step)
    if not acts:
        return
    first, *others = acts
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"):
        if st.button(first, key=f"client_detail:step:{step.id}"):
            acts[first]()
        if others:
            _more(step, {label: acts[label] for label in others})


def _more(step: StepLine, acts: Acts) -> None:
    chosen = st.menu_button("More", list(acts), key=f"client_detail:step_more:{step.id}", type="tertiary")
    if chosen is not None:
        acts[chosen]()


def _acts(desk: Desk, seen: TaskView, step: StepLine) -> Acts:
    """The likeliest first."""
    if desk.read_only or not desk.viewer.can(Capability.SCHEDULE):
        return {}
    planning = _planning(seen, step)
    match step.status:
        case StepStatus.NOT_SCHEDULED:
            return {**planning, "Start": partial(_start, desk, step), **_completing(seen, step)}
        case StepStatus.SCHEDULED:
            return {"Start": partial(_start, desk, step), **_completing(seen, step), **planning}
        case StepStatus.IN_PROGRESS:
            return {**_completing(seen, step), **_working(seen, step), **planning}
        case StepStatus.AWAITING_REVIEW:
            review = {"Approve…": dialogs.approve_dialog, "Request changes…": dialogs.changes_dialog}
            return {label: partial(opened, dialog, seen, step) for label, dialog in review.items()}
    return {"Reopen…": partial(opened, dialogs.reopen_step_dialog, seen, step)}


def _planning(seen: TaskView, step: StepLine) -> Acts:
    if step.start is None:
        return {"Schedule…": partial(opened, schedule_dialog, step.id)}
    acts: Acts = {"Reschedule…": partial(opened, schedule_dialog, step.id)}
    if step.status is StepStatus.SCHEDULED:
        acts["Unschedule…"] = partial(opened, unschedule_dialog, seen, step)
    return acts


def _completing(seen: TaskView, step: StepLine) -> Acts:
    return {"Complete…": partial(opened, dialogs.complete_step_dialog, seen, step)}


def _working(seen: TaskView, step: StepLine) -> Acts:
    acts: Acts = {
        "Hand in for review…": partial(opened, dialogs.hand_in_dialog, seen, step),
        "Running behind…": partial(opened, step_behind_dialog, seen, step),
        "Need more time…": partial(opened, more_time_dialog, seen, step),
    }
    if step.mark_id is not None:
        acts["False alarm…"] = partial(opened, step_alarm_dialog, seen, step)
    return acts


def _start(desk: Desk, step: StepLine) -> None:
    Form(f"start:{step.id}:{step.version}").send(lambda key: start_step(desk, key, step.id))
