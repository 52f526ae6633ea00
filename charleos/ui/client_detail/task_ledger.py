"""Everything one task moved, in whichever month: the lines behind its figures."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.ledger import explain_task
from charleos.ui.client_detail.address import PAGE
from charleos.ui.parts.ledger import ledger_table
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import Minutes, hours


@st.dialog("Ledger of the task", width="large", on_dismiss="rerun", icon=":material/receipt_long:")
@own_desk(PAGE)
def task_ledger_dialog(desk: Desk, task_id: int) -> None:
    of = explain_task(desk, task_id)
    st.markdown(f"#{of.number} **{plain(of.title)}**")
    if not of.lines:
        st.caption("Nothing is logged on it yet, so it moved nothing.")
        return
    lines = [one.line for one in of.lines]
    ledger_table(lines, key="ledger-of-task", months=[one.month for one in of.lines])
    logged, billable = (Minutes(sum(getattr(one.change, name) for one in lines)) for name in ("minutes", "billable"))
    st.caption(f"Together {hours(logged)} logged and {hours(billable)} billable.")
