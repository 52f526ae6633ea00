"""The period, the filters, and what is chosen at the moment, each with a way back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from charleos.periods import Month
from charleos.rules.efficiency import quarter_of
from charleos.ui.efficiency.address import (
    ADDRESS,
    FILTERS,
    NO_SIZE,
    PROJECT_ONLY,
    Asked,
    Section,
    Span,
    may_undo,
    pick,
    undo,
)
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.wording import PROJECT_ONLY as PROJECT_ONLY_NAMED
from charleos.ui.efficiency.wording import month_named, period_name, quarter_named, size_name
from charleos.ui.parts.work_types import type_title
from charleos.ui.words import plain

MONTHS_BACK = 72


def choose_period(asked: Asked, running: Month) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ADDRESS.choose("Period", "period", Span, Span.MONTH, titles=lambda span: span.value.capitalize())
        first, last = asked.period
        codes = [str(running.plus(-back)) for back in range(MONTHS_BACK)]
        if asked.span is Span.CUSTOM:
            for label, param, month in (("From", "from", first), ("To", "to", last)):
                ADDRESS.select(label, param, _with(codes, str(month)), str(month), titles=month_named, width=170)
        elif asked.span is Span.QUARTER:
            quarters = list(dict.fromkeys(str(quarter_of(Month.parse(code)).first) for code in codes))
            ADDRESS.select("Quarter", "month", _with(quarters, str(first)), str(first), titles=quarter_named, width=140)
        else:
            ADDRESS.select("Month", "month", _with(codes, str(first)), str(first), titles=month_named, width=170)
        running_on = ", while it still runs" if running in asked.period else ""
        st.caption(f"compared with {period_name(asked.period.before)}{running_on}", width="content")


def _with(codes: list[str], chosen: str) -> list[str]:
    return codes if chosen in codes else sorted({*codes, chosen}, reverse=True)


def choose_filters(held: Held) -> None:
    chosen = held.chosen
    names = {one.slug: one.name for one in sorted(held.cube.clients, key=lambda one: one.name.casefold())}
    slug = "" if chosen.client is None else held.cube.names[chosen.client].slug
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _filter("Client", "client", names, slug, "Every client", 210)
        _filter("Type", "type", {one: type_title(one) for one in held.types}, chosen.type or "", "Every type", 150)
        sizes = {one or NO_SIZE: size_name(one) for one in held.sizes}
        _filter("Size", "size", sizes, "" if chosen.size is None else chosen.size or NO_SIZE, "Every size", 130)
        if held.shows_rates:
            plans = {**{one: one for one in held.sold.plans}, PROJECT_ONLY: PROJECT_ONLY_NAMED}
            plan = "" if chosen.plan is None else chosen.plan or PROJECT_ONLY
            _filter("Plan", "plan", plans, plan, "Every plan", 150)
        if held.people:
            people = {str(one): name for one, name in held.people}
            _filter("Person", "person", people, "" if held.person is None else str(held.person), "Everybody", 180)


def _filter(label: str, param: str, names: Mapping[str, str], chosen: str, everything: str, width: int) -> None:
    titles = {"": everything, **names}
    ADDRESS.select(label, param, list(titles), chosen, titles=lambda code: titles[code], width=width)


def show_chosen(held: Held) -> None:
    """What is chosen, each with a cross; and one step back."""
    chips = _chips(held)
    if not chips and not may_undo():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="efficiency_chosen"):
        for param, said in chips.items():
            st.button(
                f"{plain(said)} :material/close:",
                key=f"efficiency:drop:{param}",
                on_click=pick,
                kwargs={param: ""},
                help="Take this filter away",
            )
        if len(chips) > 1:
            st.button("Clear all", key="efficiency:clear", type="tertiary", on_click=_clear)
        if may_undo():
            st.button("Undo", key="efficiency:undo", type="tertiary", icon=":material/undo:", on_click=undo)


def _clear() -> None:
    pick(**dict.fromkeys(FILTERS, ""))


def _chips(held: Held) -> dict[str, str]:
    chosen, found = held.chosen, {}
    if chosen.client is not None:
        found["client"] = held.cube.names[chosen.client].name
    if chosen.type is not None:
        found["type"] = type_title(chosen.type)
    if chosen.size is not None:
        found["size"] = f"Size {chosen.size}" if chosen.size else size_name("")
    if chosen.plan is not None:
        found["plan"] = chosen.plan or PROJECT_ONLY_NAMED
    if held.person is not None:
        found["person"] = dict(held.people)[held.person]
    if chosen.month is not None:
        found["at"] = Month(chosen.month).name
    return found


def choose_section(held: Held) -> Section:
    offered = {Section.REQUIREMENTS: "Best and worst"}
    if held.shows_rates:
        offered = {Section.RATES: "Day rates", **offered}
    if held.people:
        offered[Section.PEOPLE] = "People"
    default = next(iter(offered))
    wanted = ADDRESS.option("show", Section, default)
    chosen = wanted if wanted in offered else default
    ADDRESS.control(
        st.segmented_control,
        "Section",
        "show",
        chosen.value,
        options=[one.value for one in offered],
        format_func=lambda code: offered[Section(code)],
        label_visibility="collapsed",
    )
    return chosen
