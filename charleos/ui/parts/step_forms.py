"""What is said of a step, wherever it is said: it is done, it runs behind, it needs more time.

The fields return whether they were sent.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.actions.delays import Delay
from charleos.actions.more_time import More
from charleos.actions.step_work import Done
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.rules.tasks import DelayReason
from charleos.rules.typing_time import entry_minutes
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.units import Minutes, parse_duration


def done_fields(desk: Desk, form: Form, *, proposed: str, for_review: bool) -> bool:
    """proposed: the time that stands there already."""
    with form.box(border=False):
        left, right = st.columns(2)
        with left:
            st.text_input(
                "Your time on it",
                proposed,
                key=form.field("minutes"),
                placeholder="1h 30m, or nothing",
                help=words.help("time with a step"),
                autocomplete="off",
            )
            form.place("minutes")
        with right:
            st.date_input("Day of the work", desk.today, key=form.field("work_date"), format="DD/MM/YYYY")
            form.place("work_date")
        st.text_area("Note", key=form.field("note"), height=80, placeholder="Optional")
        form.place("note")
        form.place()
        label = "Hand in" if for_review else "It is complete"
        return st.form_submit_button(label, type="primary", disabled=desk.read_only)


def read_done(form: Form, *, for_review: bool) -> Done:
    written, worked = (form.typed("minutes") or "").strip(), form.typed("work_date")
    if not written:
        return Done(for_review=for_review)
    if not isinstance(worked, date):
        raise BadInput("Choose the day of the work.", field="work_date")
    return Done(entry_minutes(written), worked, form.typed("note") or "", for_review)


def delay_fields(desk: Desk, form: Form) -> bool:
    with form.box(border=False):
        _how_much(form)
        st.selectbox(
            "Why?",
            [one.value for one in DelayReason],
            key=form.field("cause"),
            index=None,
            placeholder="Choose a reason",
        )
        form.place("cause")
        _notes(form)
        st.caption(
            "Later steps of whoever does it move on by that time, and its project manager is told. From now on the "
            "task's requirements borrow from each other, up to what the client agreed to in all."
        )
        form.place()
        return st.form_submit_button("It runs behind", type="primary", disabled=desk.read_only)


def read_delay(form: Form) -> Delay:
    return Delay(_extra(form), form.typed("cause") or "", form.typed("notes") or "")


def more_fields(desk: Desk, form: Form) -> bool:
    with form.box(border=False):
        _how_much(form)
        _notes(form)
        st.caption("The step ends later, and later steps of whoever does it move on with it. Nothing is borrowed.")
        form.place()
        return st.form_submit_button("Give it more time", type="primary", disabled=desk.read_only)


def read_more(form: Form) -> More:
    return More(_extra(form), form.typed("notes") or "")


def _how_much(form: Form) -> None:
    st.text_input("How much more time?", key=form.field("minutes"), placeholder="2h 30m", autocomplete="off")
    form.place("minutes")


def _notes(form: Form) -> None:
    st.text_area("Notes", key=form.field("notes"), height=80, placeholder="Optional")
    form.place("notes")


def _extra(form: Form) -> Minutes:
    return parse_duration(form.typed("minutes") or "", field="minutes")
