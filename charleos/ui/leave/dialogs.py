"""The dialogs of Leave: asking, entering, deciding, cancelling. Each opens its own desk and sends its form once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.actions.leave import Decision, LeaveAsked, cancel_leave, decide_leave, enter_leave, request_leave
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.leave import LeaveLine
from charleos.reads.leave_work import leave_to_decide, own_work_on_days
from charleos.reads.people import colleagues
from charleos.rules.diary import DaysOff
from charleos.rules.leave import Part, halves_off, length_said, single_day, when_said
from charleos.ui.forms import Form
from charleos.ui.leave.work import show_touched
from charleos.ui.session import own_desk
from charleos.ui.words import plain


@st.dialog("Ask for leave", width="medium", icon=":material/beach_access:")
@own_desk("leave")
def ask_dialog(desk: Desk) -> None:
    form = Form("ask_leave")
    asked = _days(form, desk.today)
    if asked is not None and halves_off(asked):
        show_touched(own_work_on_days(desk, asked.start, asked.end), whose="your", today=desk.today)
    with form.box(border=False):
        note = _note(form, "Note", "Optional. You and the Managers read it, nobody else.")
        form.place()
        sent = st.form_submit_button("Ask for leave", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: request_leave(desk, key, LeaveAsked(_chosen(asked), note)))


@st.dialog("Enter leave", width="medium", icon=":material/event_available:")
@own_desk("leave")
def enter_dialog(desk: Desk) -> None:
    """Of somebody, approved as it is entered."""
    form = Form("enter_leave")
    names = {one.id: one.name for one in colleagues(desk)}
    person = st.selectbox(
        "Who is away",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        key=form.field("person"),
        placeholder="Choose somebody",
    )
    form.place("person")
    asked = _days(form, desk.today)
    with form.box(border=False):
        note = _note(form, "Note", "Optional. They and the Managers read it, nobody else.")
        form.place()
        sent = st.form_submit_button("Enter as approved", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: enter_leave(desk, key, _somebody(person), LeaveAsked(_chosen(asked), note)))


def _somebody(person_id: int | None) -> int:
    if person_id is None:
        raise BadInput("Choose who is away.", field="person")
    return person_id


def _days(form: Form, today: date) -> DaysOff | None:
    """The days as chosen, with their length said; None while one of them is not chosen."""
    left, right = st.columns(2)
    with left:
        first = st.date_input("First day", today, key=form.field("start"), format="DD/MM/YYYY")
        form.place("start")
    start = first if isinstance(first, date) else None
    _follow(form, start)
    with right:
        last = st.date_input("Last day", start or today, key=form.field("end"), format="DD/MM/YYYY")
        form.place("end")
    end = last if isinstance(last, date) else None
    if start is None or end is None:
        return None
    asked = _parts(form, start, end)
    if start <= end and halves_off(asked):
        when = when_said(asked)
        st.caption(f"**{length_said(halves_off(asked))}**: {when}")
    return asked


def _follow(form: Form, start: date | None) -> None:
    """Choosing a later first day takes the last day along."""
    before, end = st.session_state.get(form.field("was")), form.typed("end")
    if start is not None and before != start and isinstance(end, date) and end < start:
        st.session_state[form.field("end")] = start
    st.session_state[form.field("was")] = start


def _parts(form: Form, start: date, end: date) -> DaysOff:
    if start == end:
        part = st.segmented_control(
            "How much of it",
            list(Part),
            default=Part.WHOLE,
            format_func=str,
            key=form.field("part"),
            required=True,
            label_visibility="collapsed",
        )
        form.place("part")
        return single_day(start, Part(part or Part.WHOLE))
    with st.container(horizontal=True, gap="medium"):
        afternoon = st.checkbox("First day from noon", key=form.field("start_half"))
        morning = st.checkbox("Last day until noon", key=form.field("end_half"))
    return DaysOff(start, end, afternoon, morning)


def _chosen(asked: DaysOff | None) -> DaysOff:
    if asked is None:
        raise BadInput("Choose the first and the last day.", field="start")
    return asked


def _note(form: Form, label: str, hint: str) -> str:
    note = st.text_area(label, key=form.field("note"), height=80, placeholder=hint)
    form.place("note")
    return note or ""


@st.dialog("Decide about leave", width="medium", icon=":material/rule:")
@own_desk("leave")
def decide_dialog(desk: Desk, leave_id: int, version: int) -> None:
    """What is scheduled on the days stands before the two buttons. version: of the request as the page showed it."""
    of = leave_to_decide(desk, leave_id)
    form = Form(f"decide_leave_{leave_id}:{version}")
    line = of.line
    st.markdown(f"**{plain(line.person)}** asks for **{when_said(line.days)}** :gray[{length_said(line.halves)}]")
    if line.note:
        st.caption(plain(line.note))
    show_touched(of.consequences, whose=f"{line.person}’s", today=desk.today)
    with form.box(border=False):
        note = _note(form, "Answer", "Only they read it. A refusal needs a reason.")
        form.place()
        with st.container(horizontal=True, gap="small"):
            yes = st.form_submit_button("Approve", type="primary", icon=":material/check:", disabled=desk.read_only)
            no = st.form_submit_button("Refuse", icon=":material/close:", disabled=desk.read_only)
    if yes or no:
        decision = Decision(is_approved=yes, version=version, note=note)
        form.send(lambda key: decide_leave(desk, key, leave_id, decision))


@st.dialog("Cancel leave", icon=":material/event_busy:")
@own_desk("leave")
def cancel_dialog(desk: Desk, line: LeaveLine) -> None:
    form = Form(f"cancel_leave_{line.id}:{line.version}")
    whose = "Your leave" if line.person_id == desk.viewer.person_id else f"{plain(line.person)}’s leave"
    st.markdown(f"{whose}, **{when_said(line.days)}**, is taken back. These days can be planned with again.")
    with form.box(border=False):
        form.place()
        sent = st.form_submit_button("Cancel this leave", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: cancel_leave(desk, key, line.id, line.version))
