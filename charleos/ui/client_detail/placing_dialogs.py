"""Putting a step into somebody's days, taking it out again, and adding a step; what moves is said before it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from charleos.actions.step_edits import StepEdit, add_step
from charleos.actions.steps import Placing, schedule_step, unschedule_step
from charleos.desk import Desk
from charleos.errors import BadInput, NeedsConfirmation
from charleos.reads.task_view import StepLine, TaskView
from charleos.reads.work import task_choices
from charleos.reads.work_to_plan import WaitingStep, steps_to_schedule
from charleos.rules.phases import StepKind
from charleos.rules.working_days import next_working_day
from charleos.ui.client_detail.address import PAGE
from charleos.ui.client_detail.confirm import confirmed
from charleos.ui.client_detail.step_dialogs import called
from charleos.ui.forms import Form
from charleos.ui.parts.requirements import requirement_name
from charleos.ui.session import own_desk
from charleos.units import Minutes, hours, parse_duration


@dataclass(frozen=True, slots=True)
class Start:
    """The step, and what the fields hold at first."""

    subtask_id: int
    version: int
    estimate: Minutes
    assignee_id: int | None = None
    assignee: str | None = None
    first: date | None = None
    last: date | None = None


@st.dialog("Schedule", width="medium", on_dismiss="rerun", icon=":material/calendar_add_on:")
@own_desk(PAGE)
def schedule_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    st.markdown(called(seen, step))
    start = Start(step.id, step.version, step.estimate, step.assignee_id, step.assignee, step.start, step.end)
    _placing(desk, Form(f"schedule:{step.id}:{step.version}"), start)


@st.dialog("Schedule work", width="medium", on_dismiss="rerun", icon=":material/calendar_add_on:")
@own_desk(PAGE)
def schedule_work_dialog(desk: Desk, slug: str) -> None:
    """Any step of the client's that has no dates yet."""
    finder = Form(f"schedule_work:{slug}")
    typed = st.text_input(
        "Find the work", key=finder.field("find"), type="search", live="300ms", placeholder="Words of a title, or #123"
    )
    found = {step.id: step for step in steps_to_schedule(desk, slug, typed or "")}
    chosen = st.selectbox(
        "Step",
        list(found),
        index=0 if len(found) == 1 else None,
        format_func=lambda one: _named(found[one]) if one in found else "",
        key=finder.field(f"step:{typed}"),
        placeholder="Choose one" if found else "Every step has dates, or none matches",
    )
    if chosen in found:
        step = found[chosen]
        start = Start(step.id, step.version, step.estimate, step.assignee_id, step.assignee)
        _placing(desk, Form(f"schedule:{step.id}:{step.version}"), start)


def _named(step: WaitingStep) -> str:
    return f"#{step.task_number} {step.title} · {step.kind.title}, {hours(step.estimate)}"


def _placing(desk: Desk, form: Form, start: Start) -> None:
    people = {person.id: f"{person.name} ({person.discipline})" for person in task_choices(desk).people}
    if start.assignee_id is not None:
        people.setdefault(start.assignee_id, f"{start.assignee} (archived)")
    ids = [None, *people]
    st.selectbox(
        "Who does it",
        ids,
        index=ids.index(start.assignee_id),
        format_func=lambda one: "Nobody yet" if one is None else people[one],
        key=form.field("assignee"),
    )
    form.place("assignee")
    soon = next_working_day(desk.today)
    first, last, long = st.columns([3, 3, 2])
    with first:
        st.date_input("Start", start.first or soon, key=form.field("start"), format="DD/MM/YYYY")
        form.place("start")
    with last:
        st.date_input("End", start.last or soon, key=form.field("end"), format="DD/MM/YYYY")
        form.place("end")
    with long:
        st.text_input("Time", hours(start.estimate), key=form.field("minutes"))
        form.place("minutes")
    tick = st.empty()
    form.place("confirm")
    form.place()
    _tick(form, tick)
    if st.button("Schedule", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: _schedule(desk, form, key, start))
        _tick(form, tick)


def _schedule(desk: Desk, form: Form, key: str, start: Start) -> str:
    """What it pushes is asked about once it is known; the tick holds for this placing alone."""
    placing = _read(form)
    try:
        return schedule_step(desk, key, start.subtask_id, placing, start.version)
    except NeedsConfirmation:
        st.session_state[form.field("asked")] = repr(replace(placing, confirmed=False))
        raise


def _tick(form: Form, place: st.delta_generator.DeltaGenerator) -> None:
    try:
        now = repr(replace(_read(form), confirmed=False))
    except BadInput:
        return
    if form.typed("asked") == now:
        place.checkbox("It may be so", key=form.field(f"confirm:{now}"))


def _read(form: Form) -> Placing:
    first, last = form.typed("start"), form.typed("end")
    if not isinstance(first, date):
        raise BadInput("Choose the first day.", field="start")
    if not isinstance(last, date):
        raise BadInput("Choose the last day.", field="end")
    minutes = parse_duration(form.typed("minutes") or "", field="minutes")
    placing = Placing(form.typed("assignee"), first, last, minutes)
    return replace(placing, confirmed=bool(form.typed(f"confirm:{placing!r}")))


@st.dialog("Unschedule", on_dismiss="rerun", icon=":material/event_busy:")
@own_desk(PAGE)
def unschedule_dialog(desk: Desk, seen: TaskView, step: StepLine) -> None:
    said = f"{called(seen, step)} loses its dates; who does it stays."
    form = Form(f"unschedule:{step.id}:{step.version}")
    confirmed(desk, form, said, "Unschedule", lambda key: unschedule_step(desk, key, step.id, step.version))


KINDS = [kind for kind in StepKind if kind is not StepKind.DELAYED]
"""A Delayed step comes from Running Behind alone."""


@st.dialog("Add step", on_dismiss="rerun", icon=":material/add:")
@own_desk(PAGE)
def add_step_dialog(desk: Desk, seen: TaskView) -> None:
    form = Form(f"add_step:{seen.task.id}")
    names = {one.id: requirement_name(one, seen.task.requirements) for one in seen.task.requirements}
    with form.box(border=False):
        of = st.selectbox(
            "Requirement", list(names), format_func=lambda one: names[one], key=form.field("requirement"), index=0
        )
        kind = st.selectbox(
            "Kind",
            KINDS,
            format_func=lambda one: StepKind(one).title,
            key=form.field("kind"),
            index=None,
            placeholder="Internal QA fixes, …",
        )
        form.place("kind")
        st.text_input("Time", key=form.field("minutes"), placeholder="2h 30m")
        form.place("minutes")
        form.place()
        sent = st.form_submit_button("Add step", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: add_step(desk, key, of or 0, _edit(form, kind)))


def _edit(form: Form, kind: StepKind | None) -> StepEdit:
    if kind is None:
        raise BadInput("Choose the kind of step.", field="kind")
    return StepEdit(StepKind(kind), parse_duration(form.typed("minutes") or "", field="minutes"))
