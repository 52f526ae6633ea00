"""What somebody does on a day: what began first comes first, the day is filled, the rest waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from charleos.errors import BadInput, NotFound
from charleos.periods import days, long_day
from charleos.rules.diary import Diary, spread, working_days_between
from charleos.rules.load import Booking
from charleos.units import NOTHING, Minutes

STARTED, SINGLE, BEGINNING, AHEAD = 100, 200, 300, 400
LONGEST_WAIT = 99


class Item(NamedTuple):
    """A step with dates that is not complete. minutes: still to be done. number: its task's."""

    subtask_id: int
    client_id: int
    number: int
    start: date
    end: date
    minutes: Minutes
    position: int | None = None


def priority(start: date, end: date, today: date) -> int:
    """What comes first has the lowest number: what began longest ago, then what is for today only, then what begins
    today, then what begins on the nearest day ahead.

    >>> today, friday = date(2026, 1, 29), date(2026, 1, 30)
    >>> priority(date(2026, 1, 26), friday, today), priority(today, today, today), priority(today, friday, today)
    (196, 200, 300)
    >>> priority(friday, friday, today)
    401
    """
    if start < today:
        return STARTED + max(0, LONGEST_WAIT - working_days_between(start, today))
    if start == today:
        return SINGLE if end == today else BEGINNING
    return AHEAD + working_days_between(today, start)


def order(item: Item, today: date) -> tuple[int, bool, int, int, int]:
    """What a day is sorted by: priority, then the place by hand, then the task's number, then the step itself."""
    by_hand = item.position if item.position is not None else 0
    return priority(item.start, item.end, today), item.position is None, by_hand, item.number, item.subtask_id


def why(start: date, end: date, today: date) -> str:
    """The priority as a sentence.

    >>> why(date(2026, 1, 26), date(2026, 1, 30), date(2026, 1, 29))
    'Began on 26 January 2026, 3 working days ago: what began first comes first.'
    """
    away = abs(working_days_between(start, today))
    counted = f"{away} working day{'' if away == 1 else 's'}"
    if start < today:
        ago = f", {counted} ago" if away else ""
        return f"Began on {long_day(start)}{ago}: what began first comes first."
    if start == today:
        return "For today only." if end == today else f"Begins today and lasts until {long_day(end)}."
    return f"Begins on {long_day(start)}" + (f", in {counted}." if away else ".")


class Share(NamedTuple):
    """An item on a day. queued: what is still to be done of it after the day's share."""

    item: Item
    priority: int
    why: str
    allocated: Minutes
    queued: Minutes


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day, its items in order. capacity: minutes that can be worked; never less than what is allocated."""

    day: date
    capacity: Minutes
    items: tuple[Share, ...]

    @property
    def allocated(self) -> Minutes:
        return sum((share.allocated for share in self.items), NOTHING)

    @property
    def queued(self) -> Minutes:
        return sum((share.queued for share in self.items), NOTHING)


def day_plans(
    items: Sequence[Item], diary: Diary, *, today: date, until: date, blocks: Sequence[Booking] = ()
) -> tuple[DayPlan, ...]:
    """Every day from today on: each item gets as much of what is still to be done as fits, and waits with the rest.

    An item enters a day only from its start. What a block reserves for one client and its own work does not fill is
    held back from other clients' work.

    >>> friday, monday = date(2026, 1, 30), date(2026, 2, 2)
    >>> items = [Item(1, 1, 12, friday, monday, Minutes(500)), Item(2, 1, 13, friday, friday, Minutes(60))]
    >>> first, *_, last = day_plans(items, Diary(1, Minutes(390)), today=friday, until=monday)
    >>> [(share.item.number, share.allocated, share.queued) for share in first.items]
    [(13, 60, 0), (12, 330, 170)]
    >>> [(share.item.number, share.allocated, share.queued) for share in last.items]
    [(12, 170, 0)]
    """
    waiting = sorted((item for item in items if item.minutes > 0), key=lambda item: order(item, today))
    reserved = _reserved(blocks, diary)
    plans: list[DayPlan] = []
    for day in days(today, until):
        plan = _filled(waiting, day, today, diary.capacity(day), reserved.get(day, {}))
        plans.append(plan)
        queued = {share.item.subtask_id: share.queued for share in plan.items}
        remaining = (item._replace(minutes=queued.get(item.subtask_id, item.minutes)) for item in waiting)
        waiting = [item for item in remaining if item.minutes > 0]
    return tuple(plans)


def _reserved(blocks: Sequence[Booking], diary: Diary) -> dict[date, dict[int, Minutes]]:
    """What blocks hold of each day, by client."""
    found: dict[date, dict[int, Minutes]] = {}
    for block in blocks:
        for day, minutes in spread(block.minutes, diary, block.start, block.end).items():
            of_day = found.setdefault(day, {})
            of_day[block.client_id] = of_day.get(block.client_id, NOTHING) + minutes
    return found


def _filled(
    waiting: Sequence[Item], day: date, today: date, capacity: Minutes, reserved: Mapping[int, Minutes]
) -> DayPlan:
    free, held, shares = capacity, dict(reserved), []
    for item in waiting:
        if item.start > day:
            continue
        for_others = sum((held[client] for client in held if client != item.client_id), NOTHING)
        fits = max(NOTHING, min(item.minutes, free - for_others))
        free -= fits
        held[item.client_id] = max(NOTHING, held.get(item.client_id, NOTHING) - fits)
        place = priority(item.start, item.end, today)
        shares.append(Share(item, place, why(item.start, item.end, today), fits, item.minutes - fits))
    return DayPlan(day, capacity, tuple(shares))


def rearranged(items: Sequence[Item], subtask_id: int, to: int, today: date) -> dict[int, int]:
    """The places by hand of everything of equal priority, once one item of a day stands at place `to` of it, from 0.

    items: the day's, in order. Raises BadInput where the place belongs to items of another priority, with the reason
    why they stay where they are.

    >>> day = date(2026, 1, 30)
    >>> items = [Item(1, 1, 12, day, day, Minutes(60)), Item(2, 1, 13, day, day, Minutes(60))]
    >>> rearranged(items, 2, 0, day)
    {2: 0, 1: 1}
    """
    place = next((n for n, item in enumerate(items) if item.subtask_id == subtask_id), None)
    if place is None:
        raise NotFound("That item is no longer on this day; look at the day again.")
    if not 0 <= to < len(items):
        raise BadInput(f"The day has {len(items)} items; choose a place from 1 to {len(items)}.", field="place")
    moved, there = items[place], items[to]
    if _class_of(there, today) != _class_of(moved, today):
        first, second = (there, moved) if to < place else (moved, there)
        reason = _stays(first, second, today)
        raise BadInput(f"#{first.number} {reason} and stays ahead of #{second.number}.", field="place")
    others = [item for item in items if item is not moved]
    others.insert(to, moved)
    equal = [item.subtask_id for item in others if _class_of(item, today) == _class_of(moved, today)]
    return {one: n for n, one in enumerate(equal)}


def _class_of(item: Item, today: date) -> int:
    return priority(item.start, item.end, today)


def _stays(item: Item, behind: Item, today: date) -> str:
    if behind.start < today:
        return "was started earlier"
    if item.start < today:
        return "was started before today"
    if item.start == today:
        return "is for today only" if item.end == today else "begins today"
    return f"begins on {long_day(item.start)}"
