"""People who plan, work and change their minds at random, and what must hold whatever they did in whatever order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import sqlalchemy as sa

from charleos.actions.delays import Delay, false_alarm, step_behind
from charleos.actions.more_time import More, need_more_time
from charleos.actions.step_work import Done, complete_step, reopen_step, start_step
from charleos.actions.steps import Placing, Shift, order_day, reschedule_steps, schedule_step, unschedule_step
from charleos.actions.undo import undo_last_change
from charleos.actions.upkeep import check
from charleos.desk import Desk
from charleos.errors import CharleosError, Unavailable
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Placement, load_placement
from charleos.store.engine import Database
from charleos.store.schema import ScheduleChange, ScheduleMove, Subtask, TimeEntry
from charleos.units import Minutes
from tests.planning import FRIDAY, THURSDAY, WEEK, Planning

Act = Callable[[], str]
DAYS = [THURSDAY, FRIDAY, *WEEK]


class Planners:
    """Steps of two clients for two people, and a Manager, a PM and the two people who move them about."""

    def __init__(self, db: Database, chance: Random) -> None:
        self.plan, self.chance = Planning(db), chance
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.broken: list[str] = []
        self.logged: list[int] = []
        plan = self.plan
        for n in range(10):
            work, who = (plan.shop, plan.site)[n % 2], (plan.devon, plan.iris)[n // 2 % 2]
            days = [chance.choice(DAYS)] if n % 5 else []
            plan.step(work, *days, minutes=chance.choice((30, 60, 120, 300)), who=who)
        plan.begun(plan.shop, FRIDAY, minutes=300)
        plan.begun(plan.site, FRIDAY, WEEK[0], minutes=300, who=plan.iris)
        self.first = {step.id: self._placement(step) for step in self.steps()}

    def steps(self) -> list[Subtask]:
        return [row[0] for row in self.plan.agency.system().all(sa.select(Subtask).order_by(Subtask.id))]

    def _placement(self, of: Subtask) -> Placement:
        status = StepStatus(of.status)
        return Placement(of.assignee_id, of.start, of.end_on, Minutes(of.estimate), status, of.position)

    def something(self) -> tuple[str, Act]:
        """An act, decided by what stands now; to be done later, maybe at the same time as another."""
        name, weight = zip(*WEIGHTED.items(), strict=True)
        (chosen,) = self.chance.choices(name, weight)
        return chosen, getattr(self, f"_{chosen}")(self._planner())

    def attempt(self, name: str, act: Act) -> None:
        """Do it; what the rules refuse is refused with a sentence, and anything else is broken."""
        try:
            told = act()
        except Unavailable as down:
            self.broken.append(f"{name}: {down.__cause__!r}")
        except CharleosError as refused:
            self.refused[type(refused).__name__] += 1
        except Exception as broken:
            self.broken.append(f"{name}: {broken!r}")
        else:
            assert told
            self.done[name] += 1

    def _planner(self) -> Desk:
        return self.plan.desk(self.chance.choice((self.plan.priya, self.plan.morgan)))

    def _step(self, *states: str) -> Subtask:
        steps = self.steps()
        return self.chance.choice([step for step in steps if step.status in states] or steps)

    def _who(self) -> int:
        return self.chance.choice((self.plan.devon, self.plan.iris)).id

    def _days(self) -> tuple[date, date]:
        start, end = sorted((self.chance.choice(DAYS), self.chance.choice(DAYS)))
        return start, end

    def _schedule(self, desk: Desk) -> Act:
        step, key = self._step("not_scheduled", "scheduled", "in_progress"), self.plan.key()
        placing = Placing(self._who(), *self._days(), confirmed=True)
        return lambda: schedule_step(desk, key, step.id, placing, step.version)

    def _unschedule(self, desk: Desk) -> Act:
        step, key = self._step("scheduled"), self.plan.key()
        return lambda: unschedule_step(desk, key, step.id, step.version)

    def _reschedule(self, desk: Desk) -> Act:
        some = {step.id: step.version for step in (self._step("scheduled") for _ in range(3))}
        shift = Shift(self.chance.choice((-1, 1, 2)), self.chance.choice((None, self._who())), confirmed=True)
        steps, key = tuple(some.items()), self.plan.key()
        return lambda: reschedule_steps(desk, key, steps, shift)

    def _order(self, desk: Desk) -> Act:
        step, to, key = self._step("scheduled"), self.chance.randrange(3), self.plan.key()
        day = max(step.start or FRIDAY, FRIDAY)
        return lambda: order_day(desk, key, step.assignee_id or 0, day, step.id, to)

    def _behind(self, desk: Desk) -> Act:
        step, key = self._step("in_progress"), self.plan.key()
        delay = Delay(Minutes(self.chance.choice((30, 390, 500))), "Blocker")
        return lambda: step_behind(desk, key, step.id, delay)

    def _false_alarm(self, desk: Desk) -> Act:
        marks = [step for step in self.steps() if step.kind == "delayed" and step.cleared_at is None]
        of, key = self.chance.choice(marks or self.steps()), self.plan.key()
        only = self.chance.choice((None, of.id))
        return lambda: false_alarm(desk, key, of.task_id, only)

    def _more_time(self, desk: Desk) -> Act:
        step, key = self._step("in_progress", "scheduled"), self.plan.key()
        more = More(Minutes(self.chance.choice((30, 390))))
        return lambda: need_more_time(desk, key, step.id, more, step.version)

    def _undo(self, desk: Desk) -> Act:
        key = self.plan.key()
        return lambda: undo_last_change(desk, key)

    def _start(self, desk: Desk) -> Act:
        step, key = self._step("scheduled", "not_scheduled"), self.plan.key()
        return lambda: start_step(desk, key, step.id)

    def _complete(self, _desk: Desk) -> Act:
        step, key, minutes = self._step("in_progress"), self.plan.key(), self.chance.choice((None, 1))
        desk = self.plan.desk(self.chance.choice((self.plan.devon, self.plan.iris, self.plan.priya)))

        def act() -> str:
            told = complete_step(desk, key, step.id, Done(minutes and Minutes(minutes)))
            self.logged.append(minutes or 0)
            return told

        return act

    def _reopen(self, desk: Desk) -> Act:
        step, key = self._step("complete"), self.plan.key()
        return lambda: reopen_step(desk, key, step.id)

    def _log(self, _desk: Desk) -> Act:
        step, person = self._step("in_progress"), self.chance.choice((self.plan.devon, self.plan.iris))
        requirement = step.requirement_id or 0

        def act() -> str:
            told = self.plan.agency.log(person, requirement, 1, step=step.id)
            self.logged.append(1)
            return told

        return act

    # ---- what must hold

    def assert_nothing_is_lost(self) -> None:
        assert self.broken == []
        assert check(self.plan.agency.system()) == ()
        entries = self.plan.agency.system().all(sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0)))
        assert entries[0][0] == sum(self.logged)
        self._every_step_stands_where_its_moves_put_it()
        self._only_extra_time_changes_an_estimate()
        self._marks_and_changes_agree()

    def _moves(self) -> list[Any]:
        return list(
            self.plan.agency.system().all(
                sa.select(ScheduleMove.subtask_id, ScheduleMove.before, ScheduleMove.after, ScheduleChange)
                .join(ScheduleChange, ScheduleChange.id == ScheduleMove.change_id)
                .order_by(ScheduleMove.id)
            )
        )

    def _every_step_stands_where_its_moves_put_it(self) -> None:
        """Each move begins where the one before it ended: no change was overwritten unseen. Starting and completing
        change the status alone, and give what had no dates its first."""
        stands: dict[int, Placement] = dict(self.first)
        for subtask_id, before, after, _ in self._moves():
            begins = load_placement(before)
            known = stands.get(subtask_id, begins)
            if known.start is None and begins.status.has_begun:
                known = replace(known, start=begins.start, end=begins.end)
            assert replace(begins, status=known.status) == known, f"step {subtask_id} was moved from elsewhere"
            stands[subtask_id] = load_placement(after)
        for step in self.steps():
            now, known = self._placement(step), stands[step.id]
            if known.start is None and now.status.has_begun:
                known = replace(known, start=now.start, end=now.end)
            assert replace(now, status=known.status) == known

    def _only_extra_time_changes_an_estimate(self) -> None:
        grown: dict[int, int] = defaultdict(int)
        for subtask_id, before, after, change in self._moves():
            more = load_placement(after).estimate - load_placement(before).estimate
            grown[subtask_id] += more
            assert not more or (change.kind in ("more_time", "undo") and change.subtask_id == subtask_id)
        for step in self.steps():
            began = self.first[step.id].estimate if step.id in self.first else step.estimate - grown[step.id]
            assert step.estimate == began + grown[step.id]

    def _marks_and_changes_agree(self) -> None:
        """A mark that stands has its change, one that was cleared none; every change moved something."""
        rows = [row[0] for row in self.plan.agency.system().all(sa.select(ScheduleChange))]
        assert {row.id for row in rows} == {change.id for *_, change in self._moves()}
        standing = {row.subtask_id for row in rows if row.kind == "behind" and row.undone_at is None}
        marks = [step for step in self.steps() if step.kind == "delayed"]
        assert {mark.id for mark in marks if mark.cleared_at is None} == standing
        assert all(mark.start is None for mark in marks if mark.cleared_at and mark.status != "complete")


WEIGHTED = {
    "schedule": 20,
    "unschedule": 4,
    "reschedule": 12,
    "order": 12,
    "behind": 10,
    "false_alarm": 8,
    "more_time": 8,
    "undo": 12,
    "start": 8,
    "complete": 8,
    "reopen": 3,
    "log": 10,
}
