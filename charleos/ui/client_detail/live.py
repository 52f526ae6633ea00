"""Keeping the page live: it redraws when somebody else changed something, and never while a dialog is open.

A run of the page closes any dialog, and with it what is typed there. So opening one is noted, the watch holds still
until the page runs again (a dialog that is sent or dismissed makes it run), and that run shows the newest figures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.reads.stamps import client_stamp
from charleos.ui.client_detail.address import PAGE
from charleos.ui.session import own_desk

Parameters = ParamSpec("Parameters")

_DIALOG = f"{PAGE}:dialog_open"
_FRESH = f"{PAGE}:just_drawn"
EVERY = 2.5
"""Seconds between looks; with the redrawing, others' changes show well within five."""


def begin() -> None:
    """A run of the page: whatever dialog was open is closed by it, and it has the newest stamp itself."""
    st.session_state[_DIALOG], st.session_state[_FRESH] = False, True


def opened(dialog: Callable[Parameters, None], *args: Parameters.args, **options: Parameters.kwargs) -> None:
    """Open a dialog and hold the page still for as long as it is open."""
    st.session_state[_DIALOG] = True
    dialog(*args, **options)


@st.fragment(run_every=EVERY)
@own_desk(PAGE)
def watch(desk: Desk, slug: str, stamp: int) -> None:
    """Run the page again when the client's stamp has moved, or the client left the viewer's reach."""
    if st.session_state.pop(_FRESH, False) or st.session_state.get(_DIALOG):
        return
    try:
        moved = client_stamp(desk, slug) != stamp
    except NotFound:
        moved = True
    if moved:
        st.rerun()
