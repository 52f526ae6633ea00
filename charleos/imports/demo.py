"""The demo agency: for a seed and a date always the same people, clients, and months of plausible work.

A pure generator. It hands the history out month by month, so that one of a million entries is never held at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile, FileEntry, FileTask
from charleos.imports.agency_plans import FileBlock, FileStep
from charleos.imports.demo_ahead import coming_tasks
from charleos.imports.demo_blocks import blocks_of
from charleos.imports.demo_calendar import Calendar
from charleos.imports.demo_cast import BANDS, PLANS, Cast, Member, Story, cast
from charleos.imports.demo_diary import Diary
from charleos.imports.demo_golden import golden_tasks
from charleos.imports.demo_labour import Labour
from charleos.imports.demo_plans import Plans, Where
from charleos.imports.demo_talk import USUAL_PER_CLIENT, USUAL_PER_PERSON, write_talk
from charleos.imports.demo_work import Ask, Piece, Turn, asks_of, net_minutes
from charleos.periods import Month, months

MONTHS = 14
MOST_ENTRIES = 20_000_000
RECENT = 2
"""Months before the running one whose tasks have steps; older ones are only remembered by their time."""
SPILL = 14
"""Days into the next month in which work of this one may still end."""


class Demand(NamedTuple):
    """What the agency should look like. years None: fourteen months; entries None: as many as its work makes."""

    clients: int = 24
    years: int | None = None
    entries: int | None = None
    seed: int = 1

    def months(self, today: date) -> tuple[Month, ...]:
        """Those of the history; the last is the running one. Raises BadInput for what nobody could want."""
        self._check()
        running = Month.of(today)
        return tuple(months(running.plus(1 - (MONTHS if self.years is None else 12 * self.years)), running))

    def _check(self) -> None:
        for name, value, most in (
            ("clients", self.clients, 1000),
            ("years", self.years, 20),
            ("entries", self.entries, MOST_ENTRIES),
        ):
            if value is not None and not 1 <= value <= most:
                raise BadInput(f"The demo agency takes 1 to {most:,} {name}, not {value:,}.", field=name)


def demo_agency(today: date, demand: Demand) -> tuple[AgencyFile, Iterator[AgencyFile]]:
    """People, plans and clients; and the tasks and time of each month in turn. Raises BadInput."""
    first, *_, running = demand.months(today)
    who = cast(demand.seed, first, running, demand.clients)
    telling = _Telling(who, first, today, demand)
    head = AgencyFile(
        people=who.people,
        plans=PLANS,
        clients=tuple(member.client for member in who.members),
        tasks=(),
        time=(),
        bands=BANDS,
        closed_to=running.plus(-2),
        leave=tuple(telling.plans.calendar.leave),
    )
    return head, telling.instalments()


class _Telling:
    """The history, told month by month."""

    def __init__(self, who: Cast, first: Month, today: date, demand: Demand) -> None:
        self.who, self.first, self.running, self.seed = who, first, Month.of(today), demand.seed
        self.diary = Diary(demand.seed, who.people, first.first, today)
        self.labour = Labour(self.diary, who)
        self.pace = _Pace(who, self.diary, first, self.running, demand.entries)
        self.golden = list(self._golden_asks())
        self.steps: list[FileStep] = []
        self.told = 0
        self.plans = Plans(who, self.diary, Calendar(self.diary, self.running, today, demand.seed))

    def instalments(self) -> Iterator[AgencyFile]:
        for month in months(self.first, self.running):
            asks = self._asks_of(month)
            time = self.diary.entries_of(month)
            self.pace.learn(month, len(time))
            if self.running - month <= RECENT:
                yield self._planned_instalment(month, asks, time)
            else:
                yield AgencyFile(people=(), plans=(), clients=(), tasks=self._as_tasks(asks), time=time)

    def _as_tasks(self, asks: Iterable[Ask]) -> tuple[FileTask, ...]:
        keys = [person.key for person in self.who.people]
        return tuple(ask.as_task(keys) for ask in asks)

    def _planned_instalment(self, month: Month, asks: list[Ask], time: tuple[FileEntry, ...]) -> AgencyFile:
        """A month whose tasks have steps; with the running one comes all that is planned ahead, numbered before it,
        the furthest first: lists show the newest first, and what is worked on now or soon is what is looked for."""
        members = {one.client.slug: one for one in self.who.members}
        for ask in asks:
            rng = Random(f"{self.seed}:{ask.key}:steps")
            self.steps.extend(self.plans.steps_of(ask, Where(members[ask.client], month), rng))
        made = tuple(self.steps[self.told :])
        blocks: tuple[FileBlock, ...] = ()
        if month == self.running:
            served = [one for one in self.who.members if one.client.archived is None]
            coming = coming_tasks(self.plans, served, self.seed)
            asks, made = [*reversed(coming.tasks), *asks], (*made, *coming.steps)
            blocks = tuple(blocks_of(self.plans, served, (*self.steps, *coming.steps), self.seed))
        self.told = len(self.steps)
        named = tuple(map(self.plans.entry, time))
        return AgencyFile((), (), (), self._as_tasks(asks), named, steps=made, blocks=blocks)

    def _asks_of(self, month: Month) -> list[Ask]:
        """A month's tasks; its time, and what spills into the next month, is in the diary afterwards."""
        rng = Random(f"{self.seed}:{month}")
        golden = self.golden if month == self.running.previous else []
        scale = self.pace.scale_of(month)
        write_talk(self.diary, self.who, month, self.running, share=scale.talk, rng=rng)
        asked: list[tuple[bool, int, Ask, Piece]] = []
        asks = list(golden)
        for member in self.who.members:
            if self._is_served(member, month) and not (golden and member.part.story is Story.GOLDEN):
                turn = Turn(member, month, self.running - month, scale.volume)
                for ask in asks_of(turn, Random(f"{self.seed}:{member.client.slug}:{month}")):
                    asks.append(ask)
                    asked.extend(self._planned(member, month, ask, rng))
        asked.sort(key=lambda one: one[:2])
        for _, _, ask, piece in asked:
            self.labour.work(ask, piece, longest=scale.longest, rng=rng)
        for ask in asks[len(golden) :]:
            self.labour.conclude(ask, is_running=month == self.running, rng=rng)
        return [ask for ask in asks if ask.pieces]

    def _golden_asks(self) -> Iterator[Ask]:
        """Written into the diary before anything else, so that nobody is busy on those days."""
        month = self.running.previous
        for member in self.who.members:
            if member.part.story is Story.GOLDEN and self._is_served(member, month):
                yield from golden_tasks(self.diary, member, month)

    def _is_served(self, member: Member, month: Month) -> bool:
        client = member.client
        return Month.of(client.start) <= month and (client.archived is None or month <= Month.of(client.archived))

    def _planned(self, member: Member, month: Month, ask: Ask, rng: Random) -> Iterator[tuple[bool, int, Ask, Piece]]:
        """Each piece with whether it goes first and its turn. A client with a story ends its work in its month."""
        has_story = member.part.story is not Story.STEADY
        end = month.last if has_story or member.client.archived is not None else month.next.first
        due = self.diary.position(end) + (0 if end == month.last else SPILL)
        days = self.diary.working_days(max(month.first, member.client.start), month.last)
        begin = int(len(days) * 0.7 * rng.random())
        for step, piece in enumerate(ask.pieces):
            piece.ready = days[min(begin + 2 * step, len(days) - 1)] if days else due
            piece.due = due
            piece.person = self.labour.assignee(member, piece)
            yield not has_story, piece.ready, ask, piece


class Scale(NamedTuple):
    """volume, talk: shares of the usual work and meetings. longest: minutes that an entry holds at most."""

    volume: float = 1.0
    longest: int = 300
    talk: float = 1.0


class _Pace:
    """How much is written down in each month, so that the history has about as many entries as were asked for."""

    USUAL_ENTRY = 95
    """About the minutes of an entry when nothing is asked for."""

    def __init__(self, who: Cast, diary: Diary, first: Month, running: Month, entries: int | None) -> None:
        self.who, self.entries = who, entries
        self.minutes = {
            month: sum(net_minutes(one, month) for one in who.members if one.client.terms[0].agreed.since <= month)
            * (diary.today.day / month.last.day if month == running else 1)
            for month in months(first, running)
        }
        self.surplus = 1.0

    def scale_of(self, month: Month) -> Scale:
        if self.entries is None:
            return Scale()
        wanted = self._wanted(month)
        usual_talk = USUAL_PER_CLIENT * len(self.who.members) + USUAL_PER_PERSON * len(self.who.people)
        talk = min(1.0, 0.15 * wanted / usual_talk)
        entry = self.surplus * 0.8 * self.minutes[month] / max(1.0, wanted - talk * usual_talk)
        if entry >= self.USUAL_ENTRY:
            return Scale(self.USUAL_ENTRY / entry, 300, talk)
        return Scale(1.0, max(1, round(1 / (1 / entry - 0.5 / self.USUAL_ENTRY))), talk)

    def learn(self, month: Month, made: int) -> None:
        """More than was wanted: the next month's entries are longer, or its work is less."""
        if self.entries is not None and made:
            self.surplus *= (made / self._wanted(month)) ** 0.5

    def _wanted(self, month: Month) -> float:
        return (self.entries or 0) * self.minutes[month] / sum(self.minutes.values())
