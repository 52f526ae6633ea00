"""Section Overview: day rates, efficiency, the month day by day, and the twelve months before."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.client_detail import ClientDetail
from charleos.reads.overview import Overview, overview
from charleos.reads.statements import DayRates, day_rates
from charleos.rules.access import Capability
from charleos.rules.rates import Band
from charleos.rules.retainer import Statement
from charleos.ui import words
from charleos.ui.charts import BurnDay, HistoryMonth, burn_up, history, show
from charleos.ui.links import ledger_link
from charleos.ui.parts.figures import badge, figure
from charleos.units import hours, pounds

BANDS = {Band.AMAZING: "green", Band.GOAL: "green", Band.UNDER_TARGET: "orange", Band.BELOW_BREAKEVEN: "red"}


def show_overview(desk: Desk, frame: ClientDetail) -> None:
    seen = overview(desk, frame.slug, frame.month)
    if desk.viewer.can(Capability.VIEW_RATES):
        rates, efficiency = st.columns(2, gap="medium")
        with rates.container(border=True, height="stretch", gap="small"):
            _day_rate(frame, day_rates(desk, frame.of)[-1])
        with efficiency.container(border=True, height="stretch", gap="small"):
            _efficiency(frame, seen)
    else:
        with st.container(border=True, gap="small"):
            _efficiency(frame, seen)
    _burn_up(frame, seen)
    _history(frame)


def _day_rate(frame: ClientDetail, rates: DayRates) -> None:
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


def _efficiency(frame: ClientDetail, seen: Overview) -> None:
    st.subheader("Efficiency", anchor=False, help=words.help("net efficiency"))
    banked, overage = (ledger_link(frame.slug, frame.month, moved) for moved in ("banked", "overage"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        colour = "green" if seen.net > 0 else "red" if seen.net < 0 else ""
        said = words.signed_time(seen.net)
        shown = f":{colour}[{said}]" if colour else said
        st.metric("Net", shown, help=words.help("net efficiency"), width="content")
    figure("Banked", hours(seen.banked), term="banked", opens=banked)
    if seen.banked or seen.provisional:
        figure("of it realised", hours(seen.realised), term="realised", colour="gray")
        figure("of it provisional", hours(seen.provisional), term="provisional", colour="gray")
    figure("Overage", hours(seen.overage), term="overage", opens=overage)
    if seen.worked:
        share = words.percent(seen.quoted, seen.worked)
        figure("Quoted to actual", share, term="efficiency")
        done = words.count(seen.completed, "requirement")
        st.caption(f"{hours(seen.quoted)} quoted for {hours(seen.worked)} worked, on {done} completed in the month.")
    else:
        st.caption("No requirement with time was completed in the month.")


def _burn_up(frame: ClientDetail, seen: Overview) -> None:
    st.subheader(f"{frame.month.name}, day by day", anchor=False, help=words.help("billable"))
    one = frame.statement
    if not seen.days:
        st.caption("The month has not begun.")
        return
    available = one.available if one.is_retained else None
    show(burn_up([BurnDay(*point) for point in seen.days], frame.month, available), key="client_burn_up")


def _history(frame: ClientDetail) -> None:
    months = frame.of.months
    st.subheader("Twelve months" if len(months) > 1 else "The first month", anchor=False, help=words.help("available"))
    show(history([_bar(frame, one) for one in months]), key="client_history")


def _bar(frame: ClientDetail, one: Statement) -> HistoryMonth:
    return HistoryMonth(
        one.month,
        one.usage.billable,
        one.excess,
        one.available if one.is_retained else None,
        running=one.month == frame.last_month,
    )
