"""The fields of a time entry, the same for a new one and for a correction, with what they say before saving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from charleos.actions.time import Entry
from charleos.desk import Desk
from charleos.errors import BadInput, NotFound
from charleos.reads.my_work import (
    ahead,
    clients_to_log_for,
    find_work,
    my_work,
    people_to_log_for,
    proposed,
    steps_to_log_on,
)
from charleos.rules.access import Capability
from charleos.rules.entries import Activity
from charleos.rules.phases import StepKind
from charleos.rules.typing_time import doubt, entry_minutes
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.my_work.wording import choice, kind, used
from charleos.ui.words import plain

WORK, CLIENT, INTERNAL = "A requirement", "A client", "Internal"
_ACTIVITIES = {WORK: Activity.TASK, CLIENT: Activity.CLIENT_CALL, INTERNAL: Activity.INTERNAL_MEETING}


@dataclass(frozen=True, slots=True)
class Start:
    """What the fields hold at first."""

    day: date
    requirement_id: int | None = None
    client_id: int | None = None
    minutes: str = ""
    activity: Activity | None = None
    note: str = ""
    is_correction: bool = False
    subtask_id: int | None = None
    step: StepKind | None = None

    @property
    def subject(self) -> str:
        if self.requirement_id is not None or self.activity is None:
            return WORK
        return CLIENT if self.client_id is not None else INTERNAL


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields; `entry` reads it, and says at its field what cannot be read."""

    subject: str
    work_date: date | None
    minutes: str
    activity: Activity
    note: str
    requirement_id: int | None
    client_id: int | None
    person_id: int | None
    subtask_id: int | None = None

    def entry(self) -> Entry:
        if self.subject == WORK and self.requirement_id is None:
            raise BadInput("Choose the requirement that the time is for.", field="work")
        if self.subject == CLIENT and self.client_id is None:
            raise BadInput("Choose the client that the time is for.", field="client")
        if self.work_date is None:
            raise BadInput("Choose the day of the work.", field="work_date")
        return Entry(
            self.work_date,
            entry_minutes(self.minutes),
            self.activity,
            self.note,
            self.requirement_id,
            self.client_id,
            self.person_id,
            self.subtask_id,
        )


def fixed_subject(desk: Desk, start: Start, requirement_id: int) -> tuple[str, int | None, int | None]:
    """The requirement the form was opened for, named and not asked about."""
    work = ahead(desk, requirement_id, start.day).work
    st.markdown(f"**{plain(work.task)}** :gray[#{work.task_number} · {plain(kind(work.type, work.size))}]")
    st.caption(plain(work.client))
    return WORK, requirement_id, None


def subject_fields(desk: Desk, form: Form, start: Start) -> tuple[str, int | None, int | None]:
    """What the time is for: the kind, and the requirement's or the client's id."""
    subject = st.segmented_control(
        "Time for", [WORK, CLIENT, INTERNAL], default=start.subject, key=form.field("subject"), required=True
    )
    if subject == WORK:
        return WORK, _work(desk, form, start), None
    if subject == CLIENT:
        return CLIENT, None, _client(desk, form, start)
    return INTERNAL, None, None


def _work(desk: Desk, form: Form, start: Start) -> int | None:
    typed = st.text_input(
        "Find the requirement",
        key=form.field("find"),
        type="search",
        live="300ms",
        placeholder="Client, title or #number",
    )
    choices = _choices(desk, start, typed or "")
    only = 0 if len(choices) == 1 or (start.requirement_id is not None and not typed) else None
    chosen = st.selectbox(
        "Requirement",
        list(choices),
        index=only,
        format_func=lambda one: choices.get(one, ""),
        key=form.field(f"work:{typed}"),
        placeholder="Choose one" if choices else "Nothing found: try another word",
        help=words.help("requirement"),
    )
    form.place("work")
    return chosen


def _choices(desk: Desk, start: Start, typed: str) -> dict[int, str]:
    """Ids and names: what was found, or else the requirement it began with and the viewer's open work."""
    if typed.strip():
        return {one.requirement_id: choice(one) for one in find_work(desk, typed)}
    begun = {}
    if start.requirement_id is not None:
        begun[start.requirement_id] = choice(ahead(desk, start.requirement_id, start.day).work)
    return begun | {one.work.requirement_id: choice(one.work) for one in my_work(desk, start.day)}


def _client(desk: Desk, form: Form, start: Start) -> int | None:
    names = {one.id: one.name for one in clients_to_log_for(desk)}
    chosen = st.selectbox(
        "Client",
        list(names),
        index=list(names).index(start.client_id) if start.client_id in names else None,
        format_func=lambda one: names.get(one, ""),
        key=form.field("client"),
        placeholder="Choose one" if names else "None of your work is for a client yet",
    )
    form.place("client")
    st.caption("Time for a client without a requirement is never billed.")
    return chosen


def when_and_who(desk: Desk, form: Form, start: Start) -> tuple[date | None, int | None]:
    """The day, and, for who may, the person; a correction keeps its person."""
    chosen = st.date_input(
        "Day of the work", start.day, key=form.field("work_date"), format="DD/MM/YYYY", help=words.help("work date")
    )
    form.place("work_date")
    day = chosen if isinstance(chosen, date) else None
    if start.is_correction or not desk.viewer.can(Capability.CORRECT_ANY_TIME):
        return day, None
    names = {one.id: one.name for one in people_to_log_for(desk)}
    person = st.selectbox(
        "Whose time",
        list(names),
        index=list(names).index(desk.viewer.person_id) if desk.viewer.person_id in names else None,
        format_func=lambda one: names.get(one, ""),
        key=form.field("person"),
    )
    form.place("person")
    return day, person


def which_step(desk: Desk, form: Form, start: Start, requirement_id: int | None, person_id: int | None) -> int | None:
    """The step of the requirement that the time is for: asked about only where there is one, with the likely one
    chosen already."""
    if requirement_id is None:
        return None
    steps = steps_to_log_on(desk, requirement_id, person_id)
    names = {one.id: one.kind.title for one in steps}
    likely = proposed(steps)
    chosen = likely.id if likely else None
    if start.is_correction and requirement_id == start.requirement_id:
        chosen = start.subtask_id
        if chosen is not None:
            names.setdefault(chosen, start.step.title if start.step else "The step it was logged on")
    if not names:
        return None
    ids = [*names, None]
    step: int | None = st.selectbox(
        "Step",
        ids,
        index=ids.index(chosen),
        format_func=lambda one: "Not a step" if one is None else names[one],
        key=form.field(f"step:{requirement_id}:{person_id}"),
        help=words.help("step"),
    )
    form.place("step")
    return step


def say_ahead(desk: Desk, requirement_id: int | None, day: date | None, person_id: int | None) -> None:
    """How the requirement stands, whether the day has some of it, and where the time counts: before saving."""
    if requirement_id is None or day is None:
        return
    try:
        said = ahead(desk, requirement_id, day, person_id)
    except NotFound:
        return
    st.caption(used(said.work.actual, said.work.estimate))
    if said.already:
        st.info(plain(said.already), icon=":material/history:")
    if said.routed:
        st.warning(plain(said.routed), icon=":material/subdirectory_arrow_right:")


def how_long(form: Form, start: Start) -> str:
    """The duration as typed, or as the answer to “minutes or hours?”."""
    typed = st.text_input(
        "Time",
        start.minutes,
        key=form.field("minutes"),
        placeholder="1h 30m, 90m or 1.5",
        autocomplete="off",
    )
    form.place("minutes")
    asked = doubt(typed or "")
    if asked is None:
        return typed or ""
    with st.container(horizontal=True):
        as_minutes = st.form_submit_button(f"{asked.number} minutes", key=form.field("as_minutes"))
        as_hours = st.form_submit_button(
            f"{asked.number} hours", key=form.field("as_hours"), disabled=not asked.hours_fit
        )
    if as_minutes:
        return asked.as_minutes
    return asked.as_hours if as_hours else typed


def what_for(form: Form, start: Start, subject: str) -> tuple[Activity, str]:
    """The activity, proposed by what the time is for, and the note."""
    activities = list(Activity)
    proposed = start.activity if start.activity and subject == start.subject else _ACTIVITIES[subject]
    activity = st.selectbox(
        "Activity",
        activities,
        index=activities.index(proposed),
        format_func=str,
        key=form.field(f"activity:{subject}"),
        help=words.help("activity"),
    )
    note = st.text_area("Note", start.note, key=form.field("note"), height=80, placeholder="Optional")
    form.place("note")
    return activity, note
