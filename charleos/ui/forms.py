"""A form that is sent once, keeps what was typed when it is refused, and says so at the field it concerns."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from charleos.errors import CharleosError
from charleos.ui.words import plain

_RECEIPTS = "receipts"
_SHOWN = "receipts_shown"


class Form:
    """One form on a page, named uniquely.

    Its key goes with every sending, so that a double click or a reload records one thing. Fields are keyed by it
    too: after a sending that succeeded they are new and empty, after a refusal they are as typed.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._slots: dict[str, Any] = {}

    @property
    def key(self) -> str:
        kept: str = st.session_state.setdefault(f"form:{self.name}", secrets.token_urlsafe(16))
        return kept

    def box(self, **options: Any) -> Any:
        """The `st.form` around the fields; options are its own (border, width, height)."""
        return st.form(f"{self.name}:{self.key}:box", clear_on_submit=False, **options)

    def field(self, name: str) -> str:
        """The widget key of a field."""
        return f"{self.name}:{self.key}:{name}"

    def typed(self, name: str) -> Any:
        """What stands in a field now; None before it was shown."""
        return st.session_state.get(self.field(name))

    def place(self, field: str = "") -> None:
        """Where the sentence about this field will stand; without a name, the one about the whole form."""
        self._slots[field] = st.empty()

    def send(self, act: Callable[[str], str], *, then: Callable[[], None] | None = None) -> None:
        """Do it once. Success: the receipt, fresh fields and a new run. Refusal: its sentence, and all stays typed.

        act takes the form's key and returns the receipt; it reads the fields itself, so that what cannot be read
        is said at its field. then: what else a success changes on screen, before the new run.
        """
        try:
            receipt = act(self.key)
        except CharleosError as refused:
            self.refuse(refused)
            return
        self.renew()
        say(receipt)
        if then is not None:
            then()
        st.rerun()

    def refuse(self, refused: CharleosError) -> None:
        """Show why, under the field it names, else under the whole form."""
        slot = self._slots.get(refused.field or "") or self._slots.get("")
        (slot or st).error(plain(refused.sentence), icon=":material/error:")

    def renew(self) -> None:
        """Forget what was typed: the next run shows fresh fields under a new key."""
        st.session_state.pop(f"form:{self.name}", None)


def say(receipt: str) -> None:
    """A sentence for the next run to show: what was just done."""
    st.session_state.setdefault(_RECEIPTS, []).append(receipt)


def show_receipts() -> None:
    """Show what was said since the last run that came to its end."""
    receipts = st.session_state.get(_RECEIPTS, [])
    st.session_state[_SHOWN] = len(receipts)
    for receipt in receipts:
        st.toast(plain(receipt), icon=":material/check_circle:", duration="long")


def settle_receipts() -> None:
    """The run came to its end, so what it showed was seen.

    A second click starts a run anew before the first has sent what it drew: the receipt has to outlast that.
    """
    shown = st.session_state.pop(_SHOWN, 0)
    st.session_state[_RECEIPTS] = st.session_state.get(_RECEIPTS, [])[shown:]
