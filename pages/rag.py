"""RAG reports: how every client's week went, recorded week by week."""

import streamlit as st

from charleos.ui.rag.address import ADDRESS, View
from charleos.ui.rag.history import show_history
from charleos.ui.rag.record import record
from charleos.ui.rag.week import show_week
from charleos.ui.session import open_desk

desk = open_desk(__file__)

st.title("RAG reports", anchor=False)
view = ADDRESS.choose("View", "view", View, View.RECORD, titles=lambda one: one.title)
if view is View.WEEK:
    show_week(desk)
elif view is View.HISTORY:
    show_history(desk)
else:
    record()
