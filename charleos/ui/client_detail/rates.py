"""A client's day rates: what the month sold a day for, what a day brought in, and the twelve months before."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.reads.client_detail import ClientDetail
from charleos.reads.statements import DayRates
from charleos.rules.rates import Band
from charleos.ui import charts_intelligence as charts
from charleos.ui import words
from charleos.ui.charts import show
from charleos.ui.parts.figures import badge, figure
from charleos.units import hours, pounds

BANDS = {Band.AMAZING: "green", Band.GOAL: "green", Band.UNDER_TARGET: "orange", Band.BELOW_BREAKEVEN: "red"}


def show_day_rate(frame: ClientDetail, rates: DayRates) -> None:
    st.subheader("Day rate", anchor=False, help=words.help("actual day rate"))
    agreed = frame.statement.allocation
    if agreed is None:
        held = frame.of.agreement.terms_in(frame.month)
        if held is not None and held.hourly_rate is not None:
            figure("Agreed hourly rate", pounds(held.hourly_rate), term="hourly rate")
        st.caption("Project-only: without monthly hours at a fixed cost there is no day rate to compare.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = None if rates.variance is None else f"{words.signed_money(rates.variance)} {_share_of_sold(rates)}"
        st.metric(
            "Actual",
            words.money(rates.actual),
            delta=said,
            delta_arrow="off",
            help=words.help("actual day rate"),
            width="content",
        )
        if rates.band is not None:
            st.markdown(badge(rates.band.value, BANDS[rates.band]), help=words.help("band"), width="content")
    figure("Sold", words.money(rates.sold), term="sold day rate")
    if rates.variance is not None:
        figure("Variance", words.signed_money(rates.variance), term="variance")
    st.caption(_rate_said(frame, rates))


def _share_of_sold(rates: DayRates) -> str:
    """The variance as a share of the sold rate.

    >>> from charleos.periods import Month
    >>> _share_of_sold(DayRates(Month.parse("2026-01"), 62500, 64063, None))
    '(+3% of sold)'
    """
    share = words.percent(rates.variance or 0, rates.sold or 0)
    return f"({'+' if (rates.variance or 0) > 0 else ''}{share} of sold)"


def _rate_said(frame: ClientDetail, rates: DayRates) -> str:
    """The formula with the month's numbers in it."""
    agreed, usage = frame.statement.allocation, frame.statement.usage
    if agreed is None or rates.sold is None:
        return "Nothing is sold in this month, so there is no day rate."
    day = hours(frame.of.agreement.policy(frame.month).billing_day)
    sold = f"Sold: {pounds(agreed.cost)} for {hours(agreed.gross)}, a day of {day}."
    if rates.actual is None:
        return f"{sold} Nothing is logged yet, so there is no actual rate."
    return f"{sold} Actual: {hours(usage.billable)} billable for {hours(usage.logged)} logged."


def show_rate_history(frame: ClientDetail, rates: Sequence[DayRates]) -> None:
    """The months up to the one shown; nothing where no month was ever sold."""
    if all(one.sold is None for one in rates):
        return
    st.subheader("Day rate by month", anchor=False, help=words.help("actual day rate"))
    if all(one.actual is None for one in rates):
        st.caption("No work is logged in these months yet, so there is no actual rate to show.")
        return
    months = [charts.RateMonth(*one, running=one.month == frame.last_month) for one in rates]
    show(charts.day_rates(months), key="client_day_rates")
