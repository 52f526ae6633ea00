"""Taking back the last change that one made to the schedule."""

from __future__ import annotations

import streamlit as st

from charleos.actions.undo import undo_last_change
from charleos.desk import Desk
from charleos.reads.last_change import last_change
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed
from charleos.ui.schedule.address import PAGE
from charleos.ui.session import own_desk
from charleos.ui.words import ago


def show_undo(desk: Desk) -> None:
    """Nothing while there is nothing to take back."""
    last = last_change(desk)
    if last is None:
        return
    told = f"Your last change: {last.what}, {ago(int((desk.now - last.at).total_seconds() // 60))}"
    if st.button("Undo", key="schedule:undo", icon=":material/undo:", help=told, disabled=desk.read_only):
        _undo_dialog()


@st.dialog("Undo the last change", on_dismiss="rerun", icon=":material/undo:")
@own_desk(PAGE)
def _undo_dialog(desk: Desk) -> None:
    last = last_change(desk)
    if last is None:
        st.info("There is nothing to undo any more.")
        return
    when = ago(int((desk.now - last.at).total_seconds() // 60))
    said = f"Your last change was **{last.what}**, {when}. Every step that it moved goes back to where it stood."
    confirmed(desk, Form(f"undo:{last.id}"), said, "Undo it", lambda key: undo_last_change(desk, key))
