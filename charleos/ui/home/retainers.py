"""Retainers that call for someone: used up or nearly, quiet for two months, or begun with excess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from charleos.periods import Month
from charleos.reads.clients import Order
from charleos.reads.home import Quiet, RetainersToday
from charleos.reads.portfolio import ClientInMonth, Head
from charleos.rules.retainer import Statement, utilisation
from charleos.ui import words
from charleos.ui.links import client_link, page
from charleos.ui.parts.rag import rag_badge
from charleos.ui.words import plain, time

SHOWN = 6
"""Rows of a group; the rest stands on the client list."""

Row = TypeVar("Row")


_TALK = "Talk about a smaller plan, work that could be brought forward, or what is in the way of using the time."


def show_retainers(today: RetainersToday) -> None:
    _group(
        f":red[:material/error:] Allocation used up in {today.month.name}",
        today.reached,
        lambda one: _row(one, today.month, _used_up(one)),
        order=Order.USE,
    )
    near = ":orange[:material/warning:] Close to the allocation"
    _group(near, today.near, lambda one: _row(one, today.month, _nearly(one)), order=Order.USE)
    _group(
        f":blue[:material/forum:] Under {words.share(today.share)} used, two months running",
        today.quiet,
        lambda one: _quiet(one, today.month),
        order=Order.LEAST_USE,
        talk=_TALK,
    )
    _group(
        ":violet[:material/redo:] Began the month with excess",
        today.carried,
        lambda one: _row(one, today.month, _carried(one)),
        order=Order.REMAINING,
    )


def show_calm(watched: int) -> None:
    with st.container(border=True):
        st.markdown(":green[:material/check_circle:] **Nothing needs you right now.**")
        if watched:
            retainers = words.count(watched, "retainer is", "retainers are")
            st.caption(f"{retainers} within the hours agreed, and none has been quiet for two months.")
        else:
            st.caption("What retainers, quotes and plans ask of you stands here. Clients are added under **Clients**.")


def _group(title: str, rows: Sequence[Row], show: Callable[[Row], None], *, order: Order, talk: str = "") -> None:
    if not rows:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{title}** :gray-badge[{len(rows)}]")
        if talk:
            st.caption(talk)
        for one in rows[:SHOWN]:
            show(one)
        if len(rows) > SHOWN:
            more = page("clients", clients_sort=order.value)
            label = f"All {len(rows)}, on the client list"
            st.page_link(more.page, query_params=more.query, label=label, icon=":material/arrow_forward:")


def _row(one: ClientInMonth, month: Month, said: str) -> None:
    _line(one.client, month, said)


def _line(client: Head, month: Month, said: str) -> None:
    """The client, which is a link, and on the right what is to be said about it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        link = client_link(client.slug, month)
        mark = f" {rag_badge(client.rag)}" if client.rag else ""
        st.page_link(link.page, query_params=link.query, label=f"**{plain(client.name)}**{mark}", width="content")
        st.markdown(f":small[{said}]", width="content")


def _figures(one: ClientInMonth) -> Statement:
    if one.statement is None:
        raise LookupError("only months with figures are listed")
    return one.statement


def _share(one: Statement) -> str:
    used = utilisation(one)
    return words.percent(*used) if used else words.NOT_APPLICABLE


def _remaining(one: Statement) -> str:
    said = f"{time(one.remaining)} remaining"
    return f":red[**{said}**]" if one.remaining < 0 else said


def _used_up(one: ClientInMonth) -> str:
    figures = _figures(one)
    return f"{_remaining(figures)} · {time(figures.usage.billable)} billable of {time(figures.available)}"


def _nearly(one: ClientInMonth) -> str:
    figures = _figures(one)
    return f"**{_share(figures)}** used · {time(figures.remaining)} remaining of {time(figures.available)}"


def _carried(one: ClientInMonth) -> str:
    figures = _figures(one)
    before = figures.month.previous.name
    return f"**{time(figures.excess_in)}** from {before} · {_remaining(figures)}"


def _quiet(one: Quiet, month: Month) -> None:
    months = ", ".join(f"**{_share(each)}** in {each.month.first:%B}" for each in one.months)
    _line(one.client, month, months + _would_do(one))


def _would_do(one: Quiet) -> str:
    """A smaller plan that would have held both months, where there is one."""
    if one.smaller is None:
        return ""
    return f" · {plain(one.smaller.name)} ({time(one.smaller.net)} for work) would do"
