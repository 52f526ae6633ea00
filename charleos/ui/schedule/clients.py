"""Section Client health: whether each client's next three months are well planned, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.health import ClientHealth, team_health
from charleos.rules.health import Health, HealthStatus
from charleos.ui import words
from charleos.ui.client_detail.schedule_health import COLOURS
from charleos.ui.links import client_link
from charleos.ui.schedule.address import day, go
from charleos.ui.words import NOT_APPLICABLE, count, percent, signed_time

CLICKED = "schedule:clients:clicked"
_SHOWN = "schedule:clients:shown"


def open_clicked() -> None:
    """First on the page: go to the client whose name was clicked in the table as it was last shown."""
    clicked, shown = st.session_state.get(CLICKED), st.session_state.get(_SHOWN, ())
    if clicked is not None and clicked["row"] < len(shown):
        slug, month = shown[clicked["row"]]
        link = client_link(slug, month, "schedule")
        st.switch_page(link.page, query_params=link.query)


def show_clients(desk: Desk) -> None:
    open_clicked()
    month = Month.of(day(desk.today))
    _choose_month(month)
    found = team_health(desk, month)
    if not found:
        st.info(
            "There is no client to plan for yet: a Manager adds them on the page **Clients**.",
            icon=":material/group_add:",
        )
        return
    st.caption(_summary(found), help=words.help("schedule health"))
    st.session_state[_SHOWN] = tuple((one.slug, month) for one in found)
    st.dataframe(
        pa.table(_columns(found)),
        column_config=_config(found),
        hide_index=True,
        height="content",
        row_height=40,
        key="schedule:clients",
        alt=f"{count(len(found), 'client')}, the worst planned first",
    )


def _choose_month(month: Month) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for icon, step, told in (("chevron_left", -1, "A month earlier"), ("chevron_right", 1, "A month later")):
            to = month.plus(step).first.isoformat()
            st.button(f":material/{icon}:", key=f"schedule:month:{step}", on_click=go, kwargs={"day": to}, help=told)
        st.markdown(f"**{month.name}** and the two months after it", width="content")


def _summary(found: Sequence[ClientHealth]) -> str:
    """How many of the first month's plans are what they should be."""
    first = [one.months[0].status for one in found]
    said = {
        status: sum(1 for one in first if one is status)
        for status in (HealthStatus.UNDER, HealthStatus.ON_TRACK, HealthStatus.OVER)
    }
    return (
        " · ".join(f"{number} {status.title}" for status, number in said.items())
        + f" in {found[0].months[0].month.name}"
    )


def _columns(found: Sequence[ClientHealth]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"client": [one.name for one in found]}
    for n in range(len(found[0].months)):
        columns[f"month{n}"] = [[_share(one.months[n])] for one in found]
        columns[f"gap{n}"] = [_gap(one.months[n]) for one in found]
    return columns


def _share(one: Health) -> str:
    """
    >>> from charleos.units import Minutes
    >>> _share(Health(Month.parse("2026-01"), Minutes(3060), Minutes(1714)))
    '56% · Under'
    """
    if not one.allocated:
        return NOT_APPLICABLE
    return f"{percent(one.scheduled, one.allocated)} · {one.status.title.removesuffix(' Scheduled')}"


def _gap(one: Health) -> str:
    return NOT_APPLICABLE if not one.allocated or one.gap is None else signed_time(one.gap)


def _config(found: Sequence[ClientHealth]) -> dict[str, Any]:
    config = st.column_config
    shown: dict[str, Any] = {
        "client": config.ButtonColumn("Client", type="tertiary", alignment="left", pinned=True, width=210, key=CLICKED)
    }
    for n, one in enumerate(found[0].months):
        colours = {_share(client.months[n]): COLOURS[client.months[n].status] for client in found}
        shown[f"month{n}"] = config.MultiselectColumn(
            one.month.short_name, options=list(colours), color=list(colours.values()), help=words.help("scheduled")
        )
        shown[f"gap{n}"] = config.TextColumn("Gap", alignment="right", width=95, help=words.help("schedule gap"))
    return shown
