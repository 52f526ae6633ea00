"""Giving a step its days: who, when and how long, with what it pushes and how full it makes the days beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charleos.actions.steps import Placing, schedule_step
from charleos.desk import Desk
from charleos.errors import BadInput, Conflict, NeedsConfirmation
from charleos.periods import Month
from charleos.reads.health import client_health
from charleos.reads.load import team_load
from charleos.reads.placing_ground import AHEAD, placing_ground
from charleos.reads.placing_preview import PlacingGround, Preview, Wanted
from charleos.reads.steps_to_place import OpenStep, steps_to_place
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.schedule.address import PAGE
from charleos.ui.schedule.placing_minutes import suggest_minutes
from charleos.ui.schedule.placing_said import show_candidates, show_preview, show_step
from charleos.ui.session import own_desk
from charleos.ui.words import apart, time
from charleos.units import hours, parse_duration

SOONEST, CHOSEN = "Earliest that fits", "These days"
_LONGEST_LOOK = 12
"""Months whose health is shown at most."""


def schedule_dialog(what: int | str | None = None) -> None:
    """A fresh form each time it is opened. what: a step's id; a client's slug, to choose among its steps; else any."""
    Form(_name(what)).renew()
    _schedule(what)


@st.dialog("Add scheduled work", width="large", on_dismiss="rerun", icon=":material/calendar_add_on:")
@own_desk(PAGE)
def _schedule(desk: Desk, what: int | str | None) -> None:
    form = Form(_name(what))
    subtask_id = what if isinstance(what, int) else _choose_step(desk, form, what)
    if subtask_id is not None:
        placing_form(desk, form, subtask_id)


def _name(what: int | str | None) -> str:
    return f"place:{'any' if what is None else what}"


def _choose_step(desk: Desk, form: Form, slug: str | None) -> int | None:
    typed = st.text_input(
        "Find the work",
        key=form.field("find"),
        type="search",
        live="300ms",
        placeholder="Words of the title, or #123" if slug else "Client, words of the title, or #123",
    )
    found = {step.id: step for step in steps_to_place(desk, typed or "", slug)}
    return st.selectbox(
        "Step",
        list(found),
        index=0 if len(found) == 1 else None,
        format_func=lambda one: _named(found[one]) if one in found else "",
        key=form.field(f"step:{typed}"),
        placeholder="Choose one" if found else "No open work is called so" if typed else "There is no open work yet",
    )


def _named(step: OpenStep) -> str:
    when = "no dates" if step.start is None else f"from {step.start.day} {step.start:%b}"
    task = f"{apart(step.client)} · #{step.task_number} {apart(step.task)}"
    return f"{task} · {step.kind.title}, {time(step.estimate)}, {when}"


def placing_form(desk: Desk, form: Form, subtask_id: int, then: Callable[[], None] | None = None) -> None:
    """The fields of one step, what they would do, and the button that does it. then: what a success also changes."""
    ground = placing_ground(desk, subtask_id)
    form = Form(f"{form.name}:{subtask_id}") if form.name != _name(subtask_id) else form
    version: int = st.session_state.setdefault(form.field("version"), ground.step.version)
    show_step(ground, desk.today)
    _who_and_how_long(form, ground)
    suggest_minutes(desk, form, subtask_id)
    _when(form, ground, desk.today)
    try:
        wanted = _resolved(desk, form, ground)
        preview = _preview(desk, ground, wanted)
    except BadInput as refused:
        _end(desk, form)
        form.refuse(refused)
        return
    show_preview(ground, preview, desk.today)
    _who_is_free(desk, form, ground, wanted)
    tick, send = st.empty(), _end(desk, form, can_send=preview.refused is None)
    confirmed = _tick(form, tick, wanted, preview)
    placing = Placing(wanted.person_id, _day(wanted.start), _day(wanted.end), wanted.minutes, bool(confirmed))
    if send:
        form.send(lambda key: _send(desk, form, key, subtask_id, placing, version), then=then)
        if confirmed is None:
            _tick(form, tick, wanted, preview)


def _who_and_how_long(form: Form, ground: PlacingGround) -> None:
    now, people = ground.step.now, {one.id: one for one in ground.colleagues.values()}
    st.session_state.setdefault(form.field("assignee"), now.assignee_id if now.assignee_id in people else None)
    st.session_state.setdefault(form.field("minutes"), hours(now.estimate))
    who, long = st.columns([3, 1])
    with who:
        st.selectbox(
            "Who does it",
            [None, *people],
            format_func=lambda one: f"{people[one].name} · {people[one].discipline}" if one else "Nobody yet",
            key=form.field("assignee"),
        )
        form.place("assignee")
    with long:
        st.text_input("Time", key=form.field("minutes"), help=words.help("step time"))
        form.place("minutes")


def _when(form: Form, ground: PlacingGround, today: date) -> None:
    now, people = ground.step.now, {one.id for one in ground.colleagues.values()}
    first = SOONEST if not now.is_dated and now.assignee_id in people else CHOSEN
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control("When", [SOONEST, CHOSEN], default=first, key=form.field("when"), required=True)
        if form.typed("when") != SOONEST:
            start = now.start or today
            st.date_input("Start", start, key=form.field("start"), format="DD/MM/YYYY", width=150)
            st.date_input("End", now.end or start, key=form.field("end"), format="DD/MM/YYYY", width=150)
    for name in ("start", "end"):
        form.place(name)


def _resolved(desk: Desk, form: Form, ground: PlacingGround) -> Wanted:
    """What the fields say, with the days that fit soonest where those are asked for."""
    wanted = Wanted(form.typed("assignee"), minutes=parse_duration(form.typed("minutes") or "", field="minutes"))
    if form.typed("when") != SOONEST:
        start, end = form.typed("start"), form.typed("end")
        if not isinstance(start, date) or not isinstance(end, date):
            raise BadInput("Choose the first and the last day.", field="end" if isinstance(start, date) else "start")
        return replace(wanted, start=start, end=end)
    if wanted.person_id is None:
        raise BadInput("Choose who does it: the days that fit soonest are somebody's.", field="assignee")
    window = ground.soonest(team_load(desk, desk.today, desk.today + AHEAD, wanted.person_id), wanted)
    if window is None:
        raise BadInput("Nothing is free for it within a year; choose somebody else, or days.", field="assignee")
    return replace(wanted, start=window.start, end=window.end)


def _preview(desk: Desk, ground: PlacingGround, wanted: Wanted) -> Preview:
    now = ground.step.now
    days = [day for day in (wanted.start, wanted.end, now.start, now.end) if day is not None]
    first, last = Month.of(min(days)), Month.of(max(days))
    loads = team_load(desk, desk.today, desk.today + AHEAD, wanted.person_id) if wanted.person_id else ()
    health = client_health(desk, ground.step.slug, first, min(last - first + 1, _LONGEST_LOOK))
    return ground.preview(loads, health.months, wanted)


def _who_is_free(desk: Desk, form: Form, ground: PlacingGround, wanted: Wanted) -> None:
    start, end = _day(wanted.start), _day(wanted.end)
    if end < start:
        return
    candidates = ground.candidates(team_load(desk, start, end), start, end)
    show_candidates(candidates, wanted.person_id, field=form.field("assignee"))


def _tick(form: Form, place: DeltaGenerator, wanted: Wanted, preview: Preview) -> bool | None:
    """Whether what moves was agreed to; None while there is nothing to agree to.

    It holds for this placing alone: other days ask anew. What the preview cannot foresee, the work of clients out of
    reach, is asked about once the sending was refused because of it.
    """
    if not preview.effect.warnings and form.typed("asked") != wanted:
        return None
    return place.checkbox("It may be so", key=form.field(f"confirm:{wanted!r}"))


def _end(desk: Desk, form: Form, *, can_send: bool = False) -> bool:
    form.place("confirm")
    form.place()
    off = desk.read_only or not can_send
    return st.button("Schedule", type="primary", key=form.field("send"), disabled=off)


def _send(desk: Desk, form: Form, key: str, subtask_id: int, placing: Placing, version: int) -> str:
    """What was not foreseen is asked about, and what somebody changed meanwhile is sent again on top of it."""
    try:
        return schedule_step(desk, key, subtask_id, placing, version)
    except NeedsConfirmation:
        asked = Wanted(placing.assignee_id, placing.start, placing.end, placing.minutes)
        st.session_state[form.field("asked")] = asked
        raise
    except Conflict:
        st.session_state.pop(form.field("version"), None)
        raise


def _day(day: date | None) -> date:
    if day is None:
        raise BadInput("Choose the first and the last day.", field="start")
    return day
