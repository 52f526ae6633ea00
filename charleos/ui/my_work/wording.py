"""How work, days and entries are called on this page. What people typed is made plain for markdown here."""

from __future__ import annotations

from datetime import date, timedelta

from charleos.periods import long_day
from charleos.reads.my_day import DayEntry
from charleos.reads.my_work import Found
from charleos.rules.billing import Estimate, bill
from charleos.ui import words
from charleos.ui.words import plain, time
from charleos.units import Minutes


def weekday(day: date, today: date) -> str:
    """
    >>> weekday(date(2026, 1, 30), date(2026, 1, 30)), weekday(date(2026, 1, 29), date(2026, 1, 30))
    ('today, Friday 30 January', 'yesterday, Thursday 29 January')
    >>> weekday(date(2025, 12, 31), date(2026, 1, 30))
    'Wednesday 31 December 2025'
    """
    said = f"{day:%A} {day.day} {day:%B}" if day.year == today.year else f"{day:%A} {long_day(day)}"
    near = {today: "today, ", today - timedelta(days=1): "yesterday, "}
    return near.get(day, "") + said


def day_span(first: date, last: date) -> str:
    """
    >>> day_span(date(2026, 1, 26), date(2026, 2, 1)), day_span(date(2026, 1, 19), date(2026, 1, 25))
    ('26 January – 1 February 2026', '19–25 January 2026')
    """
    if first.month == last.month:
        return f"{first.day}–{long_day(last)}"
    start = f"{first.day} {first:%B}" if first.year == last.year else long_day(first)
    return f"{start} – {long_day(last)}"


def kind(work_type: str, size: str | None) -> str:
    """
    >>> kind("development", "M"), kind("seo", None)
    ('Development · M', 'SEO · not required')
    """
    return f"{words.work_type(work_type)} · {size or 'not required'}"


def used(actual: Minutes, estimate: Estimate) -> str:
    """
    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> used(Minutes(120), m), used(Minutes(420), m)
    ('2h used of 4h 30m-6h', ':red[7h used of 4h 30m-6h, 1h of it overage]')
    """
    if estimate.maximum == 0:
        return f"{time(actual)} used, not required"
    said = f"{time(actual)} used of {time(estimate.average)}-{time(estimate.maximum)}"
    overage = bill(estimate, actual).overage
    return f":red[{said}, {time(overage)} of it overage]" if overage else said


def choice(work: Found) -> str:
    """One line of a select box, which shows text as it is."""
    done = ", complete" if work.completed_on else ""
    return f"#{work.task_number} {work.task} · {kind(work.type, work.size)} · {work.client}{done}"


def about(entry: DayEntry) -> str:
    """What an entry was for, in markdown."""
    if entry.task is not None and entry.type is not None:
        return f"**{plain(entry.task)}** · {plain(words.work_type(entry.type))}"
    if entry.client_id is not None:
        return f"**{plain(entry.activity)}**"
    return f"**{plain(entry.activity)}** · internal"


def whose(entry: DayEntry) -> str:
    """The client of an entry, in markdown; nothing for internal time."""
    if entry.client_id is None:
        return ""
    number = f" · #{entry.task_number}" if entry.task_number is not None else ""
    return plain(entry.client or "A client you no longer work for") + number
