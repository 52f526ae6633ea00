"""Settings: people, plans, sizes, policy and the agency itself; what a change does is told before it is saved."""

import streamlit as st

from charleos.ui.session import open_desk
from charleos.ui.settings.agency import agency_section
from charleos.ui.settings.people import people_section
from charleos.ui.settings.plans import plans_section
from charleos.ui.settings.policy import policy_section
from charleos.ui.settings.sizes import sizes_section

desk = open_desk(__file__)

st.title("Settings", anchor=False)
section = st.segmented_control(
    "Section",
    ["People", "Plans", "Sizes", "Policy", "Agency"],
    default="People",
    required=True,
    key="settings",
    bind="query-params",
    label_visibility="collapsed",
)
if section == "Plans":
    plans_section()
elif section == "Sizes":
    sizes_section()
elif section == "Policy":
    policy_section()
elif section == "Agency":
    agency_section(desk)
else:
    people_section(desk)
