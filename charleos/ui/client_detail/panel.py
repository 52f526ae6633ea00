"""The info panel beside every section: the month picker, the month's statement, and closing it."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.client_detail import ClientDetail
from charleos.rules.access import Capability
from charleos.ui import words
from charleos.ui.client_detail.address import Section, control
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.month_dialogs import close_dialog, reopen_dialog
from charleos.ui.links import Link, client_link
from charleos.ui.parts.figures import badge, figure, within
from charleos.ui.parts.retainer import oddity, rollover_said, show_statement
from charleos.ui.words import plain
from charleos.units import hours


def show_panel(desk: Desk, frame: ClientDetail) -> None:
    with st.container(border=True, gap="xsmall", key="client_panel"):
        _picker(frame)
        one = frame.statement
        show_statement(frame.slug, one, running=frame.is_running)
        if sentence := oddity(one):
            st.info(plain(sentence), icon=":material/info:")
        _client_time(frame)
        if one.allocation is not None and desk.viewer.can(Capability.VIEW_RATES):
            figure("Client pays", words.money(one.allocation.cost), term="monthly cost")
        if one.is_retained:
            st.caption(rollover_said(frame.rollover))
        entries = client_link(frame.slug, frame.month, Section.TIME.value)
        within(entries, "Time entries", icon=":material/schedule:")
        _closing(desk, frame)


def _picker(frame: ClientDetail) -> None:
    codes = [str(month) for month in frame.months]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        control(
            st.selectbox,
            "Month",
            "month",
            str(frame.month),
            options=codes,
            format_func=lambda code: Month.parse(code).name,
            label_visibility="collapsed",
        )
        if frame.is_closed:
            st.markdown(badge("Closed", "gray", ":material/lock:"), help=words.help("month close"), width="content")
        else:
            label = "Running" if frame.is_running else "Open"
            st.markdown(badge(label, "blue"), help=words.help("open month"), width="content")


def _client_time(frame: ClientDetail) -> None:
    """Calls and meetings, apart from what bills."""
    link = client_link(frame.slug, frame.month, Section.TIME.value)
    opens = Link(link.page, link.query | {"counted": "client time"})
    figure("Client time, not billed", hours(frame.client_time), term="client time", opens=opens)


def _closing(desk: Desk, frame: ClientDetail) -> None:
    if not desk.viewer.can(Capability.CLOSE_MONTHS):
        return
    if frame.may_close and st.button(
        f"Close {frame.month.name}…", key="client_detail:close", icon=":material/lock:", disabled=desk.read_only
    ):
        opened(close_dialog, frame.slug, frame.month)
    if frame.may_reopen and st.button(
        f"Reopen {frame.month.name}…", key="client_detail:reopen", icon=":material/lock_open:", disabled=desk.read_only
    ):
        opened(reopen_dialog, frame.slug, frame.month)
    if not frame.is_closed and not frame.may_close and not frame.is_running:
        st.caption(f"Months close in order: {frame.of.open_from.name} is next.")
