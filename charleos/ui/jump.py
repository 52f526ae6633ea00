"""The jump box: type a client's name or #123 and go there."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.jump import Hit, find
from charleos.rules.access import Capability
from charleos.ui.links import FOLLOWED, Link, client_link, page, task_link
from charleos.ui.session import own_desk
from charleos.ui.words import plain


@st.fragment
@own_desk("home")
def jump_box(desk: Desk) -> None:
    """Stands in the sidebar of every page; call it inside `with st.sidebar`."""
    sees_clients = desk.viewer.can(Capability.VIEW_CLIENTS)
    text = st.text_input(
        "Jump to",
        key="jump",
        type="search",
        live=True,
        placeholder="Client or #123" if sees_clients else "#123 or a task",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    if not text.strip():
        return
    hits = find(desk, text)
    for number, hit in enumerate(hits):
        link = _link(hit, sees_clients=sees_clients)
        with st.container(key=f"jump-{number}"):
            query = link.query | ({FOLLOWED: "1"} if "client" in st.query_params else {})
            st.page_link(link.page, query_params=query, label=_label(hit), icon=_icon(hit))
    if not hits:
        st.caption("Nothing of that name is yours to see.")


def _link(hit: Hit, *, sees_clients: bool) -> Link:
    if not sees_clients:
        return page("my_work")
    return client_link(hit.slug) if hit.number is None else task_link(hit.slug, hit.number)


def _label(hit: Hit) -> str:
    if hit.number is None:
        return plain(hit.client)
    return f"#{hit.number} {plain(hit.title or '')} :gray[{plain(hit.client)}]"


def _icon(hit: Hit) -> str:
    return ":material/person:" if hit.number is None else ":material/task_alt:"
