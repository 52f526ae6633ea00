"""What can be done with a quote as a whole, by its status and the viewer's rights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from charleos.desk import Desk
from charleos.reads.quote_detail import QuoteDetail
from charleos.rules.quotes import MOVES, NEEDS, Act
from charleos.ui.quotes.flow_dialogs import (
    approve_dialog,
    cancel_dialog,
    changes_dialog,
    edit_quote_dialog,
    reopen_dialog,
    send_dialog,
)

_LABELS = {
    Act.SEND: ("Send to client…", ":material/send:"),
    Act.APPROVE: ("Approve…", ":material/check_circle:"),
    Act.REOPEN: ("Reopen…", ":material/undo:"),
    Act.REQUEST_CHANGES: ("Changes requested…", ":material/edit_note:"),
    Act.EDIT: ("Edit title and description…", ":material/edit:"),
    Act.CANCEL: ("Cancel the quote…", ":material/block:"),
}
"""The first that is possible stands out; the order is that of the way."""

_DIALOGS: dict[Act, Callable[[QuoteDetail], None]] = {
    Act.SEND: send_dialog,
    Act.APPROVE: approve_dialog,
    Act.REOPEN: reopen_dialog,
    Act.REQUEST_CHANGES: changes_dialog,
    Act.EDIT: edit_quote_dialog,
    Act.CANCEL: cancel_dialog,
}
_PROMINENT = (Act.SEND, Act.APPROVE, Act.REOPEN)


def show_acts(desk: Desk, one: QuoteDetail) -> None:
    acts = {act: partial(_DIALOGS[act], one) for act in _LABELS if _may(desk, one, act)}
    with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
        for act in [act for act in acts if act in _PROMINENT]:
            label, icon = _LABELS[act]
            if st.button(label, key=f"quote:{act.name}", icon=icon, type="primary", disabled=desk.read_only):
                acts[act]()
        rest = {_LABELS[act][0]: opens for act, opens in acts.items() if act not in _PROMINENT}
        if rest:
            chosen = st.menu_button(
                "More", list(rest), key="quote:more", icon=":material/more_horiz:", disabled=desk.read_only
            )
            if chosen is not None:
                rest[chosen]()


def _may(desk: Desk, one: QuoteDetail, act: Act) -> bool:
    possible = one.status in MOVES[act] and (act is Act.CANCEL or not one.is_archived)
    return one.in_reach and possible and desk.viewer.can(NEEDS[act])
