"""Running behind, and the false alarm that undoes it."""

from __future__ import annotations

import streamlit as st

from charleos.actions.delays import Delay, false_alarm, mark_behind
from charleos.desk import Desk
from charleos.reads.work import TaskWork
from charleos.rules.tasks import DelayReason
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.client_detail.confirm import confirmed
from charleos.ui.forms import Form
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time
from charleos.units import parse_duration


@st.dialog("Running behind", on_dismiss="rerun", icon=":material/running_with_errors:")
@own_desk(PAGE)
def behind_dialog(desk: Desk, task: TaskWork) -> None:
    form = Form(f"behind:{task.id}:{len(task.marks)}")
    st.markdown(f"#{task.number} **{plain(task.title)}**", help=words.help("running behind"))
    with form.box(border=False):
        more = st.text_input("How much more time?", key=form.field("minutes"), placeholder="2h 30m")
        form.place("minutes")
        cause = st.selectbox(
            "Why?",
            [one.value for one in DelayReason],
            key=form.field("cause"),
            index=None,
            placeholder="Choose a reason",
        )
        form.place("cause")
        notes = st.text_area("Notes", key=form.field("notes"), height=80)
        st.caption("From now on its requirements borrow from each other, up to what the client agreed to in all.")
        form.place()
        sent = st.form_submit_button("It runs behind", type="primary", disabled=desk.read_only)
    if sent:
        form.send(
            lambda key: mark_behind(
                desk, key, task.id, Delay(parse_duration(more or "", field="minutes"), cause or "", notes or "")
            )
        )


@st.dialog("False alarm", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def false_alarm_dialog(desk: Desk, task: TaskWork) -> None:
    back = (
        f"{time(task.total.borrowed)} of borrowing is taken back." if task.total.borrowed else "Nothing was borrowed."
    )
    said = f"#{task.number} **{plain(task.title)}** does not run behind after all. {back}"
    form = Form(f"false_alarm:{task.id}:{len(task.marks)}")
    confirmed(desk, form, said, "It was a false alarm", lambda key: false_alarm(desk, key, task.id))
