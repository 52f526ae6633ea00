"""The dialogs that move a quote on: editing its words, sending, approving, changes, cancelling and reopening."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from charleos.actions.quote_approval import approve_quote
from charleos.actions.quote_talk import cancel_quote, reopen_quote, request_quote_changes, send_quote
from charleos.actions.quotes import QuoteWords, edit_quote
from charleos.desk import Desk
from charleos.reads.quote_detail import QuoteDetail, quote
from charleos.rules.tasks import LONGEST_REASON, LONGEST_TITLE
from charleos.ui.forms import Form
from charleos.ui.quotes.address import PAGE
from charleos.ui.quotes.fields import newest_on_conflict, start
from charleos.ui.quotes.wording import price_said, total_said
from charleos.ui.session import own_desk
from charleos.ui.words import plain


def edit_quote_dialog(one: QuoteDetail) -> None:
    Form(f"edit_quote:{one.id}").renew()
    _edit(one)


def send_dialog(one: QuoteDetail) -> None:
    Form(f"send_quote:{one.id}").renew()
    _send(one)


def approve_dialog(one: QuoteDetail) -> None:
    Form(f"approve_quote:{one.id}").renew()
    _approve(one)


def changes_dialog(one: QuoteDetail) -> None:
    Form(f"quote_changes:{one.id}").renew()
    _changes(one)


def cancel_dialog(one: QuoteDetail) -> None:
    Form(f"cancel_quote:{one.id}").renew()
    _cancel(one)


def reopen_dialog(one: QuoteDetail) -> None:
    Form(f"reopen_quote:{one.id}").renew()
    _reopen(one)


@st.dialog("Edit title and description", width="medium", icon=":material/edit:", on_dismiss="rerun")
@own_desk(PAGE)
def _edit(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"edit_quote:{one.id}")
    start(form, one.version, title=one.title, description=one.description)
    st.text_input("Title", key=form.field("title"), max_chars=LONGEST_TITLE)
    form.place("title")
    st.text_area("Description", key=form.field("description"), height=160)
    form.place("description")
    _button(desk, form, "Save", lambda key: _save(desk, key, form, one))


def _save(desk: Desk, key: str, form: Form, one: QuoteDetail) -> str:
    with newest_on_conflict(form, lambda: quote(desk, one.number).version) as version:
        words = QuoteWords(form.typed("title") or "", form.typed("description") or "", version)
        return edit_quote(desk, key, one.id, words)


@st.dialog("Send to client", width="small", icon=":material/send:", on_dismiss="rerun")
@own_desk(PAGE)
def _send(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"send_quote:{one.id}")
    st.markdown(
        f"**{plain(one.title)}** goes to {plain(one.client)} for approval: {_worth(one)}. "
        "It cannot be edited while the client has it."
    )
    _button(desk, form, "Send to client", lambda key: send_quote(desk, key, one.id, one.version))


def _worth(one: QuoteDetail) -> str:
    price = f", {plain(price_said(one.price))}" if one.price else ""
    return f"**{plain(total_said(one.total))}**{price}"


@st.dialog("Approve on the client's word", width="medium", icon=":material/check_circle:", on_dismiss="rerun")
@own_desk(PAGE)
def _approve(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"approve_quote:{one.id}")
    st.markdown(
        f"{plain(one.client)} agrees to **{plain(one.title)}**: {_worth(one)}. It becomes a task with these "
        "requirements, in the backlog; the figures are today's and stay."
    )
    st.text_input(
        "Whose word, and how was it given?",
        key=form.field("note"),
        max_chars=LONGEST_REASON,
        placeholder="Sam Poole, by e-mail on 28 January",
    )
    form.place("note")
    _button(desk, form, "Approve", lambda key: approve_quote(desk, key, one.id, one.version, form.typed("note") or ""))


@st.dialog("Changes requested", width="medium", icon=":material/edit_note:", on_dismiss="rerun")
@own_desk(PAGE)
def _changes(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"quote_changes:{one.id}")
    st.markdown(f"{plain(one.client)} wants **{plain(one.title)}** otherwise. It can then be edited and sized again.")
    _note(form, "What does the client want changed?")
    _button(desk, form, "Record", lambda key: request_quote_changes(desk, key, one.id, form.typed("note") or ""))


@st.dialog("Cancel the quote", width="medium", icon=":material/block:", on_dismiss="rerun")
@own_desk(PAGE)
def _cancel(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"cancel_quote:{one.id}")
    st.markdown(f"**{plain(one.title)}** is not wanted any more. It can be reopened to where it stands now.")
    _note(form, "Why is it cancelled?")
    _button(desk, form, "Cancel the quote", lambda key: cancel_quote(desk, key, one.id, form.typed("note") or ""))


@st.dialog("Reopen", width="small", icon=":material/undo:", on_dismiss="rerun")
@own_desk(PAGE)
def _reopen(desk: Desk, one: QuoteDetail) -> None:
    form = Form(f"reopen_quote:{one.id}")
    left = one.left or one.status
    st.markdown(f"**{plain(one.title)}** goes on where it stood: {left.title}.")
    _button(desk, form, "Reopen", lambda key: reopen_quote(desk, key, one.id))


def _note(form: Form, label: str) -> None:
    st.text_area(label, key=form.field("note"), max_chars=LONGEST_REASON, height=100)
    form.place("note")


def _button(desk: Desk, form: Form, label: str, act: Callable[[str], str]) -> None:
    form.place()
    if st.button(label, type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(act)
