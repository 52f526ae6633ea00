"""Leave: ask for days off, see who is away, and what scheduled work has to move for it."""

import streamlit as st

from charleos.reads.leave import leave_ahead, leave_waiting, own_leave, team_calendar
from charleos.reads.leave_work import stranded_steps
from charleos.rules.access import Capability
from charleos.ui.leave.calendar import month_asked, show_calendar
from charleos.ui.leave.deciding import show_ahead, show_waiting
from charleos.ui.leave.dialogs import ask_dialog, enter_dialog
from charleos.ui.leave.own import show_own_leave
from charleos.ui.leave.work import show_stranded
from charleos.ui.session import open_desk

desk = open_desk(__file__)
decides = desk.viewer.can(Capability.APPROVE_LEAVE)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Leave", anchor=False, width="content")
    actions = st.container(horizontal=True, width="content", gap="small")
if decides and actions.button(
    "Enter leave", key="enter_leave", icon=":material/edit_calendar:", disabled=desk.read_only
):
    enter_dialog()
if actions.button("Ask for leave", key="ask_leave", icon=":material/add:", type="primary", disabled=desk.read_only):
    ask_dialog()

if decides:
    show_waiting(desk, leave_waiting(desk))
if desk.viewer.can(Capability.SCHEDULE):
    show_stranded(stranded_steps(desk), desk.today)
show_own_leave(desk, own_leave(desk))
show_calendar(team_calendar(desk, month_asked(desk.today)), desk.today)
if decides:
    show_ahead(desk, leave_ahead(desk))
