"""The agency itself: its name, and the time zone its days follow."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from charleos.actions.policy import AgencyChange, change_agency
from charleos.desk import Desk
from charleos.errors import Conflict
from charleos.reads.settings import AgencyDetails, agency
from charleos.ui.forms import Form


def agency_section(desk: Desk) -> None:
    now = agency(desk)
    form = Form("agency")
    opened: AgencyDetails = st.session_state.setdefault(form.field("opened"), now)
    with form.box(width=520):
        name = st.text_input("Name", value=now.name, key=form.field("name"), max_chars=80)
        form.place("name")
        zone = _choose_zone(form, now.time_zone)
        form.place("time_zone")
        form.place()
        sent = st.form_submit_button("Save", type="primary", disabled=desk.read_only)

    def act(key: str) -> str:
        try:
            return change_agency(desk, key, AgencyChange(name, zone, opened.name, opened.time_zone))
        except Conflict:
            st.session_state[form.field("opened")] = now
            raise

    if sent:
        form.send(act)


def _choose_zone(form: Form, present: str) -> str:
    zones = sorted({*available_timezones(), present})
    return st.selectbox(
        "Time zone",
        zones,
        index=zones.index(present),
        key=form.field("time_zone"),
        help="Decides which day it is when time is logged. It holds from the moment it is saved.",
    )
