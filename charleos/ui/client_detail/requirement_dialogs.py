"""Completing, reopening and re-sizing a requirement."""

from __future__ import annotations

import streamlit as st

from charleos.actions.tasks import NewSize, complete_requirement, reopen_requirement, resize_requirement
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.work import RequirementWork, TaskWork, task_choices
from charleos.rules.billing import Case
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed, reason_field
from charleos.ui.parts.work_types import size_range
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time

NOT_REQUIRED = "Not required"


@st.dialog("Complete", on_dismiss="rerun", icon=":material/check_circle:")
@own_desk(PAGE)
def complete_dialog(desk: Desk, task: TaskWork, one: RequirementWork, name: str) -> None:
    said = f"{_called(task, name)}: {_outcome(one)}"
    form = Form(f"complete:{one.id}:{one.version}")
    confirmed(desk, form, said, "It is complete", lambda key: complete_requirement(desk, key, one.id))


@st.dialog("Reopen", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def reopen_dialog(desk: Desk, task: TaskWork, one: RequirementWork, name: str) -> None:
    said = f"{_called(task, name)} is not complete after all. Its banked time becomes provisional again."
    form = Form(f"reopen:{one.id}:{one.version}")
    confirmed(desk, form, said, "Reopen", lambda key: reopen_requirement(desk, key, one.id))


@st.dialog("Re-size", on_dismiss="rerun", icon=":material/straighten:")
@own_desk(PAGE)
def resize_dialog(desk: Desk, task: TaskWork, one: RequirementWork, name: str) -> None:
    form = Form(f"resize:{one.id}:{one.version}")
    sizes = {size.code: size_range(size.code, size.minimum, size.maximum) for size in task_choices(desk).sizes}
    offered = list(sizes) if one.bill.actual else [*sizes, NOT_REQUIRED]
    now = size_range(one.size, one.minimum, one.estimate.maximum)
    st.markdown(f"{_called(task, name)} is **{plain(now)}**, with {time(one.bill.actual)} logged.")
    with form.box(border=False):
        st.selectbox(
            "New size",
            offered,
            format_func=lambda code: sizes.get(code, NOT_REQUIRED),
            key=form.field("size"),
            index=None,
            placeholder="Choose a size",
        )
        form.place("size")
        reason = reason_field(form, "Why is it another size?", hint="It stands in the ledger.")
        form.place()
        sent = st.form_submit_button("Re-size", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: resize_requirement(desk, key, one.id, _new(form, reason, one.version)))


def _new(form: Form, reason: str, version: int) -> NewSize:
    chosen = form.typed("size")
    if chosen is None:
        raise BadInput("Choose the new size.", field="size")
    return NewSize(None if chosen == NOT_REQUIRED else chosen, reason, version)


def _called(task: TaskWork, name: str) -> str:
    return f"**{plain(name)}** of #{task.number} {plain(task.title)}"


def _outcome(one: RequirementWork) -> str:
    match one.bill.case:
        case Case.UNSTARTED:
            return "nothing is logged on it, so nothing is billed for it."
        case Case.FAST:
            return f"done under the average, so {time(one.bill.banked)} banked becomes realised."
        case Case.NORMAL:
            return "done within its range; exactly the actual time is billed."
        case Case.OVERRUN:
            return f"done beyond its maximum; {time(one.bill.overage)} is not billed."
