"""What one says of one's own step: it is complete, it waits for review, it runs behind, it needs more time."""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.actions.delays import Delay, step_behind
from charleos.actions.more_time import More, need_more_time
from charleos.actions.step_work import Done, complete_step
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.my_schedule import MyStep
from charleos.rules.entries import LONGEST_ENTRY
from charleos.rules.tasks import DelayReason
from charleos.rules.typing_time import entry_minutes
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time
from charleos.units import Minutes, parse_duration


@st.dialog("Complete a step", icon=":material/check_circle:")
@own_desk("my_work")
def complete_dialog(desk: Desk, step: MyStep) -> None:
    _done(desk, step, for_review=False)


@st.dialog("Hand in for review", icon=":material/rate_review:")
@own_desk("my_work")
def hand_in_dialog(desk: Desk, step: MyStep) -> None:
    _done(desk, step, for_review=True)


def _done(desk: Desk, step: MyStep, *, for_review: bool) -> None:
    """Its time is logged with it: what is still to do of it stands there already."""
    form = Form(f"my_done:{step.id}:{step.version}:{for_review}")
    _called(step)
    with form.box(border=False):
        left, right = st.columns(2)
        with left:
            st.text_input(
                "Your time on it",
                _proposed(step),
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
        sent = st.form_submit_button(label, type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: complete_step(desk, key, step.id, _read(form, for_review=for_review)))


def _proposed(step: MyStep) -> str:
    """What is still to do of it, where one entry holds that much."""
    fits = step.requirement_id is not None and Minutes(0) < step.remaining <= LONGEST_ENTRY
    return time(step.remaining) if fits else ""


def _read(form: Form, *, for_review: bool) -> Done:
    written, worked = (form.typed("minutes") or "").strip(), form.typed("work_date")
    if not written:
        return Done(for_review=for_review)
    if not isinstance(worked, date):
        raise BadInput("Choose the day of the work.", field="work_date")
    return Done(entry_minutes(written), worked, form.typed("note") or "", for_review)


@st.dialog("Running behind", icon=":material/running_with_errors:")
@own_desk("my_work")
def behind_dialog(desk: Desk, step: MyStep) -> None:
    form = Form(f"my_behind:{step.id}:{step.version}")
    _called(step)
    with form.box(border=False):
        more = st.text_input("How much more time?", key=form.field("minutes"), placeholder="2h 30m", autocomplete="off")
        form.place("minutes")
        cause = st.selectbox(
            "Why?",
            [one.value for one in DelayReason],
            key=form.field("cause"),
            index=None,
            placeholder="Choose a reason",
        )
        form.place("cause")
        notes = _notes(form)
        st.caption(
            "A Delayed step follows this one, your later work moves by so many working days, and the project manager "
            "is told. It can be taken back as a false alarm."
        )
        form.place()
        sent = st.form_submit_button("It runs behind", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: step_behind(desk, key, step.id, Delay(_minutes(more), cause or "", notes)))


@st.dialog("More time", icon=":material/more_time:")
@own_desk("my_work")
def more_time_dialog(desk: Desk, step: MyStep) -> None:
    """A larger estimate and a later end, without a delay."""
    form = Form(f"my_more:{step.id}:{step.version}")
    _called(step)
    with form.box(border=False):
        more = st.text_input("How much more time?", key=form.field("minutes"), placeholder="1h 30m", autocomplete="off")
        form.place("minutes")
        notes = _notes(form)
        st.caption("The step ends later and your later work moves with it. Nobody is billed more for it.")
        form.place()
        sent = st.form_submit_button("Add the time", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: need_more_time(desk, key, step.id, More(_minutes(more), notes), step.version))


def _minutes(written: str | None) -> Minutes:
    return parse_duration(written or "", field="minutes")


def _notes(form: Form) -> str:
    notes = st.text_area("Notes", key=form.field("notes"), height=80, placeholder="Optional")
    form.place("notes")
    return notes or ""


def _called(step: MyStep) -> None:
    st.markdown(f"**{plain(step.kind.title)}** of #{step.number} {plain(step.task)}")
    st.caption(f"{time(step.logged)} logged of {time(step.estimate)} so far · {plain(step.client)}")
