"""Before a step is given its days: who could do it, when it fits soonest, and what it would push."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.load import DayLoad
from charleos.rules.diary import Diary
from charleos.rules.entries import ClientCalendar
from charleos.rules.health import DatedStep, Health, scheduled_by_month
from charleos.rules.load import Booking, beside, free_time, held_for_others, load_by_day
from charleos.rules.phases import StepKind
from charleos.rules.placing import Placement, Worker, check_placing
from charleos.rules.pushing import Consequences, Planned, Window, consequences, earliest_fit
from charleos.rules.skills import Candidate, ranked
from charleos.units import NOTHING, Minutes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a step might go. start None: where it fits soonest. minutes None: as estimated."""

    person_id: int | None = None
    start: date | None = None
    end: date | None = None
    minutes: Minutes | None = None


class StepToPlace(NamedTuple):
    """type: of work. version: to send with the change."""

    id: int
    client_id: int
    client: str
    slug: str
    task_number: int
    task: str
    kind: StepKind
    type: str | None
    now: Placement
    logged: Minutes
    version: int
    calendar: ClientCalendar


class Colleague(NamedTuple):
    """Somebody who works here. done: their finished requirements of the step's type of work, of clients in reach."""

    id: int
    name: str
    discipline: str
    diary: Diary
    done: int


class Preview(NamedTuple):
    """What a placing would do. refused: why it cannot be. health: the months touched, before and after."""

    placement: Placement
    refused: BadInput | None
    effect: Consequences
    health: tuple[tuple[Health, Health], ...]


@dataclass(frozen=True, slots=True)
class PlacingGround:
    """All that a preview is worked out from, but for everybody's load and the client's health.

    planned and reserved: by person, of clients in reach; the rest of a person's load is other clients'.
    """

    today: date
    step: StepToPlace
    colleagues: Mapping[int, Colleague]
    planned: Mapping[int, tuple[Planned, ...]]
    reserved: Mapping[int, tuple[Booking, ...]]

    def candidates(self, loads: Iterable[DayLoad], start: date, end: date) -> tuple[Candidate, ...]:
        """Everybody, the likeliest first, with what is free between the dates, from today on, this step left aside."""
        by_day, start = _by_day(loads), max(start, self.today)
        found = []
        for one in self.colleagues.values():
            held = self._without_it(one.id, by_day.get(one.id, {}))
            free = free_time(one.diary, held, start, end)
            found.append(
                Candidate(one.id, one.name, one.discipline, free, free_time(one.diary, {}, start, end), one.done)
            )
        return ranked(found, self.step.kind, self._remaining(self.step.now.estimate))

    def soonest(self, loads: Iterable[DayLoad], wanted: Wanted) -> Window | None:
        """The days that end soonest and hold it, from today and the client's first day on."""
        who = self.colleagues.get(wanted.person_id or 0)
        if who is None:
            return None
        held = self._without_it(who.id, _by_day(loads).get(who.id, {}))
        minutes = self._remaining(self._estimate(wanted))
        return earliest_fit(who.diary, held, minutes, max(self.today, self.step.calendar.start))

    def preview(self, loads: Iterable[DayLoad], health: Sequence[Health], wanted: Wanted) -> Preview:
        """What giving the step these dates and this person does; see `Preview`."""
        after = self.step.now.moved_to(wanted.person_id, wanted.start, wanted.end, estimate=self._estimate(wanted))
        who = self.colleagues.get(wanted.person_id or 0)
        refused = self._refusal(after, who)
        effect = Consequences((), ())
        if refused is None and who is not None:
            effect = self._effect(after, who, _by_day(loads).get(who.id, {}))
        return Preview(after, refused, effect, self._health(health, after) if refused is None else ())

    def _estimate(self, wanted: Wanted) -> Minutes:
        return self.step.now.estimate if wanted.minutes is None else wanted.minutes

    def _remaining(self, estimate: Minutes) -> Minutes:
        return max(NOTHING, estimate - self.step.logged)

    def _refusal(self, after: Placement, who: Colleague | None) -> BadInput | None:
        try:
            worker = Worker(who.name, True, who.diary) if who else None
            check_placing(after, self.step.kind, self.step.calendar, worker=worker)
        except BadInput as refused:
            return refused
        return None

    def _effect(self, after: Placement, who: Colleague, load: Mapping[date, Minutes]) -> Consequences:
        before = self.step.now if self.step.now.assignee_id == who.id else None
        changed = self._as_planned(after)
        held = [*self.reserved.get(who.id, ()), *held_for_others(beside(load, self._seen(who.id, with_it=True)))]
        return consequences(
            who.diary, self.planned.get(who.id, ()), changed, today=self.today, before=before, blocks=held
        )

    def _as_planned(self, placement: Placement) -> Planned:
        of = self.step
        return Planned(of.id, of.client_id, of.task_number, of.task, placement, of.logged)

    def _seen(self, person_id: int, *, with_it: bool) -> dict[date, Minutes]:
        """The part of somebody's load that is work of clients in reach."""
        steps = (
            booking
            for one in self.planned.get(person_id, ())
            if with_it or one.subtask_id != self.step.id
            for booking in one.bookings()
        )
        diary = self.colleagues[person_id].diary
        return load_by_day([*self.reserved.get(person_id, ()), *steps], diary, self.today)

    def _without_it(self, person_id: int, load: Mapping[date, Minutes]) -> Mapping[date, Minutes]:
        """Somebody's load as if the step were not theirs."""
        if self.step.now.assignee_id != person_id or not self.step.now.is_dated:
            return load
        seen, rest = self._seen(person_id, with_it=True), self._seen(person_id, with_it=False)
        return {day: minutes - seen.get(day, NOTHING) + rest.get(day, NOTHING) for day, minutes in load.items()}

    def _health(self, months: Sequence[Health], after: Placement) -> tuple[tuple[Health, Health], ...]:
        if self.step.kind is StepKind.DELAYED:
            return ()
        taken, given = self._by_month(self.step.now), self._by_month(after)
        return tuple(
            (one, one._replace(scheduled=one.scheduled - taken.get(one.month, NOTHING) + given.get(one.month, NOTHING)))
            for one in months
            if one.month in given or one.month in taken
        )

    def _by_month(self, place: Placement) -> dict[Month, Minutes]:
        if place.start is None or place.end is None:
            return {}
        diaries = {one.id: one.diary for one in self.colleagues.values()}
        return scheduled_by_month([DatedStep(place.assignee_id, place.start, place.end, place.estimate)], diaries)


def _by_day(loads: Iterable[DayLoad]) -> dict[int, dict[date, Minutes]]:
    found: dict[int, dict[date, Minutes]] = defaultdict(dict)
    for person_id, day, minutes in loads:
        found[person_id][day] = minutes
    return found
