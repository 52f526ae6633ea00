"""An agency whose days are planned: two clients of two CSMs, a PM, and people who do the work. Shared by tests."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.actions.steps import Placing, schedule_step
from charleos.desk import Desk
from charleos.rules.access import Role
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Placement
from charleos.store.direct import run
from charleos.store.engine import Database
from charleos.store.schema import Subtask
from charleos.units import Minutes
from tests.build import Build, Someone, Work

WEDNESDAY, THURSDAY, FRIDAY, MONDAY, TUESDAY = (
    date(2026, 1, 28),
    date(2026, 1, 29),
    date(2026, 1, 30),
    date(2026, 2, 2),
    date(2026, 2, 3),
)
"""Today is the Friday. WEEK: the working days after it."""
WEEK = [date(2026, 2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
DAY = 390


class Planning:
    def __init__(self, db: Database) -> None:
        self.agency = Build(db)
        self.morgan = self.agency.person("Morgan", roles={Role.MANAGER})
        self.priya = self.agency.person("Priya", roles={Role.PM})
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.oscar = self.agency.person("Oscar", roles={Role.CSM})
        self.devon = self.agency.person("Devon")
        self.iris = self.agency.person("Iris", discipline="design")
        growth = self.agency.plan("growth", hours=60, pounds=5000)
        self.acme = self.agency.client("acme", plan=growth, csm=self.clara)
        self.bolt = self.agency.client("bolt", plan=growth, csm=self.oscar)
        self.shop = self.agency.task(self.acme, "Shop", [("development", "L")], pm=self.priya)
        self.site = self.agency.task(self.bolt, "Site", [("development", "L")])

    def desk(self, person: Someone) -> Desk:
        return self.agency.desk(person)

    def key(self) -> str:
        return self.agency.key()

    def step(self, work: Work | None = None, *days: date, minutes: int = 60, **more: Any) -> int:
        """Devon's, on the days; without days nobody's and not scheduled."""
        who = more.pop("who", self.devon if days else None)
        return self.agency.step(work or self.shop, who, *days, minutes=minutes, **more)

    def begun(self, work: Work | None = None, *days: date, minutes: int = 60, **more: Any) -> int:
        return self.step(work, *days, minutes=minutes, status="in_progress", **more)

    def row(self, step: int) -> Subtask:
        return self.agency.system().one(sa.select(Subtask).where(Subtask.id == step))[0]  # type: ignore[no-any-return]

    def version(self, step: int) -> int:
        return int(self.row(step).version)

    def place(self, step: int) -> Placement:
        row = self.row(step)
        status = StepStatus(row.status)
        return Placement(row.assignee_id, row.start, row.end_on, Minutes(row.estimate), status, row.position)

    def days(self, step: int) -> tuple[date | None, date | None]:
        return self.place(step).start, self.place(step).end

    def schedule(self, by: Someone, step: int, start: date, end: date | None = None, **more: Any) -> str:
        """By the version as it stands; with Devon unless somebody else is named."""
        who = more.pop("who", self.devon)
        placing = Placing(who and who.id, start, end or start, **more)
        return schedule_step(self.desk(by), self.key(), step, placing, self.version(step))

    def everything(self) -> dict[str, list[str]]:
        """All that planning may change, for comparing before with after."""
        with self.agency.system().reading() as session:
            return {
                name: sorted(repr(tuple(row)) for row in run(session, sa.text(f"select * from {name}")))
                for name in KEPT
            }


KEPT = (
    "task",
    "requirement",
    "subtask",
    "schedule_change",
    "schedule_move",
    "time_entry",
    "ledger_line",
    "audit",
)
