"""Running behind, the false alarm that undoes it, and more time without either."""

from __future__ import annotations

import streamlit as st

from charleos.actions.delays import false_alarm, mark_behind, step_behind
from charleos.actions.more_time import need_more_time
from charleos.desk import Desk
from charleos.reads.task_view import StepLine, TaskView
from charleos.reads.work import TaskWork
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.client_detail.step_dialogs import called
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed
from charleos.ui.parts.step_forms import delay_fields, more_fields, read_delay, read_more
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time


@st.dialog("Running behind", on_dismiss="rerun", icon=":material/running_with_errors:")
@own_desk(PAGE)
def behind_dialog(desk: Desk, task: TaskWork) -> None:
    form = Form(f"behind:{task.id}:{len(task.marks)}")
    st.markdown(f"#{task.number} **{plain(task.title)}**", help=words.help("running behind"))
    if delay_fields(desk, form):
        form.send(lambda key: mark_behind(desk, key, task.id, read_delay(form)))


@st.dialog("Running behind", on_dismiss="rerun", icon=":material/running_with_errors:")
@own_desk(PAGE)
def step_behind_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    form = Form(f"behind_step:{step.id}:{step.version}:{len(seen.task.marks)}")
    st.markdown(called(seen, step), help=words.help("running behind"))
    if delay_fields(desk, form):
        form.send(lambda key: step_behind(desk, key, step.id, read_delay(form)))


@st.dialog("Need more time", on_dismiss="rerun", icon=":material/more_time:")
@own_desk(PAGE)
def more_time_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    form = Form(f"more_time:{step.id}:{step.version}")
    st.markdown(called(seen, step))
    if more_fields(desk, form):
        form.send(lambda key: need_more_time(desk, key, step.id, read_more(form), step.version))


@st.dialog("False alarm", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def step_alarm_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    said = f"{called(seen, step)} does not run behind after all: its Delayed step goes, and what it moved comes back."
    form = Form(f"step_alarm:{step.id}:{step.version}:{len(seen.task.marks)}")
    confirmed(desk, form, said, "It was a false alarm", lambda key: false_alarm(desk, key, seen.task.id, step.id))


@st.dialog("False alarm", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def false_alarm_dialog(desk: Desk, task: TaskWork) -> None:
    back = (
        f"{time(task.total.borrowed)} of borrowing is taken back." if task.total.borrowed else "Nothing was borrowed."
    )
    said = f"#{task.number} **{plain(task.title)}** does not run behind after all. {back}"
    form = Form(f"false_alarm:{task.id}:{len(task.marks)}")
    confirmed(desk, form, said, "It was a false alarm", lambda key: false_alarm(desk, key, task.id))
