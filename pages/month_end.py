"""Month end: what every client's month came to, what to look at before it is closed, and closing it."""

import streamlit as st

from charleos.reads.month_end import month_end
from charleos.rules.access import Capability
from charleos.ui.month_end.address import ADDRESS, View, choose_month
from charleos.ui.month_end.checks import show_checks
from charleos.ui.month_end.closing import close_all_dialog
from charleos.ui.month_end.figures import show_figures
from charleos.ui.month_end.files import agency_button
from charleos.ui.month_end.table import show_clients
from charleos.ui.month_end.types import show_types
from charleos.ui.session import open_desk
from charleos.ui.words import count

desk = open_desk(__file__)

st.title("Month end", anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    month = choose_month(desk)
    ended = month_end(desk, month)
    agency_button(ended)
    may_close = ended.has_ended and desk.viewer.can(Capability.CLOSE_MONTHS) and bool(ended.open)
    label = f"Close {count(len(ended.open), 'client')}"
    if may_close and st.button(label, icon=":material/lock:", type="primary", disabled=desk.read_only):
        close_all_dialog(month)

if not ended.clients:
    st.info(f"No client of yours had begun in {month.name}.", icon=":material/event_busy:")
    st.stop()

show_figures(ended)
view = ADDRESS.choose("View", "view", View, View.CLIENTS, titles=lambda one: one.title)
if view is View.CHECKS:
    show_checks(desk, month)
elif view is View.TYPES:
    show_types(desk, month)
else:
    show_clients(desk, ended)
