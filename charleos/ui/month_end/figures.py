"""The agency's month in figures, beside the month before."""

from __future__ import annotations

import streamlit as st

from charleos.reads.month_end import MonthEnd
from charleos.ui import words
from charleos.ui.words import money, signed_money, signed_time, time
from charleos.units import Pence

_STYLE = """<style>
.st-key-month-end-figures > * { flex: 1 1 calc(33% - 1rem) !important; min-width: 0; width: auto !important; }
@media (max-width: 640px) {
  .st-key-month-end-figures > * { flex-basis: calc(50% - 1rem) !important; }
  .st-key-month-end-figures [data-testid="stMetricValue"] { font-size: 1.35rem; }
}
</style>"""
"""Three in a row, two on a phone."""


def show_figures(ended: MonthEnd) -> None:
    now, was = ended.total, ended.before
    with st.container(horizontal=True, gap="small", key="month-end-figures"):
        st.html(_STYLE)
        _metric("Billable", time(now.use.billable), signed_time(now.use.billable - was.use.billable), "billable")
        _metric("Remaining", time(now.remaining), signed_time(now.remaining - was.remaining), "remaining", plain=True)
        _metric("Net efficiency", signed_time(now.net), signed_time(now.net - was.net), "net efficiency")
        _metric("Earned", money(now.earned), signed_money(now.earned - was.earned), "earned")
        _metric("Actual day rate", money(now.rates.actual), _change(now.rates.actual, was.rates.actual), "average rate")
        _metric("Against sold", _variance(now.rates.variance), f"sold {money(now.rates.sold)}", "variance", plain=True)


def _metric(label: str, value: str, change: str | None, term: str, *, plain: bool = False) -> None:
    """plain: whether more is better depends, so that the change has no colour."""
    st.metric(
        label,
        value,
        change,
        delta_color="off" if plain else "normal",
        delta_arrow="off" if plain else "auto",
        border=True,
        help=words.help(term),
    )


def _change(now: Pence | None, was: Pence | None) -> str | None:
    return None if now is None or was is None else signed_money(now - was)


def _variance(pence: Pence | None) -> str:
    return words.NOT_APPLICABLE if pence is None else signed_money(pence)
