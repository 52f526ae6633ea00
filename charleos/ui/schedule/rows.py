"""From the schedule to what is drawn of it: who is in which row, what lies beside what, and what each mark says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from charleos.periods import days, short_day
from charleos.reads.load import Loads
from charleos.reads.team_schedule import BlockBar, ScheduledPerson, StepBar, TeamSchedule
from charleos.rules.load import load_of_day
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Dates, Span, Team, lanes, runs
from charleos.rules.working_days import bank_holiday, is_working_day
from charleos.ui.charts import label
from charleos.ui.charts_gantt import Gantt, GanttBar, GanttCell, GanttGroup, GanttRow
from charleos.ui.charts_gantt_head import Ground
from charleos.ui.charts_gantt_looks import DayLook, Look
from charleos.ui.parts.steps import days_said
from charleos.ui.schedule.address import PersonDay
from charleos.ui.words import count, percent, time
from charleos.units import NOTHING, Minutes

STEP, DAY = "step", "day"
"""What a click is on: `step:17`, or `day:12.2026-01-30`."""

_KINDS = {kind.value: kind.title for kind in StepKind}
_STATUSES = {
    status.value: (look, status.title.lower())
    for status, look in (
        (StepStatus.NOT_SCHEDULED, Look.SCHEDULED),
        (StepStatus.SCHEDULED, Look.SCHEDULED),
        (StepStatus.IN_PROGRESS, Look.IN_PROGRESS),
        (StepStatus.AWAITING_REVIEW, Look.AWAITING_REVIEW),
        (StepStatus.COMPLETE, Look.COMPLETE),
    )
}


def as_gantt(schedule: TeamSchedule, span: Span, today: date, loads: Loads, others: Loads) -> Gantt:
    """others: the part of the load that is work of clients out of the viewer's reach."""
    reserved: dict[int, list[BlockBar]] = {}
    for block in schedule.blocks:
        reserved.setdefault(block.assignee_id, []).append(block)
    drawn = _Rows(schedule, today, loads, others, reserved)
    groups = [GanttGroup(team.value, rows) for team in Team if (rows := list(drawn.of(team)))]
    every = sum(len(bars) for bars in schedule.steps.values())
    alt = f"{count(len(schedule.people), 'person', 'people')} with {count(every, 'step')} between these dates."
    return Gantt(Ground(schedule.dates, span, today, days_off(schedule.dates)), groups, alt)


def days_off(dates: Dates) -> dict[date, str]:
    """The days on which the agency does not work, with why."""
    return {day: bank_holiday(day) or f"{day:%A}" for day in days(*dates) if not is_working_day(day)}


class _Rows:
    def __init__(
        self, schedule: TeamSchedule, today: date, loads: Loads, others: Loads, blocks: Mapping[int, list[BlockBar]]
    ) -> None:
        self._of, self._today = schedule, today
        self._loads, self._others, self._blocks = loads, others, blocks

    def of(self, team: Team) -> Iterator[GanttRow]:
        if team is Team.NOBODY:
            unassigned = self._of.steps.get(None, ())
            if unassigned:
                yield GanttRow("Not assigned", count(len(unassigned), "step"), (), self._laid(self._steps(unassigned)))
            return
        for person in self._of.people:
            if person.team is team:
                yield self._row(person)

    def _row(self, person: ScheduledPerson) -> GanttRow:
        loads = self._loads.get(person.id, {})
        bars = [*self._away(person), *self._reserved(person), *self._steps(self._of.steps.get(person.id, ()))]
        bars += self._of_others(person)
        shown = (day for day in days(*self._of.dates) if is_working_day(day) or loads.get(day))
        cells = [self._cell(person, day, loads.get(day, NOTHING)) for day in shown]
        return GanttRow(person.name, self._about(person, loads), cells, self._laid(bars))

    def _about(self, person: ScheduledPerson, loads: Mapping[date, Minutes]) -> str:
        """How much of what can still be worked in these days is planned."""
        if not person.is_active:
            return "Archived"
        ahead = list(days(max(self._today, self._of.dates.first), self._of.dates.last))
        capacity = sum((person.diary.capacity(day) for day in ahead), NOTHING)
        planned = sum((loads.get(day, NOTHING) for day in ahead), NOTHING)
        if not ahead:
            return "Past"
        return f"{percent(planned, capacity)} of {time(capacity)}" if capacity else "Away"

    def _cell(self, person: ScheduledPerson, day: date, minutes: Minutes) -> GanttCell:
        capacity = person.diary.capacity(day)
        when = f"<b>{label(person.name)}</b>, {_short(day)}"
        look, figure, said = self._day(day, minutes, capacity)
        key = f"{DAY}:{PersonDay(person.id, day)}"
        return GanttCell(key, day.isoformat(), look, figure, f"{when}<br>{said}")

    def _day(self, day: date, minutes: Minutes, capacity: Minutes) -> tuple[DayLook, str, str]:
        """How the day looks, its figure, and what it says."""
        if minutes:
            figure = f"{time(minutes)} of {time(capacity)}" if capacity else time(minutes)
            return DayLook(load_of_day(minutes, capacity)), figure, f"{time(minutes)} planned of {time(capacity)}"
        if not capacity:
            return DayLook.OFF, "", "not a working day"
        if day < self._today:
            return DayLook.PAST, "", "past: open it to see what was logged"
        return DayLook.FREE, "free", f"free: {time(capacity)}"

    def _steps(self, bars: Iterable[StepBar]) -> Iterator[GanttBar]:
        for bar in bars:
            client = self._of.clients[bar.client_id].name
            kind, (look, status) = _KINDS[bar.kind], _STATUSES[bar.status]
            told = [
                f"<b>{label(client)}</b>",
                f"#{bar.task_number} {label(bar.task)}",
                f"{kind}, {_time(bar.estimate)}, {status}{self._mark(bar)}",
                _when(bar.first, bar.last, self._today),
            ]
            yield GanttBar(
                f"{STEP}:{bar.id}",
                bar.first,
                bar.last,
                0,
                look,
                f"{client} · {bar.task} · {kind}",
                "<br>".join(told),
                bar.is_delayed,
                bar.is_overdue(self._today),
            )

    def _mark(self, bar: StepBar) -> str:
        if bar.is_late:
            return ", completed late"
        return ", overdue" if bar.is_overdue(self._today) else ""

    def _reserved(self, person: ScheduledPerson) -> Iterator[GanttBar]:
        for block in self._blocks.get(person.id, ()):
            client = self._of.clients[block.client_id].name
            kind = _KINDS[block.kind].lower() + (f" {block.round}" if block.round > 1 else "")
            when = _when(block.first, block.last, self._today)
            said = f"<b>{label(client)}</b><br>Block for {kind}, {time(block.minutes)}<br>{when}"
            yield GanttBar("", block.first, block.last, 0, Look.BLOCK, f"{client} · block for {kind}", said)

    def _away(self, person: ScheduledPerson) -> Iterator[GanttBar]:
        for off in person.diary.off:
            halves = ", half a day" if off.start_half or off.end_half else ""
            said = f"<b>{label(person.name)}</b><br>Leave{halves}<br>{days_said(off.start, off.end, self._today)}"
            yield GanttBar("", off.start.isoformat(), off.end.isoformat(), 0, Look.LEAVE, "Leave", said)

    def _of_others(self, person: ScheduledPerson) -> Iterator[GanttBar]:
        minutes = self._others.get(person.id, {})
        held = sorted(day for day in minutes if minutes[day] > 0 and self._of.dates.holds(day))
        for run in runs(held, lambda day: bool(person.diary.halves(day))):
            total = sum((minutes.get(day, NOTHING) for day in days(*run)), NOTHING)
            said = f"<b>Other client</b><br>{time(total)} for clients that are not yours"
            first, last = run.first.isoformat(), run.last.isoformat()
            yield GanttBar("", first, last, 0, Look.OTHER, f"Other client · {time(total)}", said)

    def _laid(self, bars: Iterable[GanttBar]) -> list[GanttBar]:
        """Side by side, in the order of their first days; the longer above the shorter."""
        edge = [self._of.dates.first.isoformat(), self._of.dates.last.isoformat()]
        within = [bar._replace(first=max(bar.first, edge[0]), last=min(bar.last, edge[1])) for bar in bars]
        ordered = sorted(within, key=lambda bar: (bar.first, -_day(bar.last).toordinal(), bar.key))
        dates = [Dates(_day(bar.first), _day(bar.last)) for bar in ordered]
        return [bar._replace(lane=lane) for bar, lane in zip(ordered, lanes(dates), strict=True)]


_day = lru_cache(maxsize=4096)(date.fromisoformat)
_time = lru_cache(maxsize=1024)(time)


@lru_cache(maxsize=4096)
def _when(first: str, last: str, today: date) -> str:
    """Many bars have the same days."""
    return days_said(_day(first), _day(last), today)


@lru_cache(maxsize=4096)
def _short(day: date) -> str:
    return short_day(day)
