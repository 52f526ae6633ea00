"""For who decides: the requests that wait, and the leave that was approved and is still to come."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.reads.leave import LeaveLine
from charleos.rules.leave import length_said, when_said
from charleos.ui.leave.dialogs import cancel_dialog, decide_dialog
from charleos.ui.parts.people import avatar
from charleos.ui.words import plain


def show_waiting(desk: Desk, lines: Sequence[LeaveLine]) -> None:
    if not lines:
        return
    with st.container(border=True, gap="small", key="leave_waiting"):
        st.markdown(f"**:orange[:material/pending_actions:] Waiting for a decision** :gray-badge[{len(lines)}]")
        for one in lines:
            if _row(one, "Decide", f"decide:{one.id}", is_off=desk.read_only):
                decide_dialog(one.id, one.version)


def show_ahead(desk: Desk, lines: Sequence[LeaveLine]) -> None:
    if not lines:
        return
    with st.expander(f"Approved leave to come ({len(lines)})", icon=":material/event_available:"):
        for one in lines:
            if _row(one, "Cancel", f"cancel_ahead:{one.id}", is_off=desk.read_only):
                cancel_dialog(one)


def _row(one: LeaveLine, label: str, key: str, *, is_off: bool) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        avatar(one.person)
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(one.person)}** · {when_said(one.days)} :gray[{length_said(one.halves)}]")
            if one.note:
                st.caption(plain(one.note))
        return st.button(label, key=key, disabled=is_off)
