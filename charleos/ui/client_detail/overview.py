"""Section Overview: day rates, efficiency, the month day by day, and the twelve months before."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.reads.client_detail import ClientDetail
from charleos.reads.overview import Overview, overview
from charleos.reads.statements import day_rates
from charleos.rules.access import Capability
from charleos.rules.retainer import Statement
from charleos.ui import words
from charleos.ui.charts import BurnDay, HistoryMonth, burn_up, history, show
from charleos.ui.client_detail.rates import show_day_rate, show_rate_history
from charleos.ui.links import ledger_link
from charleos.ui.parts.figures import figure
from charleos.units import hours


def show_overview(desk: Desk, frame: ClientDetail) -> None:
    seen = overview(desk, frame.slug, frame.month)
    rates = day_rates(desk, frame.of) if desk.viewer.can(Capability.VIEW_RATES) else ()
    if rates:
        rate, efficiency = st.columns(2, gap="medium")
        with rate.container(border=True, height="stretch", gap="small"):
            show_day_rate(frame, rates[-1])
        with efficiency.container(border=True, height="stretch", gap="small"):
            _efficiency(frame, seen)
    else:
        with st.container(border=True, gap="small"):
            _efficiency(frame, seen)
    _burn_up(frame, seen)
    _history(frame)
    show_rate_history(frame, rates)


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
