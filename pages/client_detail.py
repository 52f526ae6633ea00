"""A client: what the month may use, what it used, and the work, time and ledger behind it."""

import streamlit as st

from charleos.ui.client_detail.address import Section
from charleos.ui.client_detail.frame import open_client
from charleos.ui.client_detail.head import choose_section, show_head
from charleos.ui.client_detail.intelligence import show_intelligence
from charleos.ui.client_detail.ledger import show_ledger
from charleos.ui.client_detail.live import watch
from charleos.ui.client_detail.overview import show_overview
from charleos.ui.client_detail.panel import show_panel
from charleos.ui.client_detail.quotes import show_quotes
from charleos.ui.client_detail.schedule import show_schedule
from charleos.ui.client_detail.time import show_time
from charleos.ui.client_detail.work import show_work
from charleos.ui.session import open_desk

SECTIONS = {
    Section.OVERVIEW: show_overview,
    Section.WORK: show_work,
    Section.SCHEDULE: show_schedule,
    Section.QUOTES: show_quotes,
    Section.TIME: show_time,
    Section.LEDGER: show_ledger,
    Section.INTELLIGENCE: show_intelligence,
}

desk = open_desk(__file__)
frame = open_client(desk)

show_head(desk, frame)
section = choose_section(desk)
main, side = st.columns([72, 28], gap="medium")
with main:
    SECTIONS[section](desk, frame)
with side:
    show_panel(desk, frame)
watch(frame.slug, frame.stamp)
