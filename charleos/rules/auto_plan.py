"""Planning a month at one stroke: who does each step of the planner, and when.

Steps are taken by task number and then in the order of the work. Each goes to the days that end soonest among those
that hold it: inside the client's block of its kind where that has room, else with whoever of the trade is free first.
Nobody's day is filled beyond what can be worked on it, whatever else it holds; what does not fit is said with its
reason, never squeezed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from charleos.periods import Month, long_day
from charleos.rules.blocks import BlockKind
from charleos.rules.diary import Diary
from charleos.rules.in_block import block_for
from charleos.rules.load import Agenda, Booking, free_time
from charleos.rules.phases import StepKind
from charleos.rules.pushing import Window, earliest_fit
from charleos.rules.skills import trade_of
from charleos.rules.work_order import Stage
from charleos.units import NOTHING, Minutes, hours

_ONE_DAY = timedelta(days=1)
_MORE_THAN_ANY = Minutes(10**9)


class Waiting(NamedTuple):
    """A step without dates. assignee_id: whom it stays with. number: its task's. not_before: its client's start."""

    subtask_id: int
    client_id: int
    number: int
    stage: Stage
    minutes: Minutes
    assignee_id: int | None
    not_before: date


class Anchor(NamedTuple):
    """A step of one of these tasks that has dates already, and keeps them."""

    stage: Stage
    start: date
    end: date


class Reserved(NamedTuple):
    """A client's block."""

    client_id: int
    kind: BlockKind
    assignee_id: int
    start: date
    end: date


class Colleague(NamedTuple):
    """Somebody who works here. bookings: their time for clients whose plans are known; elsewhere: minutes of other
    work by day. done: completed requirements by type of work."""

    name: str
    discipline: str
    diary: Diary
    bookings: tuple[Booking, ...] = ()
    elsewhere: Mapping[date, Minutes] = {}
    done: Mapping[str, int] = {}


class Placed(NamedTuple):
    """Where a step would go. in_block: inside its client's block."""

    subtask_id: int
    assignee_id: int
    start: date
    end: date
    in_block: bool


class Unplaced(NamedTuple):
    """A step that has no place in the month, and why."""

    subtask_id: int
    reason: str


class Proposal(NamedTuple):
    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]


def propose(
    waiting: Iterable[Waiting],
    team: Mapping[int, Colleague],
    *,
    month: Month,
    today: date,
    anchors: Iterable[Anchor] = (),
    blocks: Iterable[Reserved] = (),
) -> Proposal:
    """Dates and people for the steps, inside the month and from today on. The same question has the same answer.

    >>> friday, march = date(2026, 1, 30), Month.parse("2026-03")
    >>> build = Waiting(7, 1, 12, Stage(1, 1, StepKind.DEVELOPMENT, "development"), Minutes(400), None, friday)
    >>> devon = Colleague("Devon", "development", Diary(3, Minutes(390)))
    >>> [(one.assignee_id, one.start.day, one.end.day) for one in propose([build], {3: devon}, month=march,
    ...     today=friday).placed]
    [(3, 2, 3)]
    """
    return _Planning(team, month, today, tuple(anchors), tuple(blocks)).plan(sorted(waiting, key=_in_turn))


def _in_turn(step: Waiting) -> tuple[int, int, int]:
    return step.number, step.stage.rank, step.subtask_id


class _Seat(NamedTuple):
    """A colleague's days while they fill. rooms: what they hold, by client; worked out anew after each placing."""

    id: int
    who: Colleague
    agenda: Agenda
    rooms: dict[int, dict[date, Minutes]]


class _Planning:
    def __init__(
        self,
        team: Mapping[int, Colleague],
        month: Month,
        today: date,
        anchors: Sequence[Anchor],
        blocks: Sequence[Reserved],
    ) -> None:
        self.month, self.first = month, max(today, month.first)
        self.seats = {id_: _Seat(id_, who, Agenda(who.diary, today, who.bookings), {}) for id_, who in team.items()}
        self.trades = {who.discipline for who in team.values()}
        self.blocks = sorted(blocks, key=lambda one: (one.start, one.end, one.assignee_id))
        self.dated: dict[int, list[Anchor]] = {}
        self.failed: dict[int, list[Waiting]] = {}
        for anchor in anchors:
            self.dated.setdefault(anchor.stage.task_id, []).append(anchor)

    def plan(self, steps: Sequence[Waiting]) -> Proposal:
        placed, unplaced = [], []
        for step in steps:
            found = self._place(step)
            if isinstance(found, Placed):
                placed.append(found)
                self._keep(step, found)
            else:
                unplaced.append(Unplaced(step.subtask_id, found))
                self.failed.setdefault(step.stage.task_id, []).append(step)
        return Proposal(tuple(placed), tuple(unplaced))

    def _place(self, step: Waiting) -> Placed | str:
        """The place, or why there is none."""
        first = self._first_inside(step)
        if isinstance(first, str):
            return first
        last = self._last_inside(step)
        if first > last:
            return f"no day is left for it in {self.month.name} between the steps before and after it"
        able = self._able(step)
        if isinstance(able, str):
            return able
        return self._in_block(step, able, first, last) or self._soonest(step, able, first, last)

    def _first_inside(self, step: Waiting) -> date | str:
        for other in self.failed.get(step.stage.task_id, ()):
            if step.stage.follows(other.stage):
                return f"it comes after the step {other.stage.kind.title}, which finds no place"
        ends = [one.end for one in self.dated.get(step.stage.task_id, ()) if step.stage.follows(one.stage)]
        after = max(ends, default=date.min)
        if ends and step.minutes:  # what takes no time may come on the same day
            after += _ONE_DAY
        return max(self.first, step.not_before, after)

    def _last_inside(self, step: Waiting) -> date:
        starts = (one.start for one in self.dated.get(step.stage.task_id, ()) if one.stage.follows(step.stage))
        return min(self.month.last, min(starts, default=date.max) - _ONE_DAY)

    def _able(self, step: Waiting) -> list[_Seat] | str:
        """Whoever can do the step: who has it already, or everybody of the trade."""
        if step.assignee_id is not None:
            seat = self.seats.get(step.assignee_id)
            return [seat] if seat else "who it is assigned to no longer works here"
        trade = self._trade(step.stage)
        able = [seat for seat in self.seats.values() if seat.who.discipline == trade]
        return able or f"nobody here does {_named(trade)}"

    def _trade(self, stage: Stage) -> str:
        """The discipline that a step is for; core work is for that of its type of work, where somebody has it."""
        is_theirs = stage.kind is StepKind.DEVELOPMENT and stage.work_type in self.trades
        return stage.work_type if is_theirs else trade_of(stage.kind)

    def _in_block(self, step: Waiting, able: Sequence[_Seat], first: date, last: date) -> Placed | None:
        seats = {seat.id: seat for seat in able}
        for block in self.blocks:
            is_its = block.client_id == step.client_id and block.kind is block_for(step.stage.kind)
            if is_its and block.assignee_id in seats:
                seat = seats[block.assignee_id]
                window = self._window(step, seat, max(first, block.start), min(last, block.end))
                if window:
                    return Placed(step.subtask_id, seat.id, *window, in_block=True)
        return None

    def _soonest(self, step: Waiting, able: Sequence[_Seat], first: date, last: date) -> Placed | str:
        """With whoever finishes it first; of those the one who has completed most such work."""
        found = [(seat, self._window(step, seat, first, last)) for seat in able]
        fitting = [
            (window.end, -seat.who.done.get(step.stage.work_type, 0), seat.id, window.start)
            for seat, window in found
            if window
        ]
        if fitting:
            end, _, person_id, start = min(fitting)
            return Placed(step.subtask_id, person_id, start, end, in_block=False)
        free = [free_time(seat.who.diary, self._held(seat, step.client_id), first, last) for seat in able]
        return _no_room(step, able, max(free), first, last)

    def _window(self, step: Waiting, seat: _Seat, first: date, last: date) -> Window | None:
        held = self._held(seat, step.client_id)
        return earliest_fit(seat.who.diary, held, step.minutes, first, not_after=last)

    def _held(self, seat: _Seat, client_id: int) -> dict[date, Minutes]:
        """What the month's days hold, as work for the client meets it: what is reserved for it is free to it."""
        if client_id not in seat.rooms:
            days = seat.who.diary.working_days(self.first, self.month.last)
            seat.rooms[client_id] = {day: _held_on(day, seat, client_id) for day in days}
        return seat.rooms[client_id]

    def _keep(self, step: Waiting, found: Placed) -> None:
        seat = self.seats[found.assignee_id]
        seat.agenda.add(Booking(step.client_id, found.start, found.end, step.minutes))
        seat.rooms.clear()
        self.dated.setdefault(step.stage.task_id, []).append(Anchor(step.stage, found.start, found.end))


def _held_on(day: date, seat: _Seat, client_id: int) -> Minutes:
    held, elsewhere = seat.agenda.on(day), seat.who.elsewhere.get(day, NOTHING)
    if held + elsewhere > seat.who.diary.capacity(day):
        return held + elsewhere
    unfilled = held + _MORE_THAN_ANY - seat.agenda.with_more(day, client_id, _MORE_THAN_ANY)
    return held + elsewhere - unfilled


def _no_room(step: Waiting, able: Sequence[_Seat], free: Minutes, first: date, last: date) -> str:
    """
    >>> diary = Diary(3, Minutes(390))
    >>> devon = _Seat(3, Colleague("Devon", "development", diary), Agenda(diary, date.min), {})
    >>> step = Waiting(7, 1, 12, Stage(1, 1, StepKind.DEVELOPMENT, "development"), Minutes(400), None, date.min)
    >>> _no_room(step, [devon], Minutes(120), date(2026, 1, 29), date(2026, 1, 30))
    'it needs 6h 40m; Devon has 2h free from 29 January 2026 to 30 January 2026'
    """
    when = f"from {long_day(first)} to {long_day(last)}"
    if free >= step.minutes:
        return f"it needs {hours(step.minutes)} on days in a row; what is free {when} is scattered"
    needs = f"it needs {hours(step.minutes)}; "
    if len(able) == 1:
        return f"{needs}{able[0].who.name} has {hours(free)} free {when}"
    return f"{needs}nobody in {_named(able[0].who.discipline)} has more than {hours(free)} free {when}"


def _named(trade: str) -> str:
    return trade.upper() if trade in ("qa", "seo") else trade
