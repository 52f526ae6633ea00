"""What Home says about the schedule, and to whom."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, step_behind
from charleos.desk import Desk
from charleos.reads.planning_notes import planning_notes
from charleos.rules.access import Role
from charleos.store.engine import Database
from charleos.store.schema import Requirement, Subtask
from charleos.units import Minutes
from tests.build import TODAY, Build


class Ground:
    """Devon runs behind on Checkout, which Priya manages, and on Search, which nobody does."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        self.pavel = agency.person("Pavel", roles={Role.PM}, discipline="pm")
        self.paula = agency.person("Paula", roles={Role.PM}, discipline="pm")
        self.clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
        self.morgan = agency.person("Morgan", roles={Role.MANAGER}, discipline="management")
        acme = self.acme = agency.client("acme", plan=agency.plan(), csm=self.clara)
        self.checkout = agency.task(acme, "Checkout", [("development", "M", self.devon)], pm=self.priya)
        self.search = agency.task(acme, "Search", [("development", "M", self.devon)])
        for work, minutes in ((self.checkout, 60), (self.search, 90)):
            step = agency.step(work, self.devon, TODAY, minutes=120, status="in_progress")
            step_behind(self.desk("devon"), agency.key(), step, Delay(Minutes(minutes), "Blocker", "No access"))

    def desk(self, person: str) -> Desk:
        return self.agency.desk(getattr(self, person))

    def behind(self, person: str) -> list[str]:
        return [one.task for one in planning_notes(self.desk(person)).behind]


@pytest.fixture
def ground(sqlite_db: Database) -> Ground:
    return Ground(sqlite_db)


def test_project_managers_hear_of_their_own_tasks_and_of_nobodys_and_who_has_none_of_all(ground: Ground) -> None:
    ground.agency.task(ground.acme, "Menu", [("design", "S")], pm=ground.paula)
    assert ground.behind("paula") == ["Search"]
    assert ground.behind("priya") == ground.behind("pavel") == ground.behind("morgan") == ["Search", "Checkout"]
    assert ground.behind("clara") == ground.behind("devon") == []
    _, one = planning_notes(ground.desk("priya")).behind
    assert (one.slug, one.person, one.minutes, one.cause, one.notes) == ("acme", "Devon", 60, "Blocker", "No access")
    assert one.marked_on == TODAY


def test_what_is_done_or_was_a_false_alarm_is_no_news(ground: Ground) -> None:
    with ground.agency.system().writing() as session:
        marks = {one.task_id: one for one in session.scalars(sa.select(Subtask).where(Subtask.kind == "delayed"))}
        marks[ground.search.id].cleared_at = ground.agency.now
        session.get(Requirement, ground.checkout.only).completed_on = TODAY
    assert ground.behind("morgan") == []


def test_managers_hear_who_asks_for_leave(ground: Ground) -> None:
    ground.agency.leave(ground.devon, date(2026, 2, 2), status="requested")
    assert [one.person for one in planning_notes(ground.desk("morgan")).leave] == ["Devon"]
    assert planning_notes(ground.desk("priya")).leave == ()
    assert not planning_notes(ground.desk("morgan")).is_calm
    assert planning_notes(ground.desk("clara")).is_calm


def test_everybody_has_their_plan_of_today(ground: Ground) -> None:
    today = planning_notes(ground.desk("devon")).today
    assert (today.allocated, today.capacity, len(today.items)) == (240, 390, 2)
    assert planning_notes(ground.desk("clara")).today.items == ()
