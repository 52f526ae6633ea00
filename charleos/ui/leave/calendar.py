"""Who is away: a month as a grid of people and days. The month stands in the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from charleos.periods import Month
from charleos.reads.leave import Away, CalendarDay, TeamCalendar, TeamMember
from charleos.rules.leave import length_said
from charleos.ui import words
from charleos.ui.address import Address

ADDRESS = Address("leave", "leave_")


def month_asked(today: date) -> Month:
    """The month of the address; the running one without it, or where it is none."""
    return ADDRESS.month() or Month.of(today)


def show_calendar(calendar: TeamCalendar, today: date) -> None:
    _head(calendar.month, today)
    with st.container(border=True):
        st.html(_STYLE + _table(calendar, today))
        st.html(_LEGEND)


def _head(month: Month, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader("Who is away", anchor=False, width="content", help=words.help("leave"))
        _move(":material/chevron_left:", "leave_before", month.previous, "The month before")
        st.markdown(f"**{month.name}**", width="content")
        _move(":material/chevron_right:", "leave_after", month.next, "The month after")
        running = Month.of(today)
        _move("This month", "leave_today", running, "Back to this month", disabled=month == running)


def _move(label: str, key: str, month: Month, told: str, *, disabled: bool = False) -> None:
    st.button(label, key=key, on_click=_go, args=(str(month),), help=told, disabled=disabled)


def _go(month: str) -> None:
    ADDRESS.go(month=month)


_STYLE = """<style>
.away-grid, .away-legend { --away: light-dark(#7A53C4, #AF93F0); --muted: light-dark(#4B5563, #B8C1CE);
  --today: light-dark(#2450B2, #8FB2FF); --rule: light-dark(#E3E8EF, #2A333F); font-size: 0.8125rem; }
.away-grid { overflow-x: auto; }
.away-grid table { border-collapse: separate; border-spacing: 0; width: 100%; margin: 0; }
.away-grid :is(th, td) { padding: 0; height: 1.9rem; min-width: 1.45rem; text-align: center; font-weight: 400;
  border: 0; border-bottom: 1px solid var(--rule); }
.away-grid thead th { font-size: 0.75rem; line-height: 1.15; height: 2.4rem; color: var(--muted); }
.away-grid th[scope="row"] { text-align: left; padding-right: 0.75rem; white-space: nowrap; max-width: 12rem;
  overflow: hidden; text-overflow: ellipsis; position: sticky; left: 0; background: light-dark(#FFFFFF, #11161D); }
.away-grid tr.group :is(th, td) { height: 1.8rem; vertical-align: bottom; font-size: 0.75rem; color: var(--muted); }
.away-grid .off { background: light-dark(#F3F5F8, #1B222C); }
.away-grid thead .now { color: var(--today); font-weight: 700; }
.away-grid td.now { box-shadow: inset 1px 0 var(--today), inset -1px 0 var(--today); }
.away-grid td.sum { padding-left: 0.75rem; text-align: right; white-space: nowrap; color: var(--muted); }
.away-mark { display: block; height: 1.2rem; margin: 0 1px; border-radius: 3px; background: var(--away); }
.away-mark.half { width: calc(50% - 1px); }
.away-mark.half.late { margin-left: 50%; }
.away-mark.asked { background: repeating-linear-gradient(135deg, var(--away) 0 2px, transparent 2px 6px);
  box-shadow: inset 0 0 0 1px var(--away); }
.away-legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; color: var(--muted); }
.away-legend span { display: inline-flex; align-items: center; gap: 0.4rem; }
.away-legend i { display: inline-block; width: 1.2rem; height: 0.9rem; }
.away-legend i.half { width: 0.6rem; }
.away-legend i.off { background: light-dark(#E3E8EF, #2A333F); border-radius: 3px; }
</style>"""
_LEGEND = (
    '<div class="away-legend"><span><i class="away-mark"></i>Away</span>'
    '<span><i class="away-mark half"></i>Half a day</span>'
    '<span><i class="away-mark asked"></i>Asked for, not decided yet</span>'
    '<span><i class="off"></i>Weekend or bank holiday</span></div>'
)


def _table(calendar: TeamCalendar, today: date) -> str:
    head = "".join(_heading(one, today) for one in calendar.days)
    rows = "".join(_rows(calendar, today))
    label = escape(f"Who is away in {calendar.month.name}", quote=True)
    return (
        f'<div class="away-grid" tabindex="0" role="region" aria-label="{label}"><table>'
        f'<thead><tr><th scope="row"></th>{head}<th></th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _rows(calendar: TeamCalendar, today: date) -> Iterator[str]:
    for discipline, people in groupby(calendar.people, key=lambda one: one.discipline):
        name, across = escape(words.work_type(discipline)), len(calendar.days) + 1
        yield f'<tr class="group"><th scope="row">{name}</th><td colspan="{across}"></td></tr>'
        for one in people:
            yield _person(one, calendar.days, today)


def _heading(one: CalendarDay, today: date) -> str:
    title = f' title="{escape(one.holiday, quote=True)}"' if one.holiday else ""
    return f'<th scope="col" class="{_shade(one, today)}"{title}>{f"{one.day:%a}"[:2]}<br>{one.day.day}</th>'


def _shade(one: CalendarDay, today: date) -> str:
    return " ".join(name for name, holds in (("off", not one.is_working_day), ("now", one.day == today)) if holds)


def _person(one: TeamMember, days: tuple[CalendarDay, ...], today: date) -> str:
    name = escape(one.name, quote=True)
    cells = "".join(
        f'<td class="{_shade(day, today)}">{_mark(one, day.day, one.away.get(day.day))}</td>' for day in days
    )
    total = length_said(one.halves) if one.halves else ""
    return f'<tr><th scope="row" title="{name}">{name}</th>{cells}<td class="sum">{total}</td></tr>'


def _mark(one: TeamMember, day: date, away: Away | None) -> str:
    if away is None:
        return ""
    kinds = {"half": away.halves == 1, "late": away.halves == 1 and not away.is_morning, "asked": away.is_pending}
    classes = " ".join(("away-mark", *(name for name, holds in kinds.items() if holds)))
    said = escape(f"{one.name}: {how_said(away)} {day.day} {day:%B}", quote=True)
    return f'<span class="{classes}" role="img" title="{said}" aria-label="{said}"></span>'


def how_said(away: Away) -> str:
    """
    >>> how_said(Away(1, is_morning=True, is_pending=False)), how_said(Away(2, is_morning=False, is_pending=True))
    ('away in the morning of', 'asks for')
    """
    half = "" if away.halves > 1 else "the morning of" if away.is_morning else "the afternoon of"
    if away.is_pending:
        return f"asks for {half}".strip()
    return f"away in {half}" if half else "away on"
