"""One's own leave: what was asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.reads.leave import LeaveLine
from charleos.rules.leave import LeaveStatus, length_said, when_said
from charleos.ui.leave.dialogs import cancel_dialog
from charleos.ui.words import plain

SHOWN = 3
_ALL = "leave:all"
BADGES = {
    LeaveStatus.REQUESTED: ":orange-badge[:material/schedule: Waiting]",
    LeaveStatus.APPROVED: ":green-badge[:material/check: Approved]",
    LeaveStatus.REFUSED: ":red-badge[:material/close: Refused]",
    LeaveStatus.CANCELLED: ":gray-badge[Cancelled]",
}


def show_own_leave(desk: Desk, lines: Sequence[LeaveLine]) -> None:
    st.subheader("My leave", anchor=False)
    if not lines:
        with st.container(border=True):
            st.markdown("**No leave yet**")
            st.caption("Ask for days off with **Ask for leave**; a Manager decides, and the answer stands here.")
        return
    shown = lines if st.session_state.get(_ALL) else lines[:SHOWN]
    with st.container(border=True, gap="small"):
        for one in shown:
            _line(desk, one)
    if len(shown) < len(lines):
        st.button(f"Show {len(lines) - len(shown)} earlier", key="leave_all", on_click=_show_all)


def _show_all() -> None:
    st.session_state[_ALL] = True


def _line(desk: Desk, one: LeaveLine) -> None:
    with st.container(key=f"leave-{one.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            when = when_said(one.days)
            st.markdown(f"**{when[:1].upper()}{when[1:]}** :gray[{length_said(one.halves)}]", width="stretch")
            st.markdown(BADGES[one.status], width="content")
            if _can_cancel(desk, one) and st.button(
                "Cancel",
                key=f"cancel_leave:{one.id}",
                type="tertiary",
                help="Take it back" if one.status is LeaveStatus.REQUESTED else "Give these days back",
                disabled=desk.read_only,
            ):
                cancel_dialog(one)
        if one.note:
            st.caption(plain(one.note))
        if one.decision:
            who = f"{plain(one.decided_by)}: " if one.decided_by else ""
            st.caption(f":material/reply: {who}{plain(one.decision)}")


def _can_cancel(desk: Desk, one: LeaveLine) -> bool:
    """As the rule has it: a request, or approved days that have not begun."""
    if one.status is LeaveStatus.APPROVED:
        return one.days.start > desk.today
    return one.status is LeaveStatus.REQUESTED
