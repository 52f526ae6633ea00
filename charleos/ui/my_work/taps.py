"""One tap, one entry: the amounts beside a requirement."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import streamlit as st

from charleos.actions.time import Entry, log_time
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.rules.entries import Activity
from charleos.ui.forms import say
from charleos.ui.session import now, own_desk
from charleos.ui.words import plain, time
from charleos.units import Minutes

AMOUNTS = (Minutes(15), Minutes(30), Minutes(60), Minutes(120), Minutes(240))
DOUBLE_CLICK = timedelta(seconds=1.5)
"""The same tap again within this time is the second half of a double click, however fast the page redraws."""

_LAST, _REFUSED = "my_work:last_tap", "my_work:refused"


class Tap(NamedTuple):
    """What was tapped. person_id: by whom, as one browser may serve several people in turn."""

    person_id: int
    requirement_id: int
    minutes: Minutes
    day: date


def amounts(requirement_id: int, subtask_id: int | None, day: date, *, disabled: bool) -> None:
    """subtask_id: the step of the requirement that the time is for, where that is clear."""
    for minutes in AMOUNTS:
        st.button(
            time(minutes),
            key=f"tap:{requirement_id}:{minutes}",
            on_click=_tap,
            args=(requirement_id, subtask_id, minutes, day),
            disabled=disabled,
        )


def show_refusal(requirement_id: int) -> None:
    """Why the last tap on this requirement stored nothing, once."""
    refused = st.session_state.get(_REFUSED)
    if refused is not None and refused[0] == requirement_id:
        del st.session_state[_REFUSED]
        st.error(plain(refused[1]), icon=":material/error:")


@own_desk("my_work")
def _tap(desk: Desk, requirement_id: int, subtask_id: int | None, minutes: Minutes, day: date) -> None:
    tap = Tap(desk.viewer.person_id, requirement_id, minutes, day)
    last: _Last | None = st.session_state.get(_LAST)
    is_second = last is not None and last.tap == tap and desk.now - last.at < DOUBLE_CLICK
    if last is None or not is_second:
        last = _Last(tap, desk.now, secrets.token_urlsafe(16))
        st.session_state[_LAST] = last
    try:
        entry = Entry(day, minutes, Activity.TASK, requirement_id=requirement_id, subtask_id=subtask_id)
        receipt = log_time(desk, last.key, entry)
    except CharleosError as refused:
        st.session_state[_REFUSED] = (requirement_id, refused.sentence)
        return
    last.at = now()  # counted from when it was stored: the second click may have waited for that
    say(f"That was a double click: {time(minutes)} is logged once." if is_second else receipt)


@dataclass
class _Last:
    """The last tap, when it was stored, and the key it went with: the second half of a double click reuses it."""

    tap: Tap
    at: datetime
    key: str
