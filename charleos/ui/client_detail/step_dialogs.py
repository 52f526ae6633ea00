"""Working on a step of a task: completing it with the time it took, and having it looked at."""

from __future__ import annotations

import streamlit as st

from charleos.actions.step_work import approve_step, complete_step, reopen_step, request_changes
from charleos.desk import Desk
from charleos.reads.task_view import StepLine, TaskView
from charleos.rules.tasks import LONGEST_REASON
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed
from charleos.ui.parts.step_forms import done_fields, read_done
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import hours


@st.dialog("Complete a step", on_dismiss="rerun", icon=":material/check_circle:")
@own_desk(PAGE)
def complete_step_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    _done(desk, seen, step, for_review=False)


@st.dialog("Hand in for review", on_dismiss="rerun", icon=":material/rate_review:")
@own_desk(PAGE)
def hand_in_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    _done(desk, seen, step, for_review=True)


def _done(desk: Desk, seen: TaskView, step: StepLine, *, for_review: bool) -> None:
    form = Form(f"done:{step.id}:{step.version}:{for_review}")
    st.markdown(called(seen, step))
    st.caption(f"{hours(step.logged)} logged of {hours(step.estimate)} so far.")
    if done_fields(desk, form, proposed="", for_review=for_review):
        form.send(lambda key: complete_step(desk, key, step.id, read_done(form, for_review=for_review)))


@st.dialog("Approve", on_dismiss="rerun", icon=":material/verified:")
@own_desk(PAGE)
def approve_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    said = f"{called(seen, step)} is right as it is, and complete."
    form = Form(f"approve:{step.id}:{step.version}")
    confirmed(desk, form, said, "Approve", lambda key: approve_step(desk, key, step.id))


@st.dialog("Request changes", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def changes_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    form = Form(f"changes:{step.id}:{step.version}")
    st.markdown(f"{called(seen, step)} goes back to work: round {step.iterations + 1} of changes.")
    with form.box(border=False):
        note = st.text_area("What should change?", key=form.field("note"), height=120, max_chars=LONGEST_REASON)
        form.place("note")
        form.place()
        sent = st.form_submit_button("Request changes", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: request_changes(desk, key, step.id, note or ""))


@st.dialog("Reopen a step", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def reopen_step_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    said = f"{called(seen, step)} is not complete after all. Its requirement is open again too."
    form = Form(f"reopen_step:{step.id}:{step.version}")
    confirmed(desk, form, said, "Reopen", lambda key: reopen_step(desk, key, step.id))


def called(seen: TaskView, step: StepLine) -> str:
    """The step inside a sentence of a dialog."""
    return f"**{plain(step.kind.title)}** of #{seen.task.number} {plain(seen.task.title)}"
