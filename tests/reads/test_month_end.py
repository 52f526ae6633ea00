"""A month's end: what every client's month came to, and what to look at before it is closed."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.actions.months import close_month
from charleos.periods import Month
from charleos.reads.before_close import before_close, unlogged_days
from charleos.reads.month_end import MonthEnd, month_end
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import RagReport
from tests.build import Build

DECEMBER, JANUARY = Month.parse("2025-12"), Month.parse("2026-01")


@pytest.fixture
def agency(db: Database) -> Build:
    return Build(db, today=date(2026, 2, 6))


def ended(agency: Build, month: Month = JANUARY) -> MonthEnd:
    return month_end(agency.system(), month)


def test_every_client_stands_beside_the_month_before(agency: Build) -> None:
    clara = agency.person("Clara", roles={Role.CSM})
    plan = agency.plan()
    acme = agency.client("acme", plan=plan, csm=clara, start=date(2025, 12, 1))
    agency.client("bolt", plan=None, start=date(2026, 1, 10))
    agency.client("cedar", plan=plan, start=date(2026, 2, 1))
    work = agency.task(acme, "Homepage", [("design", "M", None)])
    agency.log(clara, work.only, 210, date(2025, 12, 9))
    agency.log(clara, work.only, 300, date(2026, 1, 9))
    found = ended(agency)
    assert [(one.slug, one.before is None, one.is_closed) for one in found.clients] == [
        ("acme", False, False),
        ("bolt", True, False),
    ]
    assert (found.has_ended, found.total.use.billable, found.before.use.billable) == (True, 90, 270)
    assert found.clients[0].now.statement == statements(agency.system(), "acme", JANUARY, JANUARY).months[0]
    assert [one.slug for one in month_end(agency.desk(clara), JANUARY).clients] == ["acme"]
    assert not ended(agency, Month.parse("2026-02")).has_ended


def test_a_closed_month_says_so(agency: Build) -> None:
    agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    close_month(agency.system(), agency.key(), "acme", DECEMBER)
    assert [one.is_closed for one in ended(agency, DECEMBER).clients] == [True]
    assert [one.is_closed for one in ended(agency).clients] == [False]
    assert [len(ended(agency, month).open) for month in (DECEMBER, JANUARY)] == [0, 1]


def test_open_requirements_waiting_time_and_late_lines_are_shown_before_closing(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1), name="Acme")
    work = agency.task(acme, "Homepage", [("design", "M", devon), ("development", "S", devon)])
    agency.log(devon, work.requirements["design"], 210, date(2026, 1, 9))
    agency.log(devon, None, 45, date(2026, 1, 12), client=acme, activity=Activity.TASK, note="fixes")
    agency.log(devon, None, 30, date(2026, 1, 12), client=acme, activity=Activity.CLIENT_CALL)
    close_month(agency.system(), agency.key(), "acme", DECEMBER)
    agency.log(devon, work.requirements["development"], 60, date(2025, 12, 30))
    found = before_close(agency.system(), JANUARY)
    assert [(one.number, one.type, one.banked) for one in found.unfinished] == [
        (work.number, "design", 60),
        (work.number, "development", 30),
    ]
    assert [(one.person, one.minutes, one.note) for one in found.waiting] == [("Devon", 45, "fixes")]
    assert [(one.work_date, one.minutes, one.billable) for one in found.late] == [(date(2025, 12, 30), 60, 90)]
    assert before_close(agency.system(), DECEMBER).late == ()


def test_weeks_that_ended_in_the_month_without_a_report_are_missing(agency: Build) -> None:
    acme = agency.client("acme", plan=agency.plan(), start=date(2026, 1, 7))
    with agency.system().writing() as session:
        session.add(
            RagReport(
                client_id=acme.id,
                week=date(2026, 1, 12),
                status="green",
                state="complete",
                saved_at=agency.now,
                completed_at=agency.now,
            )
        )
        session.add(RagReport(client_id=acme.id, week=date(2026, 1, 19), saved_at=agency.now))
    (missing,) = before_close(agency.system(), JANUARY).unreported
    assert (missing.slug, missing.weeks) == ("acme", (date(2026, 1, 5), date(2026, 1, 19)))
    assert before_close(agency.system(), DECEMBER).unreported == ()


def test_working_days_without_time(agency: Build) -> None:
    devon = agency.person("Devon")
    agency.person("Never")
    for day in range(1, 31):
        if day not in (6, 9):
            agency.log(devon, None, 60, date(2026, 1, day), activity=Activity.ADMIN)
    (found,) = unlogged_days(agency.system(), JANUARY)
    assert (found.name, found.days) == ("Devon", (date(2026, 1, 6), date(2026, 1, 9)))
    assert unlogged_days(agency.at(date(2026, 1, 9)).system(), JANUARY)[0].days == (date(2026, 1, 6),)
