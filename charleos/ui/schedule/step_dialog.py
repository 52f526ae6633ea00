"""The step that was clicked: how it stands, and giving it other days."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.reads.placing_ground import placing_ground
from charleos.rules.phases import StepStatus
from charleos.ui.forms import Form
from charleos.ui.schedule import address
from charleos.ui.schedule.address import PAGE
from charleos.ui.schedule.chart import clear_click
from charleos.ui.schedule.placing_form import placing_form
from charleos.ui.schedule.placing_said import show_step
from charleos.ui.session import own_desk
from charleos.ui.words import plain


def _closed() -> None:
    clear_click()
    address.close()


@st.dialog("Step", width="large", icon=":material/event_note:", on_dismiss=_closed)
@own_desk(PAGE)
def step_dialog(desk: Desk) -> None:
    """The step that the address opens."""
    subtask_id = address.open_step()
    if subtask_id is None:
        st.rerun()
    try:
        ground = placing_ground(desk, subtask_id)
    except CharleosError as refused:
        st.warning(plain(refused.sentence), icon=":material/search_off:")
        return
    if ground.step.now.status is StepStatus.COMPLETE:
        show_step(ground, desk.today)
        st.info("This step is complete; it is reopened on its task, then it can be moved.", icon=":material/task_alt:")
        return
    placing_form(desk, Form(f"place:{subtask_id}"), subtask_id, then=_closed)
