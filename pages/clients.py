"""Clients: who they are, what they may use this month and what is left of it."""

import streamlit as st

from charleos.exports.client_list import client_list_csv
from charleos.reads.clients import clients
from charleos.rules.access import Capability
from charleos.ui.clients.controls import PAGE, choose_month, choose_rest, choose_text
from charleos.ui.clients.dialogs import new_client_dialog
from charleos.ui.clients.empty import show_no_clients, show_no_match
from charleos.ui.clients.table import open_clicked, show_table, sort_clicked
from charleos.ui.session import at_click, open_desk
from charleos.ui.words import count

ROWS = 25

desk = open_desk(__file__)
may_edit = desk.viewer.can(Capability.EDIT_CLIENTS)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Clients", anchor=False, width="content")
    actions = st.container(horizontal=True, width="content", gap="small")
if may_edit and actions.button("New client", icon=":material/add:", type="primary", disabled=desk.read_only):
    new_client_dialog()

with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    text = choose_text()
    month = choose_month(desk)
    open_clicked(month)
    listed = clients(desk, month)
    sort_clicked()
    asked = choose_rest(listed, text)
rows = listed.narrowed(asked)

if not listed.clients:
    show_no_clients(may_create=may_edit)
    st.stop()
actions.download_button(
    "CSV",
    at_click(lambda: client_list_csv(rows, month, with_rates=listed.shows_rates)),
    file_name=f"clients-{month}.csv",
    mime="text/csv",
    icon=":material/download:",
    on_click="ignore",
    disabled=not rows,
    help="Every client that matches, with the figures of this month.",
)
if not rows:
    show_no_match()
    st.stop()

pages = -(-len(rows) // ROWS)
if st.session_state.get(PAGE, 1) > pages:
    st.session_state[PAGE] = 1
body, foot = st.container(), st.container(horizontal=True, vertical_alignment="center", gap="medium")
with foot:
    number = st.pagination(pages, key=PAGE, bind="query-params") if pages > 1 else 1
    st.caption(f"{count(len(rows), 'client')} of {len(listed.clients)} · figures of {month.name}")
with body:
    shown = rows[(number - 1) * ROWS : number * ROWS]
    show_table(shown, month=month, order=asked.order, with_rates=listed.shows_rates)
