"""Asking for a quote: for whom, what, and as many requirements as it takes."""

from __future__ import annotations

import streamlit as st

from charleos.actions.quotes import NewQuote, create_quote
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.quotes import quotable_clients
from charleos.reads.work import task_choices
from charleos.rules.tasks import LONGEST_TITLE, MOST_REQUIREMENTS
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.quotes.address import PAGE
from charleos.ui.quotes.fields import people_named, piece_fields, typed_piece
from charleos.ui.session import own_desk


def new_quote_dialog(slug: str | None = None) -> None:
    """A fresh form each time it is opened. slug: for whom; to be chosen where it is not given."""
    Form(_name(slug)).renew()
    _new_quote(slug)


def _name(slug: str | None) -> str:
    return f"new_quote:{slug or ''}"


@st.dialog("New quote", width="large", icon=":material/request_quote:", on_dismiss="rerun")
@own_desk(PAGE)
def _new_quote(desk: Desk, slug: str | None) -> None:
    form = Form(_name(slug))
    if slug is None:
        _choose_client(desk, form)
    st.text_input("Title", key=form.field("title"), max_chars=LONGEST_TITLE, placeholder="Spring landing page")
    form.place("title")
    st.text_area("Description", key=form.field("description"), height=80, placeholder="What the client asked for")
    form.place("description")
    rows = _requirements(desk, form)
    form.place("requirements")
    form.place()
    if st.button("Ask for the quote", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(lambda key: create_quote(desk, key, slug or _client(form), _quote(form, rows)))


def _choose_client(desk: Desk, form: Form) -> None:
    names = {one.slug: one.name for one in quotable_clients(desk)}
    st.selectbox(
        "Client",
        list(names),
        format_func=lambda one: names[one],
        key=form.field("client"),
        index=None,
        placeholder="Whom is it for?" if names else "There is no client yet: they are added under Clients",
    )
    form.place("client")


def _client(form: Form) -> str:
    chosen = form.typed("client")
    if chosen is None:
        raise BadInput("Choose the client.", field="client")
    return str(chosen)


def _requirements(desk: Desk, form: Form) -> list[int]:
    """A card for each; the rows are told apart by numbers that are never used again."""
    rows: list[int] = st.session_state.setdefault(form.field("rows"), [0])
    people = people_named(task_choices(desk).people)
    st.markdown("**Requirements**", help=words.help("quote requirement"))
    for row in rows:
        with st.container(border=True, gap="small"):
            piece_fields(form, people, row)
            if len(rows) > 1 and st.button("Leave it out", key=form.field(f"drop:{row}"), type="tertiary"):
                rows.remove(row)
                st.rerun(scope="fragment")
    if st.button(
        "Add requirement",
        key=form.field("more"),
        icon=":material/add:",
        type="tertiary",
        disabled=len(rows) >= MOST_REQUIREMENTS,
    ):
        rows.append(max(rows) + 1)
        st.rerun(scope="fragment")
    return rows


def _quote(form: Form, rows: list[int]) -> NewQuote:
    wanted = tuple(typed_piece(form, row) for row in rows)
    return NewQuote(form.typed("title") or "", wanted, form.typed("description") or "")
