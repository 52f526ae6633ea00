"""Fields that the dialogs of quotes share: a piece of work to be sized, and the newest version after a conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from charleos.actions.quotes import Wanted
from charleos.errors import BadInput, Conflict
from charleos.reads.work import Colleague
from charleos.rules.tasks import TYPES
from charleos.ui.forms import Form
from charleos.ui.parts.work_types import type_title


def start(form: Form, version: int, **fields: Any) -> None:
    """Once for each opening: the version that is edited, and what its fields begin with."""
    if form.field("version") in st.session_state:
        return
    st.session_state[form.field("version")] = version
    for name, value in fields.items():
        st.session_state[form.field(name)] = value


@contextmanager
def newest_on_conflict(form: Form, newest: Callable[[], int]) -> Iterator[int]:
    """The version that is edited. Whoever saves second reads who was first; saving once more then replaces that."""
    try:
        yield st.session_state[form.field("version")]
    except Conflict:
        st.session_state[form.field("version")] = newest()
        raise


def people_named(people: Sequence[Colleague]) -> dict[int, str]:
    return {one.id: f"{one.name} ({one.discipline})" for one in people}


def piece_fields(form: Form, people: Mapping[int, str], row: int | None = None, *, types: Sequence[str] = ()) -> None:
    """Type, who sizes it, and the brief. row: where a form holds several."""
    left, right = st.columns(2)
    offered = [*TYPES, *(one for one in types if one not in TYPES)]
    with left:
        st.selectbox(
            "Type of work",
            offered,
            format_func=type_title,
            key=_key(form, "type", row),
            index=None,
            placeholder="Design, …",
            accept_new_options=True,
        )
        form.place("type")
    with right:
        st.selectbox(
            "Who sizes it",
            list(people),
            format_func=lambda one: people[one],
            key=_key(form, "assignee", row),
            index=None,
            placeholder="Nobody yet",
        )
        form.place("assignee")
    st.text_area("Brief", key=_key(form, "brief", row), height=80, placeholder="What is asked for, and what it is for")


def typed_piece(form: Form, row: int | None = None) -> Wanted:
    work_type = st.session_state.get(_key(form, "type", row))
    if not work_type:
        which = "" if row is None else f" of requirement {_place(form, row)}"
        raise BadInput(f"Choose the type of work{which}.", field="type" if row is None else "requirements")
    brief = st.session_state.get(_key(form, "brief", row)) or ""
    return Wanted(work_type, brief, st.session_state.get(_key(form, "assignee", row)))


def _key(form: Form, name: str, row: int | None) -> str:
    return form.field(name if row is None else f"{name}:{row}")


def _place(form: Form, row: int) -> int:
    rows: list[int] = st.session_state[form.field("rows")]
    return rows.index(row) + 1
