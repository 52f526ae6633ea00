"""Making a block, changing it, completing and removing it; what it overlaps is listed before it is saved."""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.actions.blocks import BlockForm, complete_block, create_block, edit_block, remove_block, reopen_block
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.block_overlaps import block_overlaps
from charleos.reads.client_schedule import BlockLine
from charleos.reads.load import team_load
from charleos.reads.work import task_choices
from charleos.rules.blocks import BlockKind
from charleos.rules.working_days import next_working_day
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time
from charleos.units import NOTHING, hours, parse_duration


@st.dialog("Add block", width="medium", on_dismiss="rerun", icon=":material/event_available:")
@own_desk(PAGE)
def new_block_dialog(desk: Desk, slug: str, month: Month) -> None:
    form = Form(f"block:{slug}:{month}")
    st.caption(f"Reserves somebody's time in {month.name}, before it is known for which step.")
    kind = st.selectbox(
        "Kind",
        list(BlockKind),
        format_func=lambda one: BlockKind(one).title,
        key=form.field("kind"),
        index=None,
        placeholder="Design, Development, …",
        help=words.help("block"),
    )
    form.place("kind")
    _fields(desk, form, None, month)
    if st.button("Add block", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: create_block(desk, key, slug, month, _kind(kind), _read(form)))


@st.dialog("Edit block", width="medium", on_dismiss="rerun", icon=":material/edit_calendar:")
@own_desk(PAGE)
def edit_block_dialog(desk: Desk, block: BlockLine) -> None:
    form = Form(f"edit_block:{block.id}:{block.version}")
    st.markdown(f"**{block.kind.called(block.round)}** :gray[in {Month.of(block.start).name}]")
    _fields(desk, form, block, Month.of(block.start))
    if st.button("Save", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: edit_block(desk, key, block.id, block.version, _read(form)))


def _fields(desk: Desk, form: Form, block: BlockLine | None, month: Month) -> None:
    people = {person.id: f"{person.name} ({person.discipline})" for person in task_choices(desk).people}
    if block is not None:
        people.setdefault(block.assignee_id, f"{block.assignee} (archived)")
    st.selectbox(
        "With",
        list(people),
        index=None if block is None else list(people).index(block.assignee_id),
        format_func=lambda one: people[one],
        key=form.field("assignee"),
        placeholder="Whose time is reserved",
    )
    form.place("assignee")
    _days(desk, form, block, month)
    _overlaps(desk, form, block)
    form.place()


def _days(desk: Desk, form: Form, block: BlockLine | None, month: Month) -> None:
    first = next_working_day(max(month.first, desk.today))
    start, end, long = st.columns([3, 3, 2])
    with start:
        st.date_input("Start", block.start if block else first, key=form.field("start"), format="DD/MM/YYYY")
        form.place("start")
    with end:
        st.date_input("End", block.end if block else first, key=form.field("end"), format="DD/MM/YYYY")
        form.place("end")
    with long:
        st.text_input("Time", time(block.minutes) if block else "", key=form.field("minutes"), placeholder="16h")
        form.place("minutes")


def _overlaps(desk: Desk, form: Form, block: BlockLine | None) -> None:
    """What the chosen days hold already, and the tick that it may be so."""
    person, start, end = (form.typed(name) for name in ("assignee", "start", "end"))
    if person is None or not isinstance(start, date) or not isinstance(end, date):
        return
    _load(desk, person, start, end)
    found = block_overlaps(desk, person, start, end, block.id if block else None)
    if not found:
        return
    listed = "\n".join(f"- {plain(one.said)}" for one in found)
    st.warning(f"This time is reserved already:\n\n{listed}", icon=":material/event_busy:")
    st.checkbox("It may overlap", key=form.field("confirmed"))
    form.place("confirm")


def _load(desk: Desk, person_id: int, start: date, end: date) -> None:
    """How much of the days is taken, whoever's client it is for."""
    taken = sum((day.minutes for day in team_load(desk, start, end, person_id)), NOTHING)
    if taken:
        st.caption(f"On these days **{hours(taken)}** are taken by work and blocks already.")


def _kind(chosen: BlockKind | None) -> BlockKind:
    if chosen is None:
        raise BadInput("Choose what the time is reserved for.", field="kind")
    return BlockKind(chosen)


def _read(form: Form) -> BlockForm:
    start, end = form.typed("start"), form.typed("end")
    if form.typed("assignee") is None:
        raise BadInput("Choose whose time is reserved.", field="assignee")
    if not isinstance(start, date):
        raise BadInput("Choose the first day.", field="start")
    if not isinstance(end, date):
        raise BadInput("Choose the last day.", field="end")
    minutes = parse_duration(form.typed("minutes") or "", field="minutes")
    return BlockForm(form.typed("assignee"), start, end, minutes, bool(form.typed("confirmed")))


@st.dialog("Complete a block", on_dismiss="rerun", icon=":material/check_circle:")
@own_desk(PAGE)
def complete_block_dialog(desk: Desk, block: BlockLine) -> None:
    said = f"{_called(block)} is done; it holds nobody's time any longer."
    form = Form(f"complete_block:{block.id}:{block.version}")
    confirmed(desk, form, said, "It is complete", lambda key: complete_block(desk, key, block.id, block.version))


@st.dialog("Reopen a block", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def reopen_block_dialog(desk: Desk, block: BlockLine) -> None:
    form = Form(f"reopen_block:{block.id}:{block.version}")
    said = f"{_called(block)} is not done after all."
    confirmed(desk, form, said, "Reopen", lambda key: reopen_block(desk, key, block.id, block.version))


@st.dialog("Remove a block", on_dismiss="rerun", icon=":material/delete:")
@own_desk(PAGE)
def remove_block_dialog(desk: Desk, block: BlockLine) -> None:
    form = Form(f"remove_block:{block.id}:{block.version}")
    said = f"{_called(block)} has not begun; its time is free again."
    confirmed(desk, form, said, "Remove", lambda key: remove_block(desk, key, block.id, block.version))


def _called(block: BlockLine) -> str:
    return f"**{block.kind.called(block.round)}** with {plain(block.assignee)}"
