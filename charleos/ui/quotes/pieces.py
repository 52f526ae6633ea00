"""The requirements of a quote: each a card with what is asked for, the estimate, and what the viewer can do with it."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.quote_detail import QuoteDetail, QuotePiece
from charleos.rules.access import Capability
from charleos.ui import words
from charleos.ui.parts.figures import badge
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.piece_dialogs import add_piece_dialog, edit_piece_dialog, remove_piece_dialog
from charleos.ui.quotes.sizing import size_dialog
from charleos.ui.words import plain, span, time


def show_pieces(desk: Desk, one: QuoteDetail) -> None:
    may_edit = one.in_reach and desk.viewer.can(Capability.EDIT_QUOTES) and may_change(desk, one)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("Requirements", anchor=False, width="content", help=words.help("quote requirement"))
        if may_edit and st.button("Add requirement", key="quote:add", icon=":material/add:", type="tertiary"):
            add_piece_dialog(one.id)
    for piece in one.pieces:
        with st.container(border=True, gap="xsmall", key=f"piece-{piece.id}"):
            _piece(desk, one, piece, may_edit=may_edit)


def may_change(desk: Desk, one: QuoteDetail) -> bool:
    return one.status.is_being_sized and not one.is_archived and not desk.read_only


def _piece(desk: Desk, one: QuoteDetail, piece: QuotePiece, *, may_edit: bool) -> None:
    who = plain(piece.assignee) if piece.assignee else "nobody yet"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(type_title(piece.type))}** :gray[{who}] {_state(piece)}", width="stretch")
        with st.container(horizontal=True, width="content", gap="xsmall", vertical_alignment="center"):
            _acts(desk, one, piece, may_edit=may_edit)
    if piece.brief:
        st.text(piece.brief)
    if piece.size is not None:
        size, said = piece.size, "Quoted" if piece.is_done else "Would be quoted"
        st.markdown(
            f":gray[{said}] **{time(size.average)}** :gray[· range {plain(span(size.minimum, size.maximum))}]",
            help=words.help("quoted"),
        )
    if piece.scope:
        st.caption("Counted in" if piece.size else "Note")
        st.text(piece.scope)


def _state(piece: QuotePiece) -> str:
    if piece.is_done:
        called = f"Size {plain(piece.size.code)}" if piece.size else "Not required"
        return badge(called, "green", ":material/check:")
    if piece.is_touched:
        return badge(f"Draft {plain(piece.size.code)}" if piece.size else "Draft", "blue", ":material/edit:")
    return badge("To size", "gray", ":material/hourglass_empty:")


def _acts(desk: Desk, one: QuoteDetail, piece: QuotePiece, *, may_edit: bool) -> None:
    is_mine = piece.assignee_id == desk.viewer.person_id
    if is_mine and may_change(desk, one):
        label = "Estimate again" if piece.is_done else "Estimate"
        kind = "secondary" if piece.is_done else "primary"
        if st.button(label, key=f"size:{piece.id}", icon=":material/straighten:", type=kind):  # type: ignore[arg-type]
            size_dialog(one.number, piece.id)
    if may_edit and st.button("", key=f"edit:{piece.id}", icon=":material/edit:", type="tertiary", help="Edit"):
        edit_piece_dialog(one.number, piece.id)
    if (
        may_edit
        and len(one.pieces) > 1
        and st.button("", key=f"remove:{piece.id}", icon=":material/delete:", type="tertiary", help="Remove")
    ):
        remove_piece_dialog(piece)
