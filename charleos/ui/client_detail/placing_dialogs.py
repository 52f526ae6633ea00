"""Taking a step's dates away, and adding a step; giving it dates is `ui.schedule.placing_form`."""

from __future__ import annotations

import streamlit as st

from charleos.actions.step_edits import StepEdit, add_step
from charleos.actions.steps import unschedule_step
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.task_view import StepLine, TaskView
from charleos.rules.phases import StepKind
from charleos.ui.client_detail.address import PAGE
from charleos.ui.client_detail.step_dialogs import called
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed
from charleos.ui.parts.requirements import requirement_name
from charleos.ui.session import own_desk
from charleos.units import parse_duration

KINDS = [kind for kind in StepKind if kind is not StepKind.DELAYED]
"""A Delayed step comes from Running Behind alone."""


@st.dialog("Unschedule", on_dismiss="rerun", icon=":material/event_busy:")
@own_desk(PAGE)
def unschedule_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    said = f"{called(seen, step)} loses its dates; who does it stays."
    form = Form(f"unschedule:{step.id}:{step.version}")
    confirmed(desk, form, said, "Unschedule", lambda key: unschedule_step(desk, key, step.id, step.version))


@st.dialog("Add step", on_dismiss="rerun", icon=":material/add:")
@own_desk(PAGE)
def add_step_dialog(desk: Desk, seen: TaskView) -> None:
    form = Form(f"add_step:{seen.task.id}")
    names = {one.id: requirement_name(one, seen.task.requirements) for one in seen.task.requirements}
    with form.box(border=False):
        of = st.selectbox(
            "Requirement", list(names), format_func=lambda one: names[one], key=form.field("requirement"), index=0
        )
        kind = st.selectbox(
            "Kind",
            KINDS,
            format_func=lambda one: StepKind(one).title,
            key=form.field("kind"),
            index=None,
            placeholder="Internal QA fixes, …",
        )
        form.place("kind")
        st.text_input("Time", key=form.field("minutes"), placeholder="2h 30m")
        form.place("minutes")
        form.place()
        sent = st.form_submit_button("Add step", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: add_step(desk, key, of or 0, _edit(form, kind)))


def _edit(form: Form, kind: StepKind | None) -> StepEdit:
    if kind is None:
        raise BadInput("Choose the kind of step.", field="kind")
    return StepEdit(StepKind(kind), parse_duration(form.typed("minutes") or "", field="minutes"))
