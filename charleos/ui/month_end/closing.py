"""Closing the month of every client at once."""

from __future__ import annotations

import streamlit as st

from charleos.actions.months import close_all
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.before_close import before_close, unlogged_days
from charleos.reads.month_end import month_end
from charleos.ui.forms import Form
from charleos.ui.month_end.address import PAGE
from charleos.ui.month_end.checks import warnings_of
from charleos.ui.month_end.table import names_of
from charleos.ui.parts.confirm import confirmed
from charleos.ui.session import own_desk
from charleos.ui.words import count


@st.dialog("Close the month for all clients", on_dismiss="rerun", icon=":material/lock:", width="medium")
@own_desk(PAGE)
def close_all_dialog(desk: Desk, month: Month) -> None:
    due = month_end(desk, month).open
    for said in warnings_of(before_close(desk, month), unlogged_days(desk, month)):
        st.markdown(f":orange[:material/warning:] {said}")
    said = (
        f"**{month.name}** freezes for {count(len(due), 'client')}: {names_of(due)}. "
        f"All of them close, or none. Time logged for it later counts in {month.next.name}."
    )
    confirmed(desk, Form(f"close_all:{month}"), said, f"Close {month.name}", lambda key: close_all(desk, key, month))
