"""What of the schedule is looked at: which days, whose, which clients', and in which state."""

from __future__ import annotations

from datetime import date

import streamlit as st

from charleos.reads.team_schedule import ScheduleFilter, TeamSchedule
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Dates, Span
from charleos.ui import words
from charleos.ui.schedule.address import ADDRESS, asked, go, span

_MARKS = (
    ":blue-badge[Scheduled]",
    ":orange-badge[In progress]",
    ":violet-badge[Awaiting review]",
    ":green-badge[Complete]",
    ":gray-badge[Leave]",
    ":small[:violet[▯] Block]",
)
_HATCHED = ":small[:blue[▨] Delayed]"
_LOADS = ":small[A day's load:] :green-badge[to 90%] :orange-badge[to 100%] :red-badge[beyond]"
_STYLE = """<style>
@media (max-width: 640px) {
  .st-key-schedule-filters > * { flex: 1 1 calc(50% - 1rem) !important; min-width: 0; width: auto !important; }
}
</style>"""
_DATED = tuple(one for one in StepStatus if one is not StepStatus.NOT_SCHEDULED)


def choose_dates(day: date, today: date) -> None:
    """The way to the days before and after, and how many are seen at once."""
    seen = span()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="schedule-span"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
            _move(":material/chevron_left:", "before", seen.moved(day, -1), f"The {seen} before")
            _move(":material/chevron_right:", "after", seen.moved(day, 1), f"The {seen} after")
            _move("Today", "today", today, "Back to today", disabled=seen.around(day).holds(today))
        st.markdown(f"**{span_name(seen.around(day), seen)}**", width="stretch")
        ADDRESS.choose("Days", "span", Span, Span.WEEK, titles=lambda one: one.title)


def span_name(dates: Dates, seen: Span) -> str:
    """
    >>> span_name(Span.WEEK.around(date(2026, 1, 30)), Span.WEEK)
    '26 January – 1 February 2026'
    >>> span_name(Span.QUARTER.around(date(2026, 1, 30)), Span.QUARTER)
    'January – March 2026'
    """
    first, last = dates
    if seen is Span.MONTH:
        return f"{first:%B %Y}"
    if seen is Span.QUARTER:
        year = "" if first.year == last.year else f" {first.year}"
        return f"{first:%B}{year} – {last:%B %Y}"
    year = "" if first.year == last.year else f" {first.year}"
    month = "" if first.month == last.month else f" {first:%B}"
    return f"{first.day}{month}{year} – {last.day} {last:%B %Y}"


def _move(label: str, key: str, day: date, told: str, *, disabled: bool = False) -> None:
    to = {"day": day.isoformat()}
    st.button(label, key=f"schedule:{key}", on_click=go, kwargs=to, help=told, disabled=disabled)


def choose_filters(schedule: TeamSchedule) -> ScheduleFilter:
    people = {str(one.id): one.name for one in schedule.people}
    clients = {client.slug: client.name for client in schedule.clients.values()}
    chosen = asked()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule-filters"):
        st.html(_STYLE)
        _choose("Person", "person", people, "Everybody")
        _choose("Client", "client", clients, "All clients")
        _choose("Status", "status", {one.value: one.title for one in _DATED}, "Any status")
        _choose("Type", "type", {one.value: one.title for one in StepKind}, "Any type")
        if chosen != ScheduleFilter():
            st.button(
                "Clear",
                key="schedule:clear",
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=go,
                kwargs=dict.fromkeys(("person", "client", "status", "type"), ""),
            )
    return chosen


def _choose(name: str, param: str, named: dict[str, str], nobody: str) -> None:
    """What the address names stays a choice, also where there is none of it just now."""
    said = ADDRESS.text(param)
    codes = ["", *named, *([said] if said and said not in named else [])]
    titles = {"": nobody, **named}
    ADDRESS.select(
        name, param, codes, said, titles=lambda code: titles.get(code, code), width=185, label_visibility="collapsed"
    )


def show_legend(*, with_others: bool) -> None:
    others = [":small[:gray[▯] Other client]"] if with_others else []
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="schedule-legend"
    ):
        st.markdown(" ".join([*_MARKS, _HATCHED, *others]), width="content")
        st.markdown(_LOADS, width="content", help=words.help("day load"))
