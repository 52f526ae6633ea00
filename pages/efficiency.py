"""Efficiency: where the team's time is won and lost, and what a day of work brings in."""

import streamlit as st

from charleos.periods import Month
from charleos.ui.efficiency.address import asked_period
from charleos.ui.efficiency.held import hold
from charleos.ui.efficiency.screen import explore
from charleos.ui.session import open_desk

desk = open_desk(__file__)

st.title("Efficiency", anchor=False)
explore(hold(desk, asked_period(Month.of(desk.today))))
