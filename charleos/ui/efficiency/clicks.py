"""Charts that answer a click: it narrows the rest, and the chart stands unclicked again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from charleos.desk import Desk
from charleos.ui.charts import CONFIG, Chart
from charleos.ui.efficiency.address import ADDRESS, NO_SIZE, PAGE, look_at, pick
from charleos.ui.efficiency.held import Held
from charleos.ui.session import own_desk

MONTHS, KINDS, CLIENTS, FALLS, RATES = "months", "kinds", "clients", "falls", "rates"
_TURN, _ZONE, _PERIOD = (f"{PAGE}:click:{name}" for name in ("turn", "zone", "period"))


def clickable(chart: Chart, name: str, held: Held) -> None:
    """What was clicked stays chosen until the chart changes, and could not be clicked again: so it does change."""
    st.session_state[_PERIOD] = held.period
    chart.spec["layout"]["meta"] = st.session_state.get(_TURN, 0)
    st.plotly_chart(
        chart.spec,
        key=_key(name),
        theme="streamlit",
        width="stretch",
        config=CONFIG,
        alt=chart.alt,
        on_select=_clicked,
        selection_mode="points",
    )


def zone_clicked() -> tuple[str, str] | None:
    """The size and the zone of a bar that was clicked just now."""
    clicked: tuple[str, str] | None = st.session_state.pop(_ZONE, None)
    return clicked


def _key(name: str) -> str:
    return f"{PAGE}:chart:{name}"


@own_desk(PAGE)
def _clicked(_desk: Desk) -> None:
    for name in (MONTHS, KINDS, CLIENTS, FALLS, RATES):
        code = _code(name)
        if code is not None:
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            _act(name, code)
            return


def _code(name: str) -> str | None:
    chart: Any = st.session_state.get(_key(name))
    points = chart["selection"]["points"] if chart else []
    told = points[0].get("customdata") if points else None
    return str(told[0] if isinstance(told, list) else told) if told else None


def _act(name: str, code: str) -> None:
    first, _, second = code.partition("\n")
    if name in (CLIENTS, RATES):
        pick(client=code)
    elif name == KINDS:
        pick(type=first, size=second or NO_SIZE)
    elif name == FALLS:
        st.session_state[_ZONE] = (first, second)
    else:
        _act_on_month(code)


def _act_on_month(code: str) -> None:
    """A month of the period narrows to it; another one is looked at instead."""
    period = st.session_state[_PERIOD]
    inside = period.length > 1 and str(period.first) <= code <= str(period.last)
    if inside:
        pick(at=code)
    elif ADDRESS.text("month") != code:
        look_at(code)
