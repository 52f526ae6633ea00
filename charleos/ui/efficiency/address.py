"""What the Efficiency page looks at, in its address: the period, and what it is narrowed to, step by step."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

import streamlit as st

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.efficiency import Period, quarter_of
from charleos.ui.address import Address
from charleos.ui.session import own_desk

PAGE = "efficiency"
ADDRESS = Address(PAGE, "eff_")
MOST_MONTHS = 24
FILTERS = ("client", "type", "size", "plan", "person", "at")
NO_SIZE = "none"
"""How *Not required* stands in the address."""
PROJECT_ONLY = "none"
_SEEN, _PAST = f"{PAGE}:seen", f"{PAGE}:past"
MOST_STEPS = 50


class Span(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    CUSTOM = "custom"


class Section(StrEnum):
    RATES = "rates"
    REQUIREMENTS = "requirements"
    PEOPLE = "people"


class Asked(NamedTuple):
    """The period of the address. told: what could not be taken as it was asked."""

    span: Span
    period: Period
    told: str = ""


def asked_period(running: Month) -> Asked:
    """The running month, unless the address says otherwise."""
    span = ADDRESS.option("period", Span, Span.MONTH)
    month = ADDRESS.month() or running
    if span is Span.MONTH:
        return Asked(span, Period(month, month), _unreadable("month"))
    if span is Span.QUARTER:
        return Asked(span, quarter_of(month), _unreadable("month"))
    return _custom(running)


def _custom(running: Month) -> Asked:
    first, last = ADDRESS.month("from") or running.plus(-2), ADDRESS.month("to") or running
    told = _unreadable("from") or _unreadable("to")
    if last < first:
        return Asked(Span.CUSTOM, Period(last, first), "The first month was after the last; they are swapped.")
    if last - first >= MOST_MONTHS:
        told = f"A period has at most {MOST_MONTHS} months here; these are the last of them."
        first = last.plus(1 - MOST_MONTHS)
    return Asked(Span.CUSTOM, Period(first, last), told)


def _unreadable(param: str) -> str:
    written = ADDRESS.text(param)
    if not written or ADDRESS.month(param) is not None:
        return ""
    with suppress(BadInput):
        Month.parse(written)
    return f"“{written[:40]}” is not a month; write it as 2026-01."


def person_asked() -> int | None:
    return ADDRESS.number("person")


@own_desk(PAGE)
def pick(_desk: Desk, /, **filters: str) -> None:
    """A callback: narrow to these, or widen again where they were chosen already."""
    again = all(ADDRESS.text(name) == said for name, said in filters.items())
    ADDRESS.go(**(dict.fromkeys(filters, "") if again else filters))


@own_desk(PAGE)
def look_at(_desk: Desk, month: str) -> None:
    """A callback: another month, by itself."""
    ADDRESS.go(period="", month=month, at="")


def _standing() -> dict[str, str]:
    return {name: ADDRESS.text(name) for name in FILTERS}


def remember() -> None:
    """First in every run: what the page was narrowed to before is a step back."""
    now, seen = _standing(), st.session_state.get(_SEEN)
    past: list[dict[str, str]] = st.session_state.setdefault(_PAST, [])
    if seen is not None and seen != now:
        past.append(seen)
        del past[:-MOST_STEPS]
    st.session_state[_SEEN] = now


def may_undo() -> bool:
    return bool(st.session_state.get(_PAST))


@own_desk(PAGE)
def undo(_desk: Desk) -> None:
    """A callback: as it was before the last step."""
    if st.session_state.get(_PAST):
        before = st.session_state[_PAST].pop()
        st.session_state[_SEEN] = before
        ADDRESS.go(**before)
