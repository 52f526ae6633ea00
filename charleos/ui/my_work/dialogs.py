"""The dialogs of My work. Each opens its own desk and sends its form once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.actions.repeat import repeat_entries
from charleos.actions.tasks import complete_requirement
from charleos.actions.time import correct_entry, log_time, void_entry
from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.periods import long_day
from charleos.reads.my_day import DayEntry, EarlierDay, last_worked_day, my_entry
from charleos.reads.my_work import Found
from charleos.ui.forms import Form
from charleos.ui.my_work.entry_form import (
    Start,
    Typed,
    fixed_subject,
    how_long,
    say_ahead,
    subject_fields,
    what_for,
    when_and_who,
    which_step,
)
from charleos.ui.my_work.wording import about, used, weekday, whose
from charleos.ui.session import own_desk
from charleos.ui.words import apart, count, plain, time


@st.dialog("Log time", width="medium")
@own_desk("my_work")
def log_dialog(desk: Desk, day: date, requirement_id: int | None) -> None:
    """Any time: on a requirement, for a client or internal; for a Manager, also somebody else's."""
    form = Form(f"log_time_{requirement_id or 'other'}")
    start = Start(min(day, desk.today), requirement_id)
    if requirement_id is None:
        subject, chosen, client_id = subject_fields(desk, form, start)
    else:
        subject, chosen, client_id = fixed_subject(desk, start, requirement_id)
    work_date, person_id = when_and_who(desk, form, start)
    step = which_step(desk, form, start, chosen, person_id)
    say_ahead(desk, chosen, work_date, person_id)
    with form.box(border=False):
        minutes = how_long(form, start)
        activity, note = what_for(form, start, subject)
        form.place()
        sent = st.form_submit_button("Log time", type="primary", disabled=desk.read_only)
    typed = Typed(subject, work_date, minutes, activity, note, chosen, client_id, person_id, step)
    if sent or minutes != (form.typed("minutes") or ""):
        form.send(lambda key: log_time(desk, key, typed.entry()))


@st.dialog("Correct an entry", width="medium")
@own_desk("my_work")
def correct_dialog(desk: Desk, entry_id: int) -> None:
    """The entry as it stands, to be changed; the old one stays readable, with the reason."""
    form = Form(f"correct_{entry_id}")
    entry = my_entry(desk, entry_id)
    start = _as_start(entry)
    subject, chosen, client_id = subject_fields(desk, form, start)
    work_date, _ = when_and_who(desk, form, start)
    step = which_step(desk, form, start, chosen, None)
    say_ahead(desk, chosen, work_date if work_date != entry.work_date else None, None)
    with form.box(border=False):
        minutes = how_long(form, start)
        activity, note = what_for(form, start, subject)
        reason = _reason(form, "What was wrong?")
        form.place()
        sent = st.form_submit_button("Save the correction", type="primary", disabled=desk.read_only)
    typed = Typed(subject, work_date, minutes, activity, note, chosen, client_id, None, step)
    if sent or minutes != (form.typed("minutes") or ""):
        form.send(lambda key: correct_entry(desk, key, entry_id, typed.entry(), reason))


def _as_start(entry: DayEntry) -> Start:
    return Start(
        entry.work_date,
        entry.requirement_id,
        entry.client_id,
        time(entry.minutes),
        entry.activity,
        entry.note,
        is_correction=True,
        subtask_id=entry.subtask_id,
        step=entry.step,
    )


@st.dialog("Take an entry out")
@own_desk("my_work")
def take_out_dialog(desk: Desk, entry_id: int) -> None:
    """It stays readable with its reason; its minutes no longer count."""
    form = Form(f"take_out_{entry_id}")
    entry = my_entry(desk, entry_id)
    st.markdown(f"{time(entry.minutes)} · {about(entry)}")
    st.caption(" · ".join(part for part in (long_day(entry.work_date), whose(entry), plain(entry.note)) if part))
    with form.box(border=False):
        reason = _reason(form, "Why is it taken out?")
        form.place()
        sent = st.form_submit_button("Take out", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: void_entry(desk, key, entry_id, reason))


@st.dialog("Complete")
@own_desk("my_work")
def complete_dialog(desk: Desk, work: Found) -> None:
    form = Form(f"complete_{work.requirement_id}")
    st.markdown(f"**{plain(work.task)}**")
    st.caption(f"{apart(plain(work.client))} · #{work.task_number} · {used(work.actual, work.estimate)}")
    st.markdown(_what_completing_means(work))
    with form.box(border=False):
        form.place()
        sent = st.form_submit_button("It is complete", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: complete_requirement(desk, key, work.requirement_id))


def _what_completing_means(work: Found) -> str:
    if not work.actual:
        return "Nothing is logged on it yet, so nothing is billed for it."
    if work.bill.banked:
        return f"{time(work.bill.banked)} is banked: it was done under the average."
    if work.bill.overage:
        return f"{time(work.bill.overage)} is beyond its maximum and is not billed."
    return "It was done within its range."


@st.dialog("Repeat a day", width="medium")
@own_desk("my_work")
def repeat_dialog(desk: Desk, day: date) -> None:
    """What the last worked day holds, and one click that logs it on the day."""
    earlier = last_worked_day(desk, day)
    if earlier is None:
        raise NotFound("There is no earlier day with time to repeat.")
    form = Form(f"repeat_{day.isoformat()}")
    st.markdown(f"From **{weekday(earlier.day, desk.today)}** to **{weekday(day, desk.today)}**")
    _preview(earlier)
    offered = earlier.offered
    with form.box(border=False):
        form.place()
        label = f"Log {count(len(offered), 'entry', 'entries')}, {time(earlier.minutes)}"
        sent = st.form_submit_button(label, type="primary", disabled=desk.read_only or not offered)
    if sent:
        form.send(lambda key: repeat_entries(desk, key, tuple(one.id for one in offered), day))


def _preview(earlier: EarlierDay) -> None:
    for one in earlier.entries:
        line = f"{time(one.entry.minutes)} · {about(one.entry)} · {whose(one.entry)}".removesuffix(" · ")
        st.markdown(f":gray[{line} – {one.instead}, left out]" if one.instead else line)
        if one.routed and not one.instead:
            st.caption(f":orange[{plain(one.routed)}]")


def _reason(form: Form, label: str) -> str:
    reason = st.text_input(label, key=form.field("reason"))
    form.place("reason")
    return reason or ""
