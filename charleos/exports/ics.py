"""One's own schedule as an iCalendar file: steps, blocks and approved leave as all-day events."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from charleos.reads.my_calendar import BlockEvent, LeaveEvent, MyCalendar, StepEvent
from charleos.rules.leave import when_said
from charleos.rules.phases import StepStatus
from charleos.units import hours


def schedule_ics(mine: MyCalendar, *, now: datetime) -> bytes:
    """An event keeps its UID for as long as what it stands for exists: a calendar that takes the file in again moves
    it instead of adding a second one."""
    calendar = Calendar()
    calendar.add("prodid", "-//CharleOS//My schedule//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "My schedule")
    for event in (*map(_step, mine.steps), *map(_block, mine.blocks), *map(_leave, mine.leave)):
        event.add("dtstamp", now)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _step(one: StepEvent) -> Event:
    done = "✓ " if one.status is StepStatus.COMPLETE else ""
    event = _event("step", one.id, one.version, one.start, one.end)
    event.add("summary", f"{done}#{one.number} {one.task}: {one.kind.title}")
    event.add("description", f"{one.client}\n{one.status.title}, {hours(one.estimate)} planned")
    event.add("transp", "TRANSPARENT")
    return event


def _block(one: BlockEvent) -> Event:
    event = _event("block", one.id, one.version, one.start, one.end)
    event.add("summary", f"Reserved for {one.client}: {one.called}")
    event.add("description", f"{hours(one.minutes)} reserved")
    event.add("transp", "TRANSPARENT")
    return event


def _leave(one: LeaveEvent) -> Event:
    event = _event("leave", one.id, one.version, one.days.start, one.days.end)
    event.add("summary", "On leave")
    event.add("description", when_said(one.days))
    event.add("transp", "OPAQUE")
    return event


def _event(what: str, number: int, version: int, start: date, end: date) -> Event:
    """A calendar's last day is the one after: an event of one day ends on the next."""
    event = Event()
    event.add("uid", f"{what}-{number}@charleos")
    event.add("sequence", version)
    event.add("dtstart", start)
    event.add("dtend", end + timedelta(days=1))
    return event
