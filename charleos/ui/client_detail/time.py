"""Section Time: the client's entries, filtered; a Manager corrects and voids them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from charleos.desk import Desk
from charleos.exports.time_entries import time_entries_csv
from charleos.reads.client_detail import ClientDetail
from charleos.reads.entries import PAGE, Counted, Entries, EntryFilter, EntryLine, entries
from charleos.rules.access import Capability
from charleos.rules.entries import Activity
from charleos.ui import words
from charleos.ui.client_detail.address import choose, control, day, number, option, select, text
from charleos.ui.client_detail.entry_dialogs import correct_dialog, file_dialog, void_dialog
from charleos.ui.client_detail.live import opened
from charleos.ui.parts.work_types import type_title
from charleos.ui.session import at_click
from charleos.units import hours

_COUNTED = {Counted.ALL: "All time", Counted.REQUIREMENTS: "On requirements", Counted.CLIENT_TIME: "Client time"}


def show_time(desk: Desk, frame: ClientDetail) -> None:
    chosen = _chosen()
    seen = entries(desk, frame.slug, frame.month, chosen)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        choose("Time", "counted", Counted, Counted.ALL, titles=_COUNTED.__getitem__)
        _file(frame, chosen, seen)
    _filters(frame, chosen, seen)
    _sums(chosen, seen)
    if not seen.lines:
        st.info("No entry matches.", icon=":material/search_off:")
        return
    _table(desk, seen)


def _chosen() -> EntryFilter:
    activity = text("activity")
    return EntryFilter(
        person_id=number("person"),
        type=text("type") or None,
        activity=Activity(activity) if activity in {one.value for one in Activity} else None,
        first=day("from"),
        last=day("to"),
        text=text("find"),
        counted=option("counted", Counted, Counted.ALL),
        voided=not text("hide_voided"),
        page=number("page") or 1,
    )


def _filters(frame: ClientDetail, chosen: EntryFilter, seen: Entries) -> None:
    people = {"": "Everybody"} | {str(i): name for i, name in seen.people}
    types = {"": "Every type"} | {one: type_title(one) for one in seen.types}
    activities = {"": "Every activity"} | {one.value: one.value for one in Activity}
    person, kind = str(chosen.person_id or ""), chosen.type or ""
    people.setdefault(person, "Somebody without time here")
    types.setdefault(kind, type_title(kind))
    first, second = st.columns(3, gap="small"), st.columns([2, 2, 3], gap="small", vertical_alignment="bottom")
    with first[0]:
        select("Person", "person", list(people), person, titles=people.__getitem__)
    with first[1]:
        select("Type of work", "type", list(types), kind, titles=types.__getitem__)
    with first[2]:
        activity = chosen.activity.value if chosen.activity else ""
        select("Activity", "activity", list(activities), activity, titles=activities.__getitem__)
    with second[0]:
        control(st.date_input, "From", "from", chosen.first or frame.month.first, format="DD/MM/YYYY")
    with second[1]:
        control(st.date_input, "To", "to", chosen.last or frame.month.last, format="DD/MM/YYYY")
    with second[2]:
        control(st.text_input, "Find", "find", chosen.text, placeholder="In notes and titles", type="search")


def _sums(chosen: EntryFilter, seen: Entries) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.markdown(f"On requirements **{hours(seen.on_requirements)}**", help=words.help("logged"), width="content")
        st.markdown(
            f":gray[Client time, not billed **{hours(seen.client_time)}**]",
            help=words.help("client time"),
            width="content",
        )
        control(st.toggle, "Hide voided", "hide_voided", not chosen.voided)
        if chosen.first and chosen.last and chosen.first > chosen.last:
            st.markdown(":orange[The first day is after the last.]", width="content")


def _file(frame: ClientDetail, chosen: EntryFilter, seen: Entries) -> None:
    """One page is in hand already; more is read when the file is asked for."""
    options: dict[str, Any] = {"icon": ":material/download:", "disabled": not seen.lines}
    if seen.pages > 1:
        if st.button("CSV…", key="client_detail:csv", **options):
            opened(file_dialog, frame.slug, frame.month, chosen)
        return
    lines = seen.lines
    st.download_button(
        "CSV",
        at_click(lambda: time_entries_csv(lines)),
        file_name=f"time-{frame.slug}-{frame.month}.csv",
        mime="text/csv",
        on_click="ignore",
        key="client_detail:csv",
        help="The entries shown here.",
        **options,
    )


def _table(desk: Desk, seen: Entries) -> None:
    may_correct = desk.viewer.can(Capability.CORRECT_ANY_TIME)
    # Keyed by what it shows: a choice never slides to another entry when somebody logs time.
    key = f"client_time:{hash(tuple((line.id, line.voided_at) for line in seen.lines))}"
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row"} if may_correct else {}
    rows = [_row(line) for line in seen.lines]
    shown = [name for name in rows[0] if name != "State" or any(row[name] for row in rows)]
    picked = st.dataframe(
        rows,
        key=key,
        hide_index=True,
        column_order=shown,
        width="stretch",
        column_config=_columns(),
        **options,
    )
    _foot(seen)
    if may_correct:
        rows = picked["selection"]["rows"]
        _acts(desk, seen.lines[rows[0]] if rows and rows[0] < len(seen.lines) else None)


def _acts(desk: Desk, line: EntryLine | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        off = desk.read_only or line is None or line.voided_at is not None
        if st.button("Correct…", key="client_detail:correct", icon=":material/edit:", disabled=off) and line:
            opened(correct_dialog, line.id)
        if st.button("Void…", key="client_detail:void", icon=":material/block:", disabled=off) and line:
            opened(void_dialog, line.id)
        if line is None:
            st.caption("Choose an entry to correct or void it.", width="content")
        elif line.voided_at is not None:
            st.caption("This entry is voided already.", width="content")


def _foot(seen: Entries) -> None:
    first = (seen.page - 1) * PAGE + 1
    st.caption(f"{first}-{first + len(seen.lines) - 1} of {words.count(seen.count, 'entry', 'entries')}")
    if seen.pages > 1:
        control(st.pagination, seen.pages, "page", seen.page)


def _row(line: EntryLine) -> dict[str, Any]:
    work = "–"
    if line.type is not None:
        work = f"#{line.task_number} {line.task_title} · {type_title(line.type)} {line.size or ''}".rstrip()
    return {
        "Date": line.work_date,
        "Person": line.person,
        "Time": hours(line.minutes),
        "State": _state(line),
        "Work": work,
        "Note": line.note,
        "Activity": line.activity,
    }


def _state(line: EntryLine) -> str:
    state = f"Voided: {line.void_reason}" if line.voided_at else "Correction" if line.replaces_id else ""
    author = f"written by {line.author}" if line.author else ""
    return ", ".join(part for part in (state, author) if part)


def _columns() -> dict[str, Any]:
    column = st.column_config.TextColumn
    return {
        "Date": st.column_config.DateColumn("Date", format="D MMM YY", width=76, help=words.help("work date")),
        "Person": column("Person", width=104),
        "Time": column("Time", width=64, alignment="right"),
        "Work": column("Work", width=220),
        "Activity": column("Activity", width=80, help=words.help("activity")),
        "Note": column("Note", width=200),
        "State": column("State", width=120),
    }
