"""Section Log time: the week, the requirements to log on, and what the chosen day holds."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.my_day import last_worked_day, my_day, my_week
from charleos.reads.my_work import my_work
from charleos.ui.my_work.day_list import show_day
from charleos.ui.my_work.dialogs import log_dialog
from charleos.ui.my_work.open_work import show_nothing_open, show_open_work
from charleos.ui.my_work.week_strip import choose_day, show_days, show_head
from charleos.ui.my_work.wording import weekday


def show_logging(desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        day = choose_day(desk.today)
        week = my_week(desk, day)
        show_head(week, day, desk.today)
    show_days(week, day, desk.today)
    logging, logged = st.columns([5, 3], gap="medium")
    with logging:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(f"Log time for {weekday(day, desk.today)}", anchor=False, width="content")
            if st.button("Log other time", key="log_other", icon=":material/add:", disabled=desk.read_only):
                log_dialog(day, None)
        if day > desk.today:
            st.info("This day is in the future; time is logged on the day it was worked.", icon=":material/event:")
        if work := my_work(desk, day):
            show_open_work(desk, work, day)
        else:
            show_nothing_open()
    with logged:
        show_day(desk, week.of(day), my_day(desk, day), last_worked_day(desk, day))
