"""Section Team: everybody's days, from a week to a quarter, with what each holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from charleos.desk import Desk
from charleos.reads.load import DayLoad, team_load
from charleos.reads.team_schedule import team_schedule
from charleos.rules.load import beside
from charleos.ui.schedule.address import day, span
from charleos.ui.schedule.chart import show_gantt
from charleos.ui.schedule.controls import choose_dates, choose_filters, show_legend
from charleos.ui.schedule.day_list import show_list
from charleos.ui.schedule.rows import as_gantt
from charleos.units import Minutes


def show_team(desk: Desk) -> None:
    chosen, seen = day(desk.today), span()
    schedule = team_schedule(desk, chosen, seen)
    choose_dates(chosen, desk.today)
    asked = choose_filters(schedule)
    loads = schedule.loads if schedule.sees_all else _by_person(team_load(desk, *schedule.dates))
    others = {one: beside(loads[one], schedule.loads.get(one, {})) for one in loads if not schedule.sees_all}
    shown = schedule.narrowed(asked)
    if not shown.people and not shown.steps:
        _nobody()
        return
    show_legend(with_others=bool(others))
    show_gantt(as_gantt(shown, seen, desk.today, loads, {} if asked.slug or asked.leaves_only_steps else others))
    show_list(shown, chosen, desk.today, loads)


def _by_person(loads: Iterable[DayLoad]) -> dict[int, dict[date, Minutes]]:
    found: dict[int, dict[date, Minutes]] = {}
    for person_id, of, minutes in loads:
        found.setdefault(person_id, {})[of] = minutes
    return found


def _nobody() -> None:
    st.info("Nobody works here yet. A Manager adds people under Settings.", icon=":material/group_add:")
