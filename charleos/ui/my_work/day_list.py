"""The day's entries, with what may be done to them, and the earlier day that could be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from charleos.desk import Desk
from charleos.reads.my_day import DayEntry, EarlierDay
from charleos.rules.week import WeekDay
from charleos.ui import words
from charleos.ui.my_work.dialogs import correct_dialog, repeat_dialog, take_out_dialog
from charleos.ui.my_work.week_strip import filled
from charleos.ui.my_work.wording import about, weekday, whose
from charleos.ui.words import count, plain, time


def show_day(desk: Desk, one: WeekDay, entries: Sequence[DayEntry], earlier: EarlierDay | None) -> None:
    said = weekday(one.day, desk.today)
    st.subheader(said[:1].upper() + said[1:], anchor=False)
    st.caption(_against_capacity(one), help=words.help("capacity"))
    st.progress(filled(one.logged, one.capacity))
    if earlier is not None and earlier.offered and one.day <= desk.today:
        _offer(desk, earlier, one.day)
    for entry in entries:
        _entry(desk, entry)
    if not entries:
        st.caption("No time on this day yet.")


def _against_capacity(one: WeekDay) -> str:
    if one.holiday:
        return f"{time(one.logged)} logged · bank holiday: {plain(one.holiday)}"
    if not one.capacity:
        return f"{time(one.logged)} logged · {'on leave' if one.halves_off else 'not a working day'}"
    said = f"{time(one.logged)} of {time(one.capacity)}"
    if one.to_capacity > 0:
        return f"{said} · {time(one.to_capacity)} to go"
    return f"{said} · :orange[{time(-one.to_capacity)} beyond it]" if one.to_capacity else f"{said} · full"


def _offer(desk: Desk, earlier: EarlierDay, day: date) -> None:
    name = "yesterday" if day == desk.today and earlier.day == day - timedelta(days=1) else f"{earlier.day:%A}"
    label = f"Repeat {name}: {count(len(earlier.offered), 'entry', 'entries')}, {time(earlier.minutes)}"
    if st.button(label, key="repeat_day", icon=":material/replay:", disabled=desk.read_only, width="stretch"):
        repeat_dialog(day)


def _entry(desk: Desk, entry: DayEntry) -> None:
    with st.container(border=True, gap="xxsmall", key=f"entry-{entry.id}"):
        if entry.taken_out is not None:
            st.markdown(f":gray[~~{time(entry.minutes)}~~ · {about(entry)}]")
            st.caption(f"Taken out: {plain(entry.taken_out)}")
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            st.markdown(f"**{time(entry.minutes)}** · {about(entry)}", width="stretch")
            _changes(desk, entry)
        st.caption(
            " · ".join(part for part in (whose(entry), _step(entry), _activity(entry), plain(entry.note)) if part)
        )


def _step(entry: DayEntry) -> str:
    """The step, where its name says more than the type of work does."""
    if entry.step is None or entry.step.title == words.work_type(entry.type or ""):
        return ""
    return entry.step.title


def _activity(entry: DayEntry) -> str:
    return entry.activity if entry.task is not None and entry.activity != "Task" else ""


def _changes(desk: Desk, entry: DayEntry) -> None:
    if not entry.can_change:
        st.markdown(":gray[:material/lock:]", help="Its month is closed; ask a Manager to correct it.", width="content")
        return
    if _small_button(f"correct:{entry.id}", ":material/edit:", "Correct this entry", is_off=desk.read_only):
        correct_dialog(entry.id)
    if _small_button(f"take_out:{entry.id}", ":material/delete:", "Take this entry out", is_off=desk.read_only):
        take_out_dialog(entry.id)


def _small_button(key: str, icon: str, told: str, *, is_off: bool) -> bool:
    return st.button("", key=key, icon=icon, type="tertiary", help=told, disabled=is_off)
