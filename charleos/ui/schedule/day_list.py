"""The team's schedule a day at a time, for screens too narrow for a chart: everybody with what they have to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import streamlit as st

from charleos.periods import long_day
from charleos.reads.load import Loads
from charleos.reads.team_schedule import ScheduledPerson, StepBar, TeamSchedule
from charleos.rules.load import load_of_day
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Team
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import LOAD_COLOURS, STATUS_COLOURS
from charleos.ui.schedule.address import PersonDay, go
from charleos.ui.schedule.rows import days_off
from charleos.ui.words import apart, plain, time
from charleos.units import NOTHING, Minutes


def show_list(schedule: TeamSchedule, day: date, today: date, loads: Loads) -> None:
    with st.container(key="schedule-list", gap="small"):
        _choose_day(day, today)
        off = days_off(schedule.dates).get(day)
        if off and day.weekday() < 5:
            st.caption(f"Bank holiday: {plain(off)}")
        for team in Team:
            people = [one for one in schedule.people if one.team is team]
            if people:
                st.markdown(f"**{team.value}**")
            for person in people:
                _person(schedule, person, day, loads.get(person.id, {}))


def _choose_day(day: date, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for label, key, to in (
            (":material/chevron_left:", "day_before", day - timedelta(days=1)),
            (":material/chevron_right:", "day_after", day + timedelta(days=1)),
        ):
            st.button(label, key=f"schedule:{key}", on_click=go, kwargs={"day": to.isoformat()})
        said = "Today" if day == today else f"{day:%A}"
        st.markdown(f"**{said}**, {long_day(day)}", width="content")


def _person(schedule: TeamSchedule, person: ScheduledPerson, day: date, loads: Mapping[date, Minutes]) -> None:
    with st.container(border=True, gap="xxsmall", key=f"schedule-list-{person.id}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{plain(person.name)}**", width="stretch")
            st.markdown(_load(person, day, loads.get(day, NOTHING)), width="content")
            opened = str(PersonDay(person.id, day))
            st.button(
                ":material/chevron_right:",
                key=f"schedule:list:{person.id}",
                on_click=go,
                kwargs={"open_day": opened, "open_step": ""},
                help=f"Open {person.name}'s day",
                type="tertiary",
            )
        lines = list(_lines(schedule, person, day))
        if lines:
            st.markdown("  \n".join(lines))


def _load(person: ScheduledPerson, day: date, minutes: Minutes) -> str:
    capacity = person.diary.capacity(day)
    if minutes:
        return badge(f"{time(minutes)} of {time(capacity)}", LOAD_COLOURS[load_of_day(minutes, capacity)])
    return badge(f"{time(capacity)} free" if capacity else "Off", "gray")


def _lines(schedule: TeamSchedule, person: ScheduledPerson, day: date) -> Iterator[str]:
    text = day.isoformat()
    for off in person.diary.off:
        if off.halves(day):
            yield ":gray[Leave]"
    for bar in schedule.steps.get(person.id, ()):
        if bar.first <= text <= bar.last:
            yield _step(schedule, bar)
    for block in schedule.blocks:
        if block.assignee_id == person.id and block.first <= text <= block.last:
            client = apart(plain(schedule.clients[block.client_id].name))
            yield f":violet[□ Block] {client} · {StepKind(block.kind).title.lower()}"


def _step(schedule: TeamSchedule, bar: StepBar) -> str:
    client, colour = apart(plain(schedule.clients[bar.client_id].name)), STATUS_COLOURS[StepStatus(bar.status)]
    kind = StepKind(bar.kind).title
    return f":{colour}[■] {client} · #{bar.task_number} {apart(plain(bar.task))} · :gray[{kind}]"
