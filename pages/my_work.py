"""My work: log time in a tap, see the week fill, mend what was logged; and what is planned for the next two weeks."""

import streamlit as st

from charleos.reads.my_schedule import my_schedule
from charleos.ui.my_work.log_section import show_logging
from charleos.ui.my_work.schedule import show_schedule
from charleos.ui.my_work.section import Section, choose_section
from charleos.ui.session import open_desk

desk = open_desk(__file__)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("My work", anchor=False, width="content")
    section = choose_section()
if section is Section.SCHEDULE:
    show_schedule(desk, my_schedule(desk))
else:
    show_logging(desk)
