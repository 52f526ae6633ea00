"""Who knows what about days off, and which scheduled work they touch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from charleos.desk import Desk
from charleos.errors import Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.leave import Away, TeamCalendar, leave_ahead, leave_waiting, own_leave, team_calendar
from charleos.reads.leave_work import leave_to_decide, own_work_on_days, stranded_steps
from charleos.reads.my_day import my_week
from charleos.rules.access import Role
from charleos.rules.leave import LeaveStatus
from charleos.store.engine import Database
from tests.build import TODAY, Build

FEBRUARY = Month.parse("2026-02")
MONDAY = date(2026, 2, 2)
FRIDAY = date(2026, 2, 6)


class Ground:
    """Devon is off for a week from Monday 2 February and asks for a morning more; Iris is off on a Tuesday."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.iris = agency.person("Iris", discipline="design")
        self.clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
        self.morgan = agency.person("Morgan", roles={Role.MANAGER}, discipline="management")
        plan = agency.plan()
        self.acme = agency.client("acme", plan=plan, csm=self.clara)
        self.globex = agency.client("globex", plan=plan)
        self.off = agency.leave(self.devon, MONDAY, FRIDAY, note="A wedding")
        self.asked = agency.leave(self.devon, date(2026, 2, 10), status="requested", end_half=True, note="Dentist")
        agency.leave(self.iris, date(2026, 2, 10))
        agency.leave(self.iris, date(2026, 2, 12), status="refused")

    def desk(self, person: str = "devon") -> Desk:
        return self.agency.desk(getattr(self, person))


@pytest.fixture
def ground(sqlite_db: Database) -> Ground:
    return Ground(sqlite_db)


def away(calendar: TeamCalendar, name: str) -> dict[int, Away]:
    (member,) = [one for one in calendar.people if one.name == name]
    return {day.day: how for day, how in member.away.items()}


def test_ones_own_leave_comes_with_its_notes_the_latest_days_first(ground: Ground) -> None:
    asked, off = own_leave(ground.desk())
    assert (asked.id, asked.status, asked.note, asked.halves) == (ground.asked, LeaveStatus.REQUESTED, "Dentist", 1)
    assert (off.id, off.status, off.halves, off.decided_by) == (ground.off, LeaveStatus.APPROVED, 10, None)
    assert len(own_leave(ground.desk("iris"))) == 2
    assert own_leave(ground.desk("morgan")) == ()


def test_requests_wait_for_managers_and_for_nobody_else(ground: Ground) -> None:
    assert [(one.person, one.note) for one in leave_waiting(ground.desk("morgan"))] == [("Devon", "Dentist")]
    assert [one.person for one in leave_ahead(ground.desk("morgan"))] == ["Devon", "Iris"]
    for read in (leave_waiting, leave_ahead):
        with pytest.raises(Forbidden):
            read(ground.desk("clara"))


def test_everybody_sees_who_is_away_and_only_some_what_is_asked_for(ground: Ground) -> None:
    whole, waits = Away(2, is_morning=False, is_pending=False), Away(1, is_morning=True, is_pending=True)
    for person in ("clara", "iris"):
        seen = team_calendar(ground.desk(person), FEBRUARY)
        assert away(seen, "Devon") == dict.fromkeys(range(2, 7), whole)
        assert away(seen, "Iris") == {10: whole}
    for person in ("devon", "morgan"):
        assert away(team_calendar(ground.desk(person), FEBRUARY), "Devon")[10] == waits


def test_the_calendar_holds_the_month_with_weekends_holidays_and_everybody_active(ground: Ground) -> None:
    ground.agency.person("Gone", status="archived")
    seen = team_calendar(ground.desk(), Month.parse("2026-04"))
    assert [one.day.day for one in seen.days if one.holiday] == [3, 6]
    assert sum(one.is_working_day for one in seen.days) == 20
    assert [one.name for one in seen.people] == ["Clara", "Iris", "Devon", "Morgan"]
    assert [one.halves for one in team_calendar(ground.desk(), FEBRUARY).people if one.name == "Devon"] == [10]


def test_a_morning_and_an_afternoon_make_a_day_away(ground: Ground) -> None:
    day = date(2026, 2, 17)
    ground.agency.leave(ground.iris, day, end_half=True)
    assert away(team_calendar(ground.desk(), FEBRUARY), "Iris")[17] == Away(1, is_morning=True, is_pending=False)
    ground.agency.leave(ground.iris, day, start_half=True)
    assert away(team_calendar(ground.desk(), FEBRUARY), "Iris")[17].halves == 2


def test_before_deciding_a_manager_sees_what_falls_on_the_days(ground: Ground) -> None:
    agency = ground.agency
    task = agency.task(ground.acme, "Checkout", [("development", "M", ground.devon)])
    tenth, eleventh = date(2026, 2, 10), date(2026, 2, 11)
    agency.step(task, ground.devon, tenth, minutes=300)
    agency.step(task, ground.devon, tenth, eleventh, minutes=100, kind="internal_qa_review")
    agency.step(task, ground.devon, eleventh, minutes=60, kind="deployment")
    agency.step(task, ground.iris, tenth, minutes=60, kind="external_qa_review")
    agency.block(ground.globex, ground.devon, tenth, tenth, minutes=90)
    found = leave_to_decide(ground.desk("morgan"), ground.asked)
    assert found.line.person == "Devon"
    work = [(one.client, one.title, one.kind, one.minutes, one.must_move) for one in found.consequences.work]
    assert work == [
        ("Globex", None, "Development", 90, False),
        ("Acme", "Checkout", "Development", 300, False),
        ("Acme", "Checkout", "Internal QA review", 50, False),
    ]
    (full,) = found.consequences.full
    assert (full.day, full.planned, full.capacity) == (tenth, 424, 195)
    with pytest.raises(NotFound):
        leave_to_decide(ground.desk("morgan"), 404)
    with pytest.raises(Forbidden):
        leave_to_decide(ground.desk(), ground.asked)


def test_before_asking_one_sees_what_of_ones_own_falls_on_the_days(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Checkout", [("development", "M", ground.iris)])
    day = date(2026, 2, 3)
    ground.agency.step(task, ground.iris, day, minutes=120)
    (one,) = own_work_on_days(ground.desk("iris"), day, day).work
    assert (one.client, one.title, one.minutes, one.must_move) == ("Acme", "Checkout", 120, True)
    assert own_work_on_days(ground.desk(), day, day).work == ()
    with pytest.raises(NotFound):
        own_work_on_days(ground.agency.system(), day, day)


def test_work_that_approved_leave_leaves_no_day_for_is_told_to_who_schedules_the_client(ground: Ground) -> None:
    agency = ground.agency
    for client, title in ((ground.acme, "Checkout"), (ground.globex, "Search")):
        agency.step(agency.task(client, title, [("development", "M", ground.devon)]), ground.devon, MONDAY, FRIDAY)
    over = agency.task(ground.acme, "Over the week", [("development", "M", ground.devon)])
    agency.step(over, ground.devon, MONDAY, FRIDAY + timedelta(days=3))
    agency.step(over, ground.devon, MONDAY, status="complete")
    assert [one.title for one in stranded_steps(ground.desk("morgan"))] == ["Checkout", "Search"]
    (one,) = stranded_steps(ground.desk("clara"))
    assert (one.person, one.client, one.title, one.minutes) == ("Devon", "Acme", "Checkout", 240)
    with pytest.raises(Forbidden):
        stranded_steps(ground.desk())


def test_nothing_is_stranded_without_leave(ground: Ground) -> None:
    assert stranded_steps(ground.desk("morgan")) == ()


def test_ones_week_knows_ones_days_off(ground: Ground) -> None:
    agency = ground.agency
    agency.leave(ground.devon, TODAY, start_half=True)
    assert my_week(ground.desk(), TODAY).of(TODAY).capacity == 195
    week = my_week(ground.desk(), MONDAY)
    assert (week.capacity, week.of(MONDAY).halves_off) == (0, 2)
    assert my_week(ground.desk("iris"), MONDAY).capacity == 5 * 390
