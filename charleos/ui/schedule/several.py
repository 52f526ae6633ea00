"""Section Move steps: a table of what the schedule holds, and moving what is ticked in it, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charleos.actions.steps import Shift, reschedule_steps
from charleos.desk import Desk
from charleos.errors import Conflict, NeedsConfirmation
from charleos.reads.people import colleagues
from charleos.reads.step_versions import step_versions
from charleos.reads.team_schedule import StepBar, TeamSchedule, team_schedule
from charleos.rules.phases import StepKind, StepStatus
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.parts.steps import STATUS_COLOURS
from charleos.ui.schedule.address import PAGE, day, span
from charleos.ui.schedule.controls import choose_dates, choose_filters
from charleos.ui.session import own_desk
from charleos.ui.words import count, plain, time

_TURN = "schedule:several:turn"
_MOVABLE = (StepStatus.SCHEDULED, StepStatus.IN_PROGRESS, StepStatus.AWAITING_REVIEW)


class _Line(NamedTuple):
    bar: StepBar
    person: str
    client: str


def show_several(desk: Desk) -> None:
    chosen = day(desk.today)
    schedule = team_schedule(desk, chosen, span())
    choose_dates(chosen, desk.today)
    lines = _lines(schedule.narrowed(choose_filters(schedule)))
    if not lines:
        st.info("No step that could be moved has dates here.", icon=":material/event_available:")
        return
    ticked = _table(lines)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label = f"Move {count(len(ticked), 'step')}…" if ticked else "Move…"
        if st.button(label, key="schedule:move", type="primary", disabled=not ticked or desk.read_only):
            _open(tuple(line.bar.id for line in ticked))
        st.caption("Tick the steps to move; all of them move, or none." if not ticked else _named(ticked))


def _lines(schedule: TeamSchedule) -> list[_Line]:
    people = {one.id: one.name for one in schedule.people}
    return sorted(
        (
            _Line(bar, people.get(person_id or 0, "Nobody yet"), schedule.clients[bar.client_id].name)
            for person_id, bars in schedule.steps.items()
            for bar in bars
            if bar.status != StepStatus.COMPLETE
        ),
        key=lambda line: (line.bar.first, line.person.casefold(), line.bar.id),
    )


def _named(ticked: Sequence[_Line]) -> str:
    first = plain(f"#{ticked[0].bar.task_number} {ticked[0].bar.task}")
    return first if len(ticked) == 1 else f"{first} and {len(ticked) - 1} more"


def _table(lines: Sequence[_Line]) -> list[_Line]:
    """Returns what is ticked. Other rows make another table, whose ticks are its own."""
    told = abs(hash(tuple(line.bar.id for line in lines)))
    shown = st.dataframe(
        pa.table(_columns(lines)),
        column_config=_config(),
        hide_index=True,
        height=min(38 * len(lines) + 40, 560),
        row_height=38,
        key=f"schedule:several:{told}:{st.session_state.get(_TURN, 0)}",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"{count(len(lines), 'step')} with dates",
    )
    return [lines[row] for row in shown["selection"]["rows"] if row < len(lines)]


def _columns(lines: Sequence[_Line]) -> dict[str, list[Any]]:
    return {
        "client": [line.client for line in lines],
        "task": [f"#{line.bar.task_number} {line.bar.task}" for line in lines],
        "step": [StepKind(line.bar.kind).title for line in lines],
        "person": [line.person for line in lines],
        "start": [date.fromisoformat(line.bar.first) for line in lines],
        "end": [date.fromisoformat(line.bar.last) for line in lines],
        "time": [time(line.bar.estimate) for line in lines],
        "status": [[StepStatus(line.bar.status).title] for line in lines],
    }


def _config() -> dict[str, Any]:
    config = st.column_config
    return {
        "client": config.TextColumn("Client", width=140, pinned=True),
        "task": config.TextColumn("Task", width=250),
        "step": config.TextColumn("Step"),
        "person": config.TextColumn("Person", width=140),
        "start": config.DateColumn("Start", format="D MMM"),
        "end": config.DateColumn("End", format="D MMM"),
        "time": config.TextColumn("Time", alignment="right"),
        "status": config.MultiselectColumn(
            "Status",
            options=[one.title for one in _MOVABLE],
            color=[STATUS_COLOURS[one] for one in _MOVABLE],
            width=120,
        ),
    }


def _open(ids: tuple[int, ...]) -> None:
    Form(_name(ids)).renew()
    _move_dialog(ids)


def _name(ids: tuple[int, ...]) -> str:
    return f"move_steps:{'.'.join(map(str, ids))}"


@st.dialog("Move steps", on_dismiss="rerun", icon=":material/move_down:")
@own_desk(PAGE)
def _move_dialog(desk: Desk, ids: tuple[int, ...]) -> None:
    form = Form(_name(ids))
    versions: tuple[tuple[int, int], ...] = st.session_state.setdefault(
        form.field("versions"), step_versions(desk, ids)
    )
    how = "moves" if len(ids) == 1 else "move together, or not at all"
    st.markdown(f"**{count(len(ids), 'step')}** {how}. Nothing else is pushed.")
    shift = _shift(desk, form)
    tick = st.empty()
    confirmed = _tick(form, tick, shift)
    for name in ("confirm", "steps", ""):
        form.place(name)
    if st.button("Move", type="primary", key=form.field("send"), disabled=desk.read_only):
        asked = replace(shift, confirmed=bool(confirmed))
        form.send(lambda key: _send(desk, form, key, versions, asked), then=_untick)
        if confirmed is None:
            _tick(form, tick, shift)


def _shift(desk: Desk, form: Form) -> Shift:
    people = {one.id: one.name for one in colleagues(desk)}
    days = st.number_input(
        "By working days", value=0, min_value=-250, max_value=250, key=form.field("days"), help=words.help("move by")
    )
    form.place("days")
    person_id = st.selectbox(
        "To another person",
        [None, *people],
        format_func=lambda one: people[one] if one else "Whoever has it",
        key=form.field("assignee"),
    )
    form.place("assignee")
    return Shift(days, person_id)


def _tick(form: Form, place: DeltaGenerator, shift: Shift) -> bool | None:
    """Days that become too full are asked about; the tick holds for this move alone. None: nothing is asked."""
    if form.typed("asked") != shift:
        return None
    return place.checkbox("It may be so", key=form.field(f"confirm:{shift!r}"))


def _send(desk: Desk, form: Form, key: str, versions: tuple[tuple[int, int], ...], shift: Shift) -> str:
    try:
        return reschedule_steps(desk, key, versions, shift)
    except NeedsConfirmation:
        st.session_state[form.field("asked")] = replace(shift, confirmed=False)
        raise
    except Conflict:
        st.session_state.pop(form.field("versions"), None)
        raise


def _untick() -> None:
    """What moved is not chosen any more."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
