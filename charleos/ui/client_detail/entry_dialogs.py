"""A Manager's corrections of an entry, taking it out, and the whole list of time as a file."""

from __future__ import annotations

import streamlit as st

from charleos.actions.time import Entry, correct_entry, void_entry
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.exports.time_entries import time_entries_csv
from charleos.periods import Month, long_day
from charleos.reads.entries import Correction, EntryFilter, EntryLine, correction, entries_for_file
from charleos.rules.entries import LONGEST_NOTE, Activity, routing
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import reason_field
from charleos.ui.parts.work_types import type_title
from charleos.ui.session import at_click, own_desk
from charleos.ui.words import plain
from charleos.units import hours, parse_duration


@st.dialog("Correct an entry", width="medium", on_dismiss="rerun", icon=":material/edit:")
@own_desk(PAGE)
def correct_dialog(desk: Desk, entry_id: int) -> None:
    of = correction(desk, entry_id)
    form, entry = Form(f"correct:{entry_id}"), of.entry
    st.markdown(_said(entry))
    _say_routing(of)
    with form.box(border=False):
        left, right = st.columns(2)
        with left:
            st.date_input(
                "Date", entry.work_date, key=form.field("work_date"), max_value=desk.today, format="DD/MM/YYYY"
            )
            form.place("work_date")
        with right:
            st.text_input("Time", hours(entry.minutes), key=form.field("minutes"), help="3h 20m, 3.5h, 210m or 3.5")
            form.place("minutes")
        _what_for(form, of)
        st.text_area("Note", entry.note, key=form.field("note"), height=80, max_chars=LONGEST_NOTE)
        form.place("note")
        reason = reason_field(form, "Why is it corrected?", hint="The old entry stays readable, with this reason.")
        form.place()
        sent = st.form_submit_button("Correct", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: correct_entry(desk, key, entry_id, _corrected(form, of), reason))


@st.dialog("Void an entry", on_dismiss="rerun", icon=":material/block:")
@own_desk(PAGE)
def void_dialog(desk: Desk, entry_id: int) -> None:
    of, form = correction(desk, entry_id), Form(f"void:{entry_id}")
    st.markdown(f"{_said(of.entry)} It stays readable; its time no longer counts.")
    _say_routing(of)
    with form.box(border=False):
        reason = reason_field(form, "Why is it voided?")
        form.place()
        sent = st.form_submit_button("Void", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: void_entry(desk, key, entry_id, reason))


@st.dialog("Time as a file", on_dismiss="rerun", icon=":material/download:")
@own_desk(PAGE)
def file_dialog(desk: Desk, slug: str, month: Month, chosen: EntryFilter) -> None:
    lines = entries_for_file(desk, slug, month, chosen)
    st.markdown(f"{words.count(len(lines), 'entry', 'entries')}: all that match, on every page.")
    st.download_button(
        "Download CSV",
        at_click(lambda: time_entries_csv(lines)),
        file_name=f"time-{slug}-{month}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )


def _said(entry: EntryLine) -> str:
    work = "client time" if entry.task_title is None else f"#{entry.task_number} {entry.task_title}"
    return f"**{hours(entry.minutes)}** by **{plain(entry.person)}** on {long_day(entry.work_date)}: {plain(work)}."


def _say_routing(of: Correction) -> None:
    """Before saving: where the change counts when the entry's month is closed."""
    worked = Month.of(of.entry.work_date)
    if of.entry.requirement_id is not None and (said := routing(worked, max(worked, of.open_from))):
        st.info(plain(said.replace("the time counts", "the change counts")), icon=":material/lock:")


def _what_for(form: Form, of: Correction) -> None:
    choices = {one.id: f"#{one.task_number} {one.task_title} · {_kind(one.type, one.size)}" for one in of.choices}
    ids = [None, *choices]
    left, right = st.columns([3, 2])
    with left:
        st.selectbox(
            "Requirement",
            ids,
            index=ids.index(of.entry.requirement_id),
            format_func=lambda one: "None: client time, not billed" if one is None else choices[one],
            key=form.field("requirement"),
        )
        form.place("requirement")
    with right:
        activities = [one.value for one in Activity]
        st.selectbox("Activity", activities, index=activities.index(of.entry.activity), key=form.field("activity"))


def _kind(work_type: str, size: str | None) -> str:
    return f"{type_title(work_type)} {size}" if size else type_title(work_type)


def _corrected(form: Form, of: Correction) -> Entry:
    work_date = form.typed("work_date")
    if work_date is None:
        raise BadInput("Choose the day of the work.", field="work_date")
    requirement_id = form.typed("requirement")
    return Entry(
        work_date=work_date,
        minutes=parse_duration(form.typed("minutes") or "", field="minutes"),
        activity=Activity(form.typed("activity")),
        note=form.typed("note") or "",
        requirement_id=requirement_id,
        client_id=of.client_id,
        subtask_id=of.entry.subtask_id if requirement_id == of.entry.requirement_id else None,
    )
