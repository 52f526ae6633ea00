"""The simulator on the screen: one fragment, so that a moved slider draws nothing else anew."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.rules.simulation import simulate
from charleos.ui.session import own_desk
from charleos.ui.simulator.board import board
from charleos.ui.simulator.controls import show_ground, show_requirements
from charleos.ui.simulator.figures import show_figures
from charleos.ui.simulator.guide import show_guide
from charleos.ui.simulator.task import show_comparison, show_month, show_parts, show_task


@st.fragment
@own_desk("billing_simulator")
def simulator(desk: Desk) -> None:
    now = board(desk)
    of = simulate(
        [(row.part.name, row.size.code, row.size.estimate, row.part.actual) for row in now.rows],
        delayed=now.scenario.behind,
    )
    plan = now.table.plan(now.scenario.plan)
    is_several = len(now.rows) > 1
    if now.told:
        st.warning(now.told, icon=":material/link_off:")
    moved, billed = st.columns([5, 6], gap="large")
    with moved:
        show_ground(now)
        show_requirements(now, of)
    with billed:
        show_figures(now, of.requirements[now.looked_at])
        if is_several:
            show_task(of, behind=now.scenario.behind)
    if is_several:
        show_parts(of)
    show_comparison(of, plan)
    show_month(of, plan, now.table)
    show_guide(now.table)
