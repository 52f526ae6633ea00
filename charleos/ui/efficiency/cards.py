"""The figures at the top: each with its change from the period before, its year, and the requirements behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from charleos.reads.efficiency_board import Board, Share
from charleos.reads.requirements_behind import Figure
from charleos.rules.efficiency import Period
from charleos.ui import words
from charleos.ui.efficiency.behind import open_behind
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.wording import apart, period_name, points_text, share_text
from charleos.units import NOTHING, Minutes, Pence, hours

_STYLE = """<style>
.st-key-efficiency-cards [data-testid="stMetricValue"] { font-size: 1.5rem; }
</style>"""
"""Six stand in a row, and thousands of hours are to be read to the minute."""


class Card(NamedTuple):
    """trend: a year of it; None where a month has no figure."""

    title: str
    term: str
    value: str
    change: str | None
    is_gain_good: bool
    trend: list[float | None]
    note: str
    figure: Figure


def show_cards(held: Held, board: Board) -> None:
    before = period_name(board.chosen.shown.before)
    cards = [one for one in (make(held, board) for make in _CARDS) if one is not None]
    with st.container(key="efficiency-cards"):
        st.html(_STYLE)
        for card, place in zip(cards, st.columns(len(cards), gap="small"), strict=True):
            with place.container(border=True, height="stretch", gap="xxsmall", vertical_alignment="distribute"):
                _show(held, board, card, before)


def _show(held: Held, board: Board, card: Card, before: str) -> None:
    has_trend = any(card.trend)
    top = st.container(gap="xxsmall")
    top.metric(
        card.title,
        card.value,
        delta=card.change,
        delta_color="normal" if card.is_gain_good else "inverse",
        delta_arrow="off",
        help=f"{words.help(card.term)} The change is from {before}.",
        chart_data=[value or 0 for value in card.trend] if has_trend else None,
        chart_type="bar",
    )
    top.caption(card.note)
    if st.button(
        "Requirements", key=f"efficiency:behind:{card.figure}", type="tertiary", icon=":material/list:", help=_OPENS
    ):
        open_behind(held, board, card.figure, card.title)


_OPENS = "The requirements behind this figure"


def _time_card(
    title: str, term: str, of: Callable[[Board], list[Minutes]], note: str, figure: Figure, *, is_gain_good: bool = True
) -> Callable[[Board], Card]:
    def make(board: Board) -> Card:
        now, before, *trend = of(board)
        value = words.signed_time(now) if figure is Figure.NET else hours(now)
        change = words.signed_time(now - before) if now != before else None
        return Card(title, term, value, change, is_gain_good, [one / 60 for one in trend], note, figure)

    return make


def _banked(_held: Held, board: Board) -> Card:
    make = _time_card(
        "Banked",
        "banked",
        lambda seen: [seen.now.banked, seen.before.banked, *(one.banked for one in seen.by_month.values())],
        apart(board.now),
        Figure.BANKED,
    )
    return make(board)


def _overage(_held: Held, board: Board) -> Card:
    narrowed = (board.chosen.type, board.chosen.size) != (None, None)
    borrowed = NOTHING if narrowed else board.borrowed.billable
    note = f"after {hours(borrowed)} borrowed" if borrowed else "absorbed, not billed"
    make = _time_card(
        "Overage",
        "overage",
        lambda seen: [seen.now.overage, seen.before.overage, *(one.overage for one in seen.by_month.values())],
        note,
        Figure.OVERAGE,
        is_gain_good=False,
    )
    return make(board)


def _net(_held: Held, board: Board) -> Card:
    make = _time_card(
        "Net",
        "net efficiency",
        lambda seen: [seen.now.net, seen.before.net, *(one.net for one in seen.by_month.values())],
        "banked minus overage",
        Figure.NET,
    )
    return make(board)


def _efficiency(_held: Held, board: Board) -> Card:
    now, before = board.now, board.before
    trend = [None if one.hundredths is None else one.hundredths / 100 for one in board.by_month.values()]
    return Card(
        "Efficiency",
        "efficiency",
        share_text(now.hundredths),
        points_text(now.hundredths, before.hundredths),
        is_gain_good=True,
        trend=trend,
        note=f"{now.completed:,} completed",
        figure=Figure.COMPLETED,
    )


def _utilisation(_held: Held, board: Board) -> Card | None:
    shown = board.chosen.shown
    now, before = board.utilisation(shown), board.utilisation(shown.before)
    if now is None or before is None:
        return None
    shares = [board.utilisation(Period(month, month)) for month in board.by_month]
    trend = [None if one is None or not one.available else one.worked / one.available * 100 for one in shares]
    said = words.percent(now.worked, now.available)
    note = f"{hours(now.worked)} of {hours(now.available)}"
    change = points_text(_hundredths(now), _hundredths(before))
    return Card("Team utilisation", "team utilisation", said, change, True, trend, note, Figure.LOGGED)


def _hundredths(share: Share) -> int | None:
    return share.worked * 10_000 // share.available if share.available else None


def _day_rate(held: Held, board: Board) -> Card | None:
    if not held.shows_rates:
        return None
    now, before = board.rates, board.rates_before
    change = _money_change(now.actual, before.actual)
    trend = [None if one.actual is None else one.actual / 100 for one in board.rates_by_month.values()]
    note = "no time on retained work" if now.sold is None else f"sold for {words.money(now.sold)}"
    return Card("Day rate", "average day rate", words.money(now.actual), change, True, trend, note, Figure.BILLABLE)


def _money_change(now: Pence | None, before: Pence | None) -> str | None:
    return None if now is None or before is None or now == before else words.signed_money(now - before)


_CARDS: tuple[Callable[[Held, Board], Card | None], ...] = (
    _banked,
    _overage,
    _net,
    _efficiency,
    _utilisation,
    _day_rate,
)
