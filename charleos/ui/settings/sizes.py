"""The size table: codes, ranges and what they are for, from a month on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import streamlit as st

from charleos.desk import Desk
from charleos.rules.policy import LONGEST_USE, Policy, Size
from charleos.ui.forms import Form
from charleos.ui.session import own_desk
from charleos.ui.settings.editor import field, typed_as
from charleos.ui.settings.policy_editor import edit_policy
from charleos.ui.words import share
from charleos.units import parse_duration, parse_percent

Width = int | Literal["stretch"]
Labels = Literal["visible", "collapsed"]

SETTINGS = ("sizes", "feedback_share")


@st.fragment
@own_desk("settings")
def sizes_section(desk: Desk) -> None:
    st.markdown(
        "The average of a size is the middle of its range, rounded to a quarter of an hour. "
        "A requirement copies its figures when it is sized: a new table prices new requirements only."
    )
    edit_policy(desk, "sizes", SETTINGS, _fields)


def _fields(form: Form, held: Policy) -> Callable[[], Policy]:
    rows = _rows(form, held)
    for at, row in enumerate(rows):
        _row(form, row, _size_of(held, row), is_first=at == 0, is_only=len(rows) == 1)
    st.button("Add a size", key=form.field("add"), icon=":material/add:", type="tertiary")
    form.place("sizes")
    feedback = field(
        form, "feedback_share", "QA and feedback, of the average", share(held.feedback_share), width=240,
        help="Rounded up to 15 minutes; core work is the rest. The smallest size has none.",
    )  # fmt: skip

    def read() -> Policy:
        sizes = sorted((_read(form, row) for row in rows), key=lambda size: size.maximum)
        return replace(held, sizes=tuple(sizes), feedback_share=parse_percent(feedback, field="feedback_share"))

    return read


def _rows(form: Form, held: Policy) -> list[int]:
    """Numbers of the rows on screen: those of the table, without what was removed, with what was added."""
    key = form.field("rows")
    rows: list[int] = st.session_state.setdefault(key, list(range(len(held.sizes))))
    rows = [row for row in rows if not st.session_state.get(form.field(f"remove {row}"))]
    if st.session_state.get(form.field("add")):
        rows = [*rows, max(rows, default=len(held.sizes)) + 1 + len(held.sizes)]
    st.session_state[key] = rows
    return rows


def _size_of(held: Policy, row: int) -> Size | None:
    return held.sizes[row] if row < len(held.sizes) else None


def _row(form: Form, row: int, size: Size | None, *, is_first: bool, is_only: bool) -> None:
    labels: Labels = "visible" if is_first else "collapsed"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _cell(form, f"code {row}", "Size", size.code if size else "", 72, labels)
        _cell(form, f"least {row}", "From", typed_as(size.minimum) if size else "", 84, labels)
        _cell(form, f"most {row}", "To (maximum)", typed_as(size.maximum) if size else "", 112, labels)
        _cell(form, f"use {row}", "Use for", size.use_for if size else "", "stretch", labels)
        st.button("Remove", key=form.field(f"remove {row}"), icon=":material/close:", type="tertiary", disabled=is_only)
    form.place(f"row {row}")


def _cell(form: Form, name: str, label: str, value: str, width: Width, labels: Labels) -> None:
    st.text_input(
        label,
        value=value,
        key=form.field(name),
        width=width,
        label_visibility=labels,
        autocomplete="off",
        placeholder=label,
        max_chars=LONGEST_USE,
    )


def _read(form: Form, row: int) -> Size:
    return Size(
        (form.typed(f"code {row}") or "").strip().upper(),
        parse_duration(form.typed(f"least {row}") or "", field=f"row {row}"),
        parse_duration(form.typed(f"most {row}") or "", field=f"row {row}"),
        " ".join((form.typed(f"use {row}") or "").split()),
    )
