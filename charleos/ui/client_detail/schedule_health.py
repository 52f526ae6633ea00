"""How well this month and the two after it are planned, a card for each."""

from __future__ import annotations

import streamlit as st

from charleos.rules.health import Health, HealthStatus
from charleos.ui import words
from charleos.ui.charts import AMBER, BANKED, OVERAGE, show
from charleos.ui.client_detail.schedule_charts import Bullet, bullet
from charleos.ui.parts.figures import badge
from charleos.units import hours

COLOURS = {
    HealthStatus.ON_TRACK: "green",
    HealthStatus.UNDER: "orange",
    HealthStatus.OVER: "red",
    HealthStatus.NOT_APPLICABLE: "gray",
}
_BARS = {HealthStatus.ON_TRACK: BANKED, HealthStatus.UNDER: AMBER, HealthStatus.OVER: OVERAGE}


def show_health(months: tuple[Health, ...]) -> None:
    for one, place in zip(months, st.columns(len(months), gap="small"), strict=True):
        with place.container(border=True, height="stretch", gap="xsmall", key=f"health-{one.month}"):
            _card(one)


def _card(one: Health) -> None:
    st.markdown(f"**{one.month.name}**", help=words.help("schedule health"))
    st.markdown(badge(one.status.title, COLOURS[one.status]))
    of = Bullet(one.scheduled, one.allocated or None, _BARS.get(one.status, ""))
    show(bullet(of, _said(one)), key=f"health-bar-{one.month}")
    st.markdown(_figures(one))
    st.caption(_said(one))


def _figures(one: Health) -> str:
    if not one.allocated:
        return f"**{hours(one.scheduled)}** scheduled"
    return f"**{hours(one.scheduled)}** of {hours(one.allocated)} · {words.percent(one.scheduled, one.allocated)}"


def _said(one: Health) -> str:
    """The gap, in hours."""
    if one.allocated is None:
        return "Project-only: there is no allocation to plan towards."
    if one.status is HealthStatus.NOT_APPLICABLE or one.gap is None:
        return "No hours are allocated in this month."
    if one.gap == 0:
        return "Scheduled to the minute."
    return f"{hours(-one.gap)} below the net allocation." if one.gap < 0 else f"{hours(one.gap)} beyond it."
