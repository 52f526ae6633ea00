"""Adding a task: its title, and as many sized and assigned requirements as it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from charleos.actions.tasks import NewRequirement, NewTask, create_task
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.work import TaskChoices, task_choices
from charleos.rules.policy import Size
from charleos.rules.tasks import LONGEST_TITLE, MOST_REQUIREMENTS, TYPES
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.work_types import size_range, type_title
from charleos.ui.session import own_desk

MONTHS_AHEAD = 6
NOT_REQUIRED = "Not required"


def add_task_dialog(slug: str, month: Month) -> None:
    """A fresh form each time it is opened."""
    Form(_name(slug)).renew()
    _add_task(slug, month)


@st.dialog("Add task", width="large", icon=":material/add_task:", on_dismiss="rerun")
@own_desk(PAGE)
def _add_task(desk: Desk, slug: str, month: Month) -> None:
    form, choices = Form(_name(slug)), task_choices(desk)
    st.text_input("Title", key=form.field("title"), max_chars=LONGEST_TITLE, placeholder="Homepage redesign")
    form.place("title")
    _about(desk, form, choices, month)
    wanted = _requirements(form, choices)
    form.place("requirements")
    form.place()
    if st.button("Add task", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: create_task(desk, key, slug, _task(form, wanted)))


def _name(slug: str) -> str:
    return f"add_task:{slug}"


def _about(desk: Desk, form: Form, choices: TaskChoices, month: Month) -> None:
    running = Month.of(desk.today)
    targets = [running.plus(ahead) for ahead in range(MONTHS_AHEAD + 1)]
    left, right = st.columns(2)
    left.selectbox(
        "Target month",
        targets,
        format_func=lambda one: Month(one).name,
        key=form.field("target"),
        index=targets.index(month) if month in targets else 0,
    )
    with right:
        people = {person.id: person.name for person in choices.people}
        _choose_person("Project manager", people, form.field("pm"))
        form.place("pm")
    st.text_area(
        "Description", key=form.field("description"), height=80, placeholder="What is to be done, and for whom"
    )
    form.place("description")


def _choose_person(label: str, people: Mapping[int, str], key: str) -> None:
    st.selectbox(
        label, list(people), format_func=lambda one: people[one], key=key, index=None, placeholder="Nobody yet"
    )


def _choose_type(key: str) -> None:
    st.selectbox(
        "Type of work",
        TYPES,
        format_func=type_title,
        key=key,
        index=None,
        placeholder="Design, …",
        accept_new_options=True,
    )


def _requirements(form: Form, choices: TaskChoices) -> Callable[[], tuple[NewRequirement, ...]]:
    """A row for each; the rows are told apart by numbers that are never used again. Returns how to read them."""
    rows: list[int] = st.session_state.setdefault(form.field("rows"), [0])
    st.markdown("**Requirements**", help=words.help("requirement"))
    for row in rows:
        _requirement(form, choices, row, alone=len(rows) == 1)
    if st.button(
        "Add requirement",
        key=form.field("more"),
        icon=":material/add:",
        type="tertiary",
        disabled=len(rows) >= MOST_REQUIREMENTS,
    ):
        rows.append(max(rows) + 1)
        st.rerun(scope="fragment")
    return lambda: tuple(_read(form, number, row) for number, row in enumerate(rows, start=1))


class _Fields(NamedTuple):
    type: str
    size: str
    assignee: str


def _fields(form: Form, row: int) -> _Fields:
    return _Fields(*(form.field(f"{name}:{row}") for name in _Fields._fields))


def _requirement(form: Form, choices: TaskChoices, row: int, *, alone: bool) -> None:
    keys, sizes = _fields(form, row), {size.code: size for size in choices.sizes}
    people = {person.id: f"{person.name} ({person.discipline})" for person in choices.people}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choose_type(keys.type)
        st.selectbox(
            "Size",
            [*sizes, NOT_REQUIRED],
            format_func=lambda code: _size_said(sizes, code),
            key=keys.size,
            index=None,
            placeholder="How big?",
        )
        _choose_person("Assigned to", people, keys.assignee)
        if st.button("", key=form.field(f"drop:{row}"), icon=":material/close:", help="Leave it out", disabled=alone):
            st.session_state[form.field("rows")].remove(row)
            st.rerun(scope="fragment")


def _size_said(sizes: dict[str, Size], code: str) -> str:
    size = sizes.get(code)
    return NOT_REQUIRED if size is None else size_range(size.code, size.minimum, size.maximum)


def _read(form: Form, number: int, row: int) -> NewRequirement:
    keys = _fields(form, row)
    work_type, size = st.session_state.get(keys.type), st.session_state.get(keys.size)
    if not work_type:
        raise BadInput(f"Choose the type of work of requirement {number}.", field="requirements")
    if size is None:
        raise BadInput(f"Choose the size of requirement {number}, or Not required.", field="requirements")
    return NewRequirement(work_type, None if size == NOT_REQUIRED else size, st.session_state.get(keys.assignee))


def _task(form: Form, wanted: Callable[[], tuple[NewRequirement, ...]]) -> NewTask:
    return NewTask(
        title=form.typed("title") or "",
        requirements=wanted(),
        description=form.typed("description") or "",
        target_month=form.typed("target"),
        pm_id=form.typed("pm"),
    )
