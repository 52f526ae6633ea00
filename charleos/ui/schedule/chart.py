"""The team's chart on the page: its days stay in view, and a click opens a day or a step."""

from __future__ import annotations

from typing import Any

import streamlit as st

from charleos.desk import Desk
from charleos.ui.charts import CONFIG, Chart, show
from charleos.ui.charts_gantt import Gantt, gantt
from charleos.ui.charts_gantt_head import gantt_head
from charleos.ui.schedule.address import ADDRESS, PAGE
from charleos.ui.schedule.rows import DAY, STEP
from charleos.ui.session import own_desk

_KEY, _TURN = "schedule:gantt", "schedule:gantt:turn"
_STYLE = """<style>
.st-key-schedule-chart { gap: 0; }
.st-key-schedule-chart > :has(> .st-key-schedule-head) { position: sticky; top: 3.75rem; z-index: 10; }
.st-key-schedule-list { display: none; }
@media (max-width: 640px) {
  :is(.st-key-schedule-chart, .st-key-schedule-span, .st-key-schedule-legend) { display: none; }
  .st-key-schedule-list { display: flex; }
}
</style>"""
"""On a phone, the list of a day in place of a chart that nobody could read."""


def show_gantt(drawn: Gantt) -> None:
    st.html(_STYLE)
    with st.container(key="schedule-chart", gap=None):
        with st.container(key="schedule-head", gap=None):
            show(gantt_head(drawn.ground), key="schedule:gantt:head")
        _clickable(gantt(drawn))


def _clickable(chart: Chart) -> None:
    """What was clicked stays chosen until the chart changes, and could not be clicked again: so it does change."""
    turn = st.session_state.get(_TURN, 0)
    chart.spec["layout"]["meta"] = turn
    st.plotly_chart(
        chart.spec,
        key=_KEY,
        theme="streamlit",
        width="stretch",
        config=CONFIG,
        alt=chart.alt,
        on_select=_clicked,
        selection_mode="points",
    )


@own_desk(PAGE)
def _clicked(_desk: Desk) -> None:
    points: list[dict[str, Any]] = st.session_state[_KEY]["selection"]["points"]
    told = points[0].get("customdata") if points else None
    what, _, which = str(told[0] if told else "").partition(":")
    if what == STEP:
        ADDRESS.go(open_step=which, open_day="")
    elif what == DAY:
        ADDRESS.go(open_day=which, open_step="")


def clear_click() -> None:
    """The next run draws the chart with nothing chosen."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
