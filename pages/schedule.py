"""Schedule: who does what when, who is free, and whether each client's months are well planned."""

import streamlit as st

from charleos.ui.schedule.address import ADDRESS, Section
from charleos.ui.schedule.team import show_team
from charleos.ui.session import open_desk

desk = open_desk(__file__)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Schedule", anchor=False, width="content")
section = ADDRESS.choose("Section", "section", Section, Section.TEAM, titles=lambda one: one.title)
if section is Section.TEAM:
    show_team(desk)
