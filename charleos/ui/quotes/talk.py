"""What is said about a quote, inside the agency and for the client, and what became of it when."""

from __future__ import annotations

import streamlit as st

from charleos.actions.quote_talk import Audience, comment_on_quote
from charleos.desk import Desk
from charleos.periods import long_day
from charleos.reads.quote_detail import Comment, QuoteDetail, Told
from charleos.rules.access import Capability
from charleos.ui.forms import Form
from charleos.ui.parts.figures import badge
from charleos.ui.quotes.wording import status_badge, when
from charleos.ui.words import plain

_TITLES = {Audience.INTERNAL: "Internal", Audience.CLIENT: "For the client"}


def show_comments(desk: Desk, one: QuoteDetail) -> None:
    st.subheader("Comments", anchor=False)
    for number, said in enumerate(one.comments):
        with st.container(border=True, gap="xxsmall", key=f"comment-{number}"):
            _comment(desk, said)
    form = Form(f"comment:{one.id}")
    with form.box(border=False):
        st.text_area("Comment", key=form.field("text"), height=80, placeholder="A question, or what was agreed")
        form.place("text")
        audience = _audience(desk, one, form)
        form.place()
        sent = st.form_submit_button("Comment", icon=":material/comment:", disabled=desk.read_only)
    if sent:
        form.send(lambda key: comment_on_quote(desk, key, one.id, audience, form.typed("text") or ""))


def _comment(desk: Desk, said: Comment) -> None:
    who = plain(said.who or "CharleOS")
    mark = badge("For the client", "violet") if said.is_for_client else badge("Internal", "gray")
    st.markdown(f"**{who}** :gray[:small[{when(said.at, desk.now)}]] {mark}")
    st.text(said.text)


def _audience(desk: Desk, one: QuoteDetail, form: Form) -> Audience:
    """Who answers for the client may write for the client's eyes."""
    if not (one.in_reach and desk.viewer.can(Capability.EDIT_QUOTES)):
        st.caption("Internal: the client never sees it.")
        return Audience.INTERNAL
    chosen = st.radio(
        "Who may read it",
        list(Audience),
        format_func=lambda audience: _TITLES[audience],
        key=form.field("audience"),
        horizontal=True,
        label_visibility="collapsed",
    )
    return Audience(chosen or Audience.INTERNAL)


def show_history(desk: Desk, one: QuoteDetail) -> None:
    with st.container(border=True, gap="small", key="quote_history"):
        st.markdown("**History**")
        for told in reversed(one.history):
            _told(desk, told)


def _told(desk: Desk, told: Told) -> None:
    who = plain(told.who or "CharleOS")
    day = long_day(told.at.date())
    word = f" on the client's word ({plain(told.note)})" if told.word == "agency" else ""
    note = f": {plain(told.note)}" if told.note and not word else ""
    with st.container(gap=None):
        st.markdown(status_badge(told.status))
        st.caption(f"{who}, {day} ({when(told.at, desk.now)}){word}{note}")
