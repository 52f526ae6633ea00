"""Opening a client's page: the client and month of the address, or a sentence why not and where to go."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.client_detail import ClientDetail, client_detail
from charleos.ui.client_detail.address import Section, month, option, text
from charleos.ui.client_detail.live import begin
from charleos.ui.links import FOLLOWED
from charleos.ui.nav import page_file
from charleos.ui.words import plain

MONTHS_AHEAD = 12
"""How far ahead a month can be planned."""


def open_client(desk: Desk) -> ClientDetail:
    """The client of the address, in its month or the nearest one there is; else a sentence, and the page ends."""
    begin()
    st.query_params.pop(FOLLOWED, None)
    slug = text("client")
    if not slug:
        _nowhere("No client is chosen.")
    try:
        frame = client_detail(desk, slug, month() or Month.of(desk.today))
    except NotFound as absent:
        _nowhere(absent.sentence)
    _other_month(frame)
    return frame


def planned_month(frame: ClientDetail) -> Month:
    """The month that is planned: as the address asks, one still to come too; else the month of the page."""
    last = Month.of(frame.today).plus(MONTHS_AHEAD)
    return frame.asked if frame.month <= frame.asked <= last else frame.month


def _nowhere(sentence: str) -> NoReturn:
    st.title("Client", anchor=False)
    st.warning(plain(sentence), icon=":material/search_off:")
    st.page_link(page_file("clients"), label="Back to Clients", icon=":material/arrow_back:")
    st.stop()
    raise AssertionError


def _other_month(frame: ClientDetail) -> None:
    """The address asks for a month that is none, or that the client does not have."""
    asked = text("month")
    if not asked or (month() is not None and frame.asked == frame.month):
        return
    plans = option("section", Section, Section.OVERVIEW) is Section.SCHEDULE
    if month() is None:
        why = f"“{asked[:40]}” is not a month; write it as 2026-01."
    elif plans and frame.asked == planned_month(frame):
        return
    elif frame.asked < frame.month:
        why = f"{frame.name} starts in {frame.month.name}; there is no {frame.asked.name}."
    else:
        why = f"{frame.asked.name} is still to come."
    st.info(plain(f"{why} This is {frame.month.name}."), icon=":material/event_busy:")
