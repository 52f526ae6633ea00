"""Adding, editing and removing a requirement of a quote."""

from __future__ import annotations

import streamlit as st

from charleos.actions.quotes import add_quote_requirement, edit_quote_requirement, remove_quote_requirement
from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.reads.quote_detail import QuoteDetail, QuotePiece, quote
from charleos.reads.work import task_choices
from charleos.ui.forms import Form
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.address import PAGE
from charleos.ui.quotes.fields import newest_on_conflict, people_named, piece_fields, start, typed_piece
from charleos.ui.session import own_desk
from charleos.ui.words import plain


def add_piece_dialog(quote_id: int) -> None:
    Form(f"add_piece:{quote_id}").renew()
    _add(quote_id)


def edit_piece_dialog(number: int, piece_id: int) -> None:
    Form(f"edit_piece:{piece_id}").renew()
    _edit(number, piece_id)


def remove_piece_dialog(piece: QuotePiece) -> None:
    Form(f"remove_piece:{piece.id}").renew()
    _remove(piece)


@st.dialog("Add requirement", width="medium", icon=":material/add:", on_dismiss="rerun")
@own_desk(PAGE)
def _add(desk: Desk, quote_id: int) -> None:
    form = Form(f"add_piece:{quote_id}")
    piece_fields(form, people_named(task_choices(desk).people))
    form.place("requirements")
    form.place()
    if st.button("Add requirement", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: add_quote_requirement(desk, key, quote_id, typed_piece(form)))


@st.dialog("Edit requirement", width="medium", icon=":material/edit:", on_dismiss="rerun")
@own_desk(PAGE)
def _edit(desk: Desk, number: int, piece_id: int) -> None:
    form, found = Form(f"edit_piece:{piece_id}"), found_or_said(desk, number, piece_id)
    if found is None:
        return
    _, piece = found
    start(form, piece.version, type=piece.type, assignee=piece.assignee_id, brief=piece.brief)
    people = people_named(task_choices(desk).people)
    if piece.assignee_id is not None:
        people.setdefault(piece.assignee_id, f"{piece.assignee} (no longer here)")
    piece_fields(form, people, types=(piece.type,))
    if piece.is_done:
        st.caption("It was estimated already. Once it is edited, the estimate becomes a draft to look at again.")
    form.place("requirements")
    form.place()
    if st.button("Save", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: _save(desk, key, form, number, piece_id))


def _save(desk: Desk, key: str, form: Form, number: int, piece_id: int) -> str:
    with newest_on_conflict(form, lambda: newest_version(desk, number, piece_id)) as version:
        return edit_quote_requirement(desk, key, piece_id, typed_piece(form), version)


def found_or_said(desk: Desk, number: int, piece_id: int) -> tuple[QuoteDetail, QuotePiece] | None:
    """The requirement with its quote, as they are now; None once it is said that it is gone."""
    try:
        whole = quote(desk, number)
        return whole, _among(whole, piece_id)
    except NotFound as gone:
        st.warning(plain(gone.sentence), icon=":material/search_off:")
        return None


def newest_version(desk: Desk, number: int, piece_id: int) -> int:
    return _among(quote(desk, number), piece_id).version


def _among(whole: QuoteDetail, piece_id: int) -> QuotePiece:
    found = next((one for one in whole.pieces if one.id == piece_id), None)
    if found is None:
        raise NotFound("This requirement is no longer part of the quote; close this and look again.")
    return found


@st.dialog("Remove requirement", width="small", icon=":material/delete:", on_dismiss="rerun")
@own_desk(PAGE)
def _remove(desk: Desk, piece: QuotePiece) -> None:
    form = Form(f"remove_piece:{piece.id}")
    lost = " Its estimate goes with it." if piece.is_touched else ""
    st.markdown(f"**{plain(type_title(piece.type))}** is no longer asked for.{lost}")
    form.place()
    if st.button("Remove", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: remove_quote_requirement(desk, key, piece.id, piece.version))
