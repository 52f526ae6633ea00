"""Billing simulator: what a piece of work would bill, for anybody, without touching any client."""

import streamlit as st

from charleos.ui.session import open_desk
from charleos.ui.simulator.screen import simulator

open_desk(__file__)

st.title("Billing simulator", anchor=False)
st.caption("Try sizes and times; nothing here is stored. The address in your browser holds it all: copy it to share.")
simulator()
