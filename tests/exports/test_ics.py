"""The calendar file of one's own schedule, read back by the library that calendars use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from charleos.desk import Desk
from charleos.exports.ics import schedule_ics
from charleos.reads.my_calendar import my_calendar
from charleos.store.engine import Database
from charleos.store.schema import Subtask
from tests.build import TODAY, Build

MONDAY = date(2026, 2, 2)


class Ground:
    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.iris = agency.person("Iris", discipline="design")
        plan = agency.plan()
        self.acme = agency.client("acme", plan=plan, name="Acme; Sons, Ltd")
        self.globex = agency.client("globex", plan=plan, name="Globex")
        self.work = agency.task(self.acme, "Über-Relaunch, part 2; \\n 日本語" + " long" * 30, [("development", "M")])
        self.step = agency.step(self.work, self.devon, MONDAY, date(2026, 2, 4), minutes=300)

    def desk(self) -> Desk:
        return self.agency.desk(self.devon)

    def events(self) -> list[Any]:
        """As a calendar would read the file."""
        desk = self.desk()
        calendar = Calendar.from_ical(schedule_ics(my_calendar(desk), now=desk.now))
        return list(calendar.walk("VEVENT"))


@pytest.fixture
def ground(sqlite_db: Database) -> Ground:
    return Ground(sqlite_db)


def test_a_step_is_an_all_day_event_from_its_start_to_its_end(ground: Ground) -> None:
    (event,) = ground.events()
    assert (event["dtstart"].dt, event["dtend"].dt) == (MONDAY, date(2026, 2, 5))
    assert str(event["summary"]) == f"#1 Über-Relaunch, part 2; \\n 日本語{' long' * 30}: Development"
    assert str(event["description"]) == "Acme; Sons, Ltd\nScheduled, 5h planned"


def test_lines_are_folded_and_signs_that_mean_something_escaped(ground: Ground) -> None:
    desk = ground.desk()
    lines = schedule_ics(my_calendar(desk), now=desk.now).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert rb"DESCRIPTION:Acme\; Sons\, Ltd\nScheduled\, 5h planned" in lines


def test_blocks_and_approved_leave_stand_in_it_too(ground: Ground) -> None:
    agency = ground.agency
    agency.block(ground.globex, ground.devon, MONDAY, MONDAY, minutes=120, kind="internal_qa_review")
    agency.block(ground.globex, ground.devon, MONDAY, MONDAY, kind="design", status="completed")
    agency.leave(ground.devon, date(2026, 2, 9), date(2026, 2, 10), start_half=True)
    agency.leave(ground.devon, date(2026, 2, 16), status="requested")
    _, block, leave = ground.events()
    assert str(block["summary"]) == "Reserved for Globex: Internal QA review 1"
    assert (str(leave["summary"]), str(leave["transp"])) == ("On leave", "OPAQUE")
    assert str(leave["description"]) == "the afternoon of 9 February to 10 February 2026"
    assert leave["dtend"].dt == date(2026, 2, 11)


def test_nothing_of_other_people_or_of_other_clients_is_in_it(ground: Ground) -> None:
    agency = ground.agency
    other = agency.task(ground.globex, "Secret", [("design", "M", ground.iris)])
    agency.step(other, ground.iris, MONDAY)
    agency.step(other, None, MONDAY)
    agency.block(ground.globex, ground.iris, MONDAY, MONDAY)
    agency.leave(ground.iris, MONDAY)
    desk = ground.desk()
    written = schedule_ics(my_calendar(desk), now=desk.now).decode()
    assert len(ground.events()) == 1
    assert "Secret" not in written
    assert "Globex" not in written


def test_a_step_keeps_its_uid_when_it_moves_and_its_sequence_grows(ground: Ground) -> None:
    (before,) = ground.events()
    with ground.agency.system().writing() as session:
        step = session.get(Subtask, ground.step)
        step.start, step.end_on, step.version = date(2026, 2, 9), date(2026, 2, 9), step.version + 1
    (after,) = ground.events()
    assert str(before["uid"]) == str(after["uid"]) == f"step-{ground.step}@charleos"
    assert (after["sequence"], after["dtstart"].dt) == (before["sequence"] + 1, date(2026, 2, 9))


def test_what_ended_long_ago_and_what_has_no_dates_is_left_out_and_what_is_complete_is_ticked(ground: Ground) -> None:
    agency = ground.agency
    agency.step(ground.work, ground.devon, TODAY - timedelta(days=60))
    agency.step(ground.work, ground.devon)
    agency.step(ground.work, ground.devon, TODAY, status="complete", kind="deployment")
    done, open_one = ground.events()
    assert str(done["summary"]).startswith("✓ #1")
    assert not str(open_one["summary"]).startswith("✓")


def test_somebody_without_anything_planned_gets_an_empty_calendar(ground: Ground) -> None:
    desk = ground.agency.desk(ground.iris)
    calendar = Calendar.from_ical(schedule_ics(my_calendar(desk), now=desk.now))
    assert list(calendar.walk("VEVENT")) == []
