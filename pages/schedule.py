"""Schedule: who does what when, who is free, and whether each client's months are well planned."""

import streamlit as st

from charleos.ui.schedule.address import ADDRESS, Section, open_day, open_step
from charleos.ui.schedule.auto_plan import plan_team
from charleos.ui.schedule.clients import show_clients
from charleos.ui.schedule.day_dialog import day_dialog
from charleos.ui.schedule.placing_form import schedule_dialog
from charleos.ui.schedule.several import show_several
from charleos.ui.schedule.step_dialog import step_dialog
from charleos.ui.schedule.team import show_team
from charleos.ui.schedule.undoing import show_undo
from charleos.ui.session import open_desk

SECTIONS = {Section.TEAM: show_team, Section.STEPS: show_several, Section.CLIENTS: show_clients}

desk = open_desk(__file__)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Schedule", anchor=False, width="content")
    with st.container(horizontal=True, width="content", gap="small"):
        show_undo(desk)
        plans = st.button(
            "Plan this month", key="schedule:auto_plan", icon=":material/auto_awesome_motion:", disabled=desk.read_only
        )
        adds = st.button(
            "Add scheduled work",
            key="schedule:add",
            icon=":material/calendar_add_on:",
            type="primary",
            disabled=desk.read_only,
        )
section = ADDRESS.choose("Section", "section", Section, Section.TEAM, titles=lambda one: one.title)
SECTIONS[section](desk)
if adds:
    schedule_dialog()
elif plans:
    plan_team()
elif open_day() is not None:
    day_dialog()
elif open_step() is not None:
    step_dialog()
