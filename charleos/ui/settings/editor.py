"""What all dated settings share: from which month, what would change, save, and telling the second editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

import streamlit as st

from charleos.errors import BadInput, CharleosError, Conflict
from charleos.periods import Month
from charleos.ui.forms import Form
from charleos.ui.words import time
from charleos.units import Minutes

Draft = TypeVar("Draft")
Effects = TypeVar("Effects")

BEHIND, AHEAD = 6, 18
"""How many months back and ahead a change can be made to hold from; a closed month says so when it is chosen."""


def choose_month(form_name: str, today: Month) -> Month:
    """From which month on; the next one to begin with."""
    months = [today.plus(apart) for apart in range(-BEHIND, AHEAD + 1)]
    chosen = st.selectbox(
        "From the month on",
        months,
        index=months.index(today.next),
        format_func=lambda month: month.name,
        key=f"{form_name}:month",
        help="Earlier months keep what they had. Months that are closed for a client cannot be reached.",
        width=240,
    )
    return Month(chosen)


def dated_form(name: str, today: Month) -> tuple[Month, Form]:
    """The month to change from, and a form of its own for each, so that each starts from what holds in it."""
    since = choose_month(name, today)
    form = Form(f"{name}-{since}")
    form.place("since")
    return since, form


def field(
    form: Form,
    name: str,
    label: str,
    value: str,
    *,
    help: str | None = None,  # noqa: A002 - as the widgets call it
    placeholder: str | None = None,
    width: int | Literal["stretch"] = "stretch",
    max_chars: int = 60,
) -> str:
    """One typed field, with a place for its sentence."""
    typed = st.text_input(
        label,
        value=value,
        key=form.field(name),
        autocomplete="off",
        help=help,
        placeholder=placeholder,
        width=width,
        max_chars=max_chars,
    )
    form.place(name)
    return typed


def opened(form: Form, newest: int) -> int:
    """The newest version when this form was first shown: what its saving is compared with."""
    kept: int = st.session_state.setdefault(form.field("opened"), newest)
    return kept


def save(form: Form, label: str, act: Callable[[str], str], *, newest: int, disabled: bool) -> None:
    """The button that saves what the preview showed.

    Who comes second is told once, with the history in view; what they typed stays, and saving again is their word.
    """

    def once_told(key: str) -> str:
        try:
            return act(key)
        except Conflict:
            st.session_state[form.field("opened")] = newest
            raise

    sent = st.button(label, type="primary", key=form.field("save"), disabled=disabled, icon=":material/save:")
    form.place()
    if sent:
        form.send(once_told)


def tried(form: Form, read: Callable[[], Draft]) -> Draft | None:
    """What the fields say, or None with the sentence at the field that cannot be read."""
    try:
        return read()
    except CharleosError as refused:
        form.refuse(refused)
        return None


def preview(
    form: Form,
    draft: Callable[[], Draft],
    *,
    is_changed: Callable[[Draft], bool],
    effects: Callable[[Draft], Effects],
    show: Callable[[Effects, Draft], None],
) -> bool:
    """What saving would do, before it is saved. True when there is something that could be saved."""
    proposal = tried(form, draft)
    if proposal is None:
        return False
    if not is_changed(proposal):
        with st.container(border=True):
            st.caption("Change something to see what it would do, before anything is saved.")
        return False
    told = tried(form, lambda: effects(proposal))
    if told is None:
        return False
    with st.container(border=True):
        show(told, proposal)
    return True


def refuse_empty(text: str, what: str, field: str) -> str:
    if not text.strip():
        raise BadInput(f"Give {what}.", field=field)
    return text


def typed_as(minutes: Minutes) -> str:
    """A time as a person would type it.

    >>> typed_as(Minutes(72_000))
    '1200h'
    """
    return time(minutes).replace(",", "")
