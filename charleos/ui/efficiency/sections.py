"""What can be looked at more closely: day rates, the best and worst requirements, and people."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from charleos.desk import Desk
from charleos.reads.efficiency_board import Board, ClientRates
from charleos.reads.efficiency_people import PersonWork
from charleos.reads.requirements_behind import Figure, requirements_behind
from charleos.rules.rates import Band
from charleos.ui import words
from charleos.ui.charts import show
from charleos.ui.charts_spread import RateMark, rate_spread, rates_over_time
from charleos.ui.efficiency.address import Section
from charleos.ui.efficiency.behind import asked_behind, show_ranking
from charleos.ui.efficiency.clicks import RATES, clickable
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.wording import share_text
from charleos.ui.parts.figures import badge, figure
from charleos.ui.parts.table import Column, text_table
from charleos.ui.words import plain, signed_time
from charleos.units import hours

BANDS = {Band.AMAZING: "green", Band.GOAL: "green", Band.UNDER_TARGET: "orange", Band.BELOW_BREAKEVEN: "red"}
RANKED = 6
SHOWN = 12


def show_section(desk: Desk, held: Held, board: Board, section: Section, people: Sequence[PersonWork]) -> None:
    if section is Section.RATES:
        _rates(held, board)
    elif section is Section.PEOPLE:
        _people(people)
    else:
        _requirements(desk, held, board)


def _rates(held: Held, board: Board) -> None:
    left, right = st.columns([4, 6], gap="medium")
    with left.container(border=True, height="stretch", gap="small"):
        _average_rate(held, board)
    with right.container(border=True, height="stretch", gap="small"):
        st.markdown("**Month by month**", help=words.help("average day rate"))
        show(rates_over_time(board.rates_by_month), key="efficiency:rates:history")
    with st.container(border=True, gap="small"):
        _spread(held, board)


def _average_rate(held: Held, board: Board) -> None:
    rates = board.rates
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.metric("Average actual", words.money(rates.actual), help=words.help("average day rate"), width="content")
        if rates.actual is not None:
            band = held.sold.band(rates.actual)
            st.markdown(badge(band.value, BANDS[band]), help=words.help("band"), width="content")
    if rates.actual is None or rates.sold is None:
        st.caption("No time is logged on retained work, so there is no rate to compare.")
        return
    figure("Sold, by the same days", words.money(rates.sold), term="sold day rate")
    variance = rates.actual - rates.sold
    figure("Variance", f"{words.signed_money(variance)} ({words.percent(variance, rates.sold)})", term="variance")
    of = held.sold.bands
    lowest = (("Amazing", of.amazing), ("Goal", of.goal), ("Under target", of.under_target))
    st.caption("Bands: " + ", ".join(f"{name} from {words.money(pence)}" for name, pence in lowest))


def _spread(held: Held, board: Board) -> None:
    found = board.rates_by_client
    st.markdown("**Clients, by what a day brought in**", help=words.help("band"))
    if not found:
        st.caption("No retained client had time logged in this period.")
        return
    counts = {band: sum(1 for one in found if one.band is band) for band in Band}
    st.markdown(" ".join(badge(f"{band.value} {counts[band]}", BANDS[band]) for band in Band if counts[band]))
    marks = [
        RateMark(one.client.slug, one.client.name, one.rates.actual, one.band) for one in found if one.rates.actual
    ]
    chosen = None if board.chosen.client is None else held.cube.names[board.chosen.client].slug
    clickable(rate_spread(marks, chosen), RATES, held)
    columns = (
        Column("Client"),
        *(Column(name, figures=True) for name in ("Sold", "Actual", "Variance")),
        Column("Band"),
    )
    shown = found if len(found) <= SHOWN else (*found[: SHOWN // 2], *found[-SHOWN // 2 :])
    text_table(columns, [_rate_row(one) for one in shown], key="rates")
    if len(found) > len(shown):
        st.caption(f"The highest and the lowest of {len(found)} clients; the Excel file has all of them.")


def _rate_row(one: ClientRates) -> list[str]:
    rates = one.rates
    variance = "–" if rates.variance is None else words.signed_money(rates.variance)
    band = badge(one.band.value, BANDS[one.band]) if one.band else "–"
    return [plain(one.client.name), words.money(rates.sold), words.money(rates.actual), variance, band]


def _requirements(desk: Desk, held: Held, board: Board) -> None:
    """Asked anew: the page holds no single requirements."""
    columns = st.columns(2, gap="medium")
    for place, kind, title, colour in zip(
        columns, (Figure.WORST, Figure.BEST), ("Furthest over", "Most banked"), ("red", "green"), strict=True
    ):
        found = requirements_behind(desk, *board.chosen.shown, asked_behind(held, board, kind, RANKED))
        with place.container(border=True, height="stretch", gap="xxsmall"):
            show_ranking(title, found.rows, colour=colour)


def _people(people: Sequence[PersonWork]) -> None:
    """What a requirement quoted, banked and overran is shared among those who logged on it."""
    if not people:
        st.caption("Nobody logged time on requirements in this period.")
        return
    ordered = sorted(people, key=lambda one: (-one.work.net, one.name))
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    st.dataframe(
        pa.table(_columns(ordered)),
        column_config={
            "Person": text(width=200, pinned=True),
            "Requirements": number(help=words.help("requirements of a person")),
            **{name: text(alignment="right", help=words.help(term)) for name, term in _TERMS.items()},
        },
        hide_index=True,
        height="content",
        key="efficiency:people",
        alt=f"Efficiency of {words.count(len(ordered), 'person', 'people')}",
    )
    st.caption("Shared by the minutes that each logged on a requirement; the person filter shows one person's part.")


def _columns(people: Sequence[PersonWork]) -> dict[str, list[object]]:
    work = [one.work for one in people]
    return {
        "Person": [one.name for one in people],
        "Logged": [hours(one.logged) for one in work],
        "Banked": [hours(one.banked) for one in work],
        "Provisional": [hours(one.provisional) for one in work],
        "Overage": [hours(one.overage) for one in work],
        "Net": [signed_time(one.net) for one in work],
        "Efficiency": [share_text(one.hundredths) for one in work],
        "Requirements": [one.completed for one in work],
    }


_TERMS = {
    "Logged": "logged",
    "Banked": "banked",
    "Provisional": "provisional",
    "Overage": "overage",
    "Net": "net efficiency",
    "Efficiency": "efficiency",
}
