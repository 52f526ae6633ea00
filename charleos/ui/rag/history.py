"""A client's weeks over time: the trend, what is a concern, and every report with what was suggested."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.periods import long_day
from charleos.reads.rag import rag_cards
from charleos.reads.rag_history import RagHistory, Week, rag_history
from charleos.rules.rag import Rag
from charleos.ui import charts
from charleos.ui.charts_rag import WeekMark, rag_trend
from charleos.ui.parts.rag import rag_badge
from charleos.ui.parts.table import Column, text_table
from charleos.ui.rag.address import ADDRESS
from charleos.ui.words import plain


def show_history(desk: Desk) -> None:
    names = {card.slug: card.name for card in rag_cards(desk)}
    if not names:
        st.info("No active client is yours to report on.", icon=":material/groups:")
        return
    asked = ADDRESS.text("client")
    slug = asked if asked in names else next(iter(names))
    ADDRESS.select("Client", "client", list(names), slug, titles=names.__getitem__, width=320)
    show_client_history(rag_history(desk, slug))


def show_client_history(history: RagHistory) -> None:
    if not history.weeks:
        st.info("No week is recorded yet. The first report may be of any colour.", icon=":material/flag:")
        return
    for concern in history.concerns:
        st.warning(f"{concern.sentence}, since the week of {long_day(concern.since)}.", icon=":material/flag:")
    marks = [WeekMark(one.recorded.week, one.recorded.status) for one in history.weeks[-52:]]
    charts.show(rag_trend(marks), key="rag:trend")
    columns = [Column("Week"), Column("Status"), Column("How it went"), Column("Next step"), Column("Suggested")]
    text_table(columns, [_row(one) for one in reversed(history.weeks)], key="rag-history")


def _row(one: Week) -> list[str]:
    return [
        long_day(one.recorded.week),
        rag_badge(one.recorded.status),
        plain(one.note) or "–",
        plain(one.next_step) or "–",
        _suggested(one.suggested, one),
    ]


def _suggested(status: Rag | None, one: Week) -> str:
    if status is None:
        return "–"
    reasons = "; ".join(plain(point.reason) for point in one.points)
    return rag_badge(status) + (f" :gray[{reasons}]" if reasons else "")
