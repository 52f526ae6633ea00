"""What the demo agency has planned: the steps of its recent and coming tasks, with people and days.

Its people's days hold between half and a fifth more than they can work; a client's months are well planned, or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from charleos.imports.agency_file import FileEntry
from charleos.imports.agency_plans import FileStep
from charleos.imports.demo_calendar import Calendar, Dates
from charleos.imports.demo_cast import Cast, Member
from charleos.imports.demo_diary import Diary
from charleos.imports.demo_work import Ask, Piece, net_minutes
from charleos.periods import Month
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.steps import PlannedStep, step_key, steps_of
from charleos.units import Minutes

BUSY, TOO_BUSY = 0.95, 1.12
"""How full a day may be made, as a share of what can be worked: most of the time, and now and then."""
THIN = 0.88
"""A part of a month's hours; who has less scheduled is glad of work that begins early."""
FIXES = Minutes(45)
S = StepStatus
SURE = (0.75, 0.4, 0.12)
"""How often a step after the first has dates already: this month, the next, and the one after it."""
_CORE = (StepKind.DESIGN, StepKind.DEVELOPMENT)


class Where(NamedTuple):
    """A task as it is planned: its month, and whose it is."""

    member: Member
    month: Month


class Plans:
    """Steps as they are made, and how full everybody's days are by then."""

    def __init__(self, who: Cast, diary: Diary, calendar: Calendar) -> None:
        self.who, self.diary, self.calendar = who, diary, calendar
        self.keys = [person.key for person in who.people]
        self.scheduled: defaultdict[tuple[str, Month], float] = defaultdict(float)
        self.mains: dict[tuple[str, str], str] = {}
        self.owners: dict[str, str] = {}
        self.given: Counter[int] = Counter()
        self.turn: defaultdict[int, int] = defaultdict(int)

    def entry(self, entry: FileEntry) -> FileEntry:
        """The entry with the step it was spent on, where its task has steps."""
        if entry.task is None or entry.requirement is None:
            return entry
        return entry._replace(step=self.mains.get((entry.task, entry.requirement)))

    def steps_of(self, ask: Ask, where: Where, rng: Random, *, is_planned: bool = True) -> list[FileStep]:
        """The steps of a task: as far as its time says, and then as planned. is_planned: what is to come has dates."""
        made: list[FileStep] = []
        keys: set[str] = set()
        after = 0
        self.owners[ask.key] = ask.client
        for piece in ask.pieces:
            steps = cut(piece)
            if not steps:
                continue
            self.given[piece.person] += piece.is_given and not piece.is_complete
            drawn = _Drawing(self, ask, piece, where, rng, keys)
            to_come = is_planned and where.member.client.archived is None
            made.extend(drawn.draw(steps, after=after, is_planned=to_come))
            after = max(after, drawn.after if piece.type == "design" else 0)
        if any(step.status is S.NOT_SCHEDULED and step.kind in _CORE for step in made):
            ask.target = max(where.month, self.calendar.running)
        return made

    def count(self, client: str, person: int, found: Dates, minutes: int) -> None:
        """What is scheduled for a client."""
        for month, part in self.calendar.by_month(person, found, minutes):
            self.scheduled[client, month] += part

    def days_of(self, where: Where) -> Dates:
        """Those on which a client's work of a month may be planned: earlier where this month has little of it."""
        slug, running = where.member.client.slug, self.calendar.running
        is_thin = self.scheduled[slug, running] < THIN * net_minutes(where.member, running)
        return self.calendar.to_plan(where.month, early=is_thin)

    def checker(self, member: Member, *, is_due: bool) -> int:
        """Those who check take turns; what is due now goes to who is there."""
        checkers = [n for n in member.team if self.who.people[n].discipline == "qa"]
        able = [n for n in checkers if not is_due or self.calendar.room[n][self.calendar.now]] or checkers
        self.turn[member.team.start] += 1
        return able[self.turn[member.team.start] % len(able)]


def cut(piece: Piece) -> tuple[PlannedStep, ...]:
    """The steps that such a requirement is cut into, the work itself first."""
    size = None if piece.size is None else DEFAULT_POLICY.size(piece.size)
    return steps_of(piece.type, size, DEFAULT_POLICY)


class _Drawing:
    """One requirement's steps. after: the position after its last day. is_planned_on: none so far lacks dates."""

    def __init__(self, plans: Plans, ask: Ask, piece: Piece, where: Where, rng: Random, keys: set[str]) -> None:
        self.plans, self.calendar, self.rng = plans, plans.calendar, rng
        self.ask, self.piece, self.where, self.keys = ask, piece, where, keys
        self.after = 0
        self.is_planned_on = True
        self.is_unfinished = not piece.is_complete and rng.random() < 0.4
        self.checker = plans.checker(where.member, is_due=piece.logged > 0)
        self.ahead = max(0, where.month - plans.calendar.running)

    @property
    def is_worked_through(self) -> bool:
        """All its time is logged; what is left is to look at it."""
        return self.piece.is_complete or (0 < self.piece.minutes <= self.piece.logged and not self.is_unfinished)

    def draw(self, steps: Sequence[PlannedStep], *, after: int, is_planned: bool) -> Iterator[FileStep]:
        self.after = after
        main, rest = steps[0], list(steps[1:])
        yield self._main(main, is_planned=is_planned)
        is_done = self.is_worked_through
        done = len(rest) if self.piece.is_complete else self.rng.randrange(3) if is_done else 0
        if rest and (done > 1 or self.piece.is_complete) and self.rng.random() < 0.3:
            rest.insert(1, PlannedStep(StepKind.INTERNAL_QA_FIXES, FIXES))
            done += 1
        for n, step in enumerate(rest):
            if n < done:
                yield self._past(step)
            elif n == done and is_done and step.minutes:
                yield self._running(step, self.after, self.rng.choice((S.IN_PROGRESS, S.AWAITING_REVIEW)))
            else:
                is_planned = is_planned and self.is_planned_on and (is_done or self.rng.random() < SURE[self.ahead])
                yield self._ahead(step, is_planned=is_planned)

    def _main(self, step: PlannedStep, *, is_planned: bool) -> FileStep:
        piece = self.piece
        if piece.first is None or piece.last is None:
            made = self._ahead(step, is_planned=is_planned)
        else:
            first, last = (self.calendar.on_or_before(self.plans.diary.days[n]) for n in (piece.first, piece.last))
            if not self.is_worked_through:
                made = self._running(step, first, S.IN_PROGRESS)
            elif piece.is_complete or piece.type == "development":
                first = max(first, last - self.calendar.length(piece.person, step.minutes))
                made = self._step(step, piece.person, Dates(first, last), S.COMPLETE)
            else:
                made = self._running(step, first, S.AWAITING_REVIEW)
        self.plans.mains[self.ask.key, piece.key] = made.key or ""
        return made

    def _running(self, step: PlannedStep, first: int, status: StepStatus) -> FileStep:
        """Begun, and to be done in the next days."""
        now, person = self.calendar.now, self._person(step)
        left = max(0, step.minutes - (self.piece.logged if step.kind in _CORE else 0))
        length = self.calendar.length(person, step.minutes)
        begun = min(max(first, self.calendar.last_done + 1 - length), self.calendar.last_done)
        within = Dates(now, now + max(1, length))
        found = self.calendar.find(person, left, within=within, wish=now, limit=TOO_BUSY)
        last = self.calendar.works_from(person, now + length) if found is None else found.last
        self.calendar.take(person, Dates(now, last), left)
        return self._step(step, person, Dates(begun, last), status)

    def _past(self, step: PlannedStep) -> FileStep:
        """On the day after the step before, if that has come."""
        archived = self.where.member.client.archived
        latest = self.calendar.last_done if archived is None else self.calendar.on_or_before(archived)
        day = min(self.after, latest)
        return self._step(step, self._person(step), Dates(day, day), S.COMPLETE)

    def _ahead(self, step: PlannedStep, *, is_planned: bool) -> FileStep:
        """With days that have room; without dates where none has, or nobody planned it yet."""
        person = self._person(step)
        month = self.plans.days_of(self.where)
        first = max(self.after, month.first)
        last = max(month.last, min(first + 12, len(self.calendar.days) - 10))
        found = self._find(person, step.minutes, first, last) if is_planned else None
        if found is None:
            self.is_planned_on = False
            to = person if self.rng.random() < 0.1 and step.kind in _CORE else None
            return self._made(step, to, None, S.NOT_SCHEDULED)
        self.calendar.take(person, found, step.minutes)
        has_begun = self.calendar.days[found.first] <= self.calendar.today and self.rng.random() < 0.5
        return self._step(step, person, found, S.IN_PROGRESS if has_begun else S.SCHEDULED)

    def _find(self, person: int, minutes: int, first: int, last: int) -> Dates | None:
        wish = first if self.after >= first else self.calendar.quietest(person, Dates(first, last), self.rng)
        limit = TOO_BUSY if self.rng.random() < 0.12 else BUSY
        return self.calendar.find(person, minutes, within=Dates(first, last), wish=wish, limit=limit)

    def _person(self, step: PlannedStep) -> int:
        is_review = step.kind in (StepKind.INTERNAL_QA_REVIEW, StepKind.EXTERNAL_QA_REVIEW)
        return self.checker if is_review else self.piece.person

    def _step(self, step: PlannedStep, person: int, found: Dates, status: StepStatus) -> FileStep:
        self.after = found.last + 1
        self.plans.count(self.ask.client, person, found, step.minutes)
        return self._made(step, person, found, status)

    def _made(self, step: PlannedStep, person: int | None, found: Dates | None, status: StepStatus) -> FileStep:
        key = step_key(step.kind, self.keys)
        self.keys.add(key)
        days: tuple[date | None, date | None] = (None, None)
        if found is not None:
            days = (self.calendar.days[found.first], self.calendar.days[found.last])
        to = None if person is None else self.plans.keys[person]
        return FileStep(self.ask.key, step.kind, step.minutes, status, self.piece.key, key, to, *days)
