"""`charleos health` and `day`."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.store.engine import Database
from tests.build import Build
from tests.cli.conftest import Command

TODAY = date(2026, 3, 20)
"""What the command takes for today: a Friday."""


@pytest.fixture
def planned(sqlite_db: Database) -> Build:
    """Devon has 300 minutes that began on Wednesday, 200 for today, and a step over the end of the month."""
    agency = Build(sqlite_db, today=TODAY)
    devon = agency.person("Devon", key="devon")
    acme = agency.client("acme", plan=agency.plan("growth", hours=60))
    agency.client("museum", plan=None)
    homepage = agency.task(acme, "Homepage", [("development", "L", devon)])
    agency.step(homepage, devon, TODAY, minutes=200, kind="deployment")
    agency.step(homepage, devon, date(2026, 3, 18), TODAY, minutes=300)
    agency.step(homepage, devon, date(2026, 3, 30), date(2026, 4, 2), minutes=2254)
    agency.log(devon, homepage.only, 45, date(2026, 3, 19))
    return agency


@pytest.mark.usefixtures("planned")
def test_health_is_a_list_of_months(command: Command) -> None:
    months = command("health", "acme", "--month", "2026-03", "--json").document
    assert months == [
        {
            "month": "2026-03",
            "allocated_minutes": 3060,
            "scheduled_minutes": 1628,
            "ratio": pytest.approx(1628 / 3060),
            "status": "under",
        },
        {
            "month": "2026-04",
            "allocated_minutes": 3060,
            "scheduled_minutes": 1126,
            "ratio": pytest.approx(1126 / 3060),
            "status": "under",
        },
        {"month": "2026-05", "allocated_minutes": 3060, "scheduled_minutes": 0, "ratio": 0.0, "status": "under"},
    ]


@pytest.mark.usefixtures("planned")
def test_health_of_project_only_work_does_not_apply(command: Command) -> None:
    assert command("health", "museum", "--month", "2026-03", "--months", "1", "--json").document == [
        {
            "month": "2026-03",
            "allocated_minutes": None,
            "scheduled_minutes": 0,
            "ratio": None,
            "status": "not_applicable",
        }
    ]


@pytest.mark.usefixtures("planned")
def test_health_reads_as_a_table(command: Command) -> None:
    assert command("health", "acme", "--month", "2026-04", "--months", "1").out.splitlines() == [
        "Acme",
        "month    status           scheduled  allocated       gap     %",
        "-------  ---------------  ---------  ---------  --------  ----",
        "2026-04  Under Scheduled    18h 46m        51h  -32h 14m  36.8",
    ]


@pytest.mark.usefixtures("planned")
def test_a_day_is_filled_in_order(command: Command) -> None:
    assert command("day", "devon", "--date", "2026-03-20", "--json").document == {
        "capacity_minutes": 390,
        "items": [
            {
                "priority": 197,
                "task": "task-1",
                "subtask": "built-development-1",
                "allocated_minutes": 300,
                "queued_minutes": 0,
            },
            {
                "priority": 200,
                "task": "task-1",
                "subtask": "built-deployment-1",
                "allocated_minutes": 90,
                "queued_minutes": 110,
            },
        ],
        "allocated_minutes": 390,
    }
    monday = command("day", "devon", "--date", "2026-03-23", "--json").document
    assert [(item["allocated_minutes"], item["queued_minutes"]) for item in monday["items"]] == [(110, 0)]


@pytest.mark.usefixtures("planned")
def test_a_day_gone_by_tells_what_was_logged(command: Command) -> None:
    told = command("day", "devon", "--date", "2026-03-19", "--json").document
    assert told["items"] == [
        {"priority": None, "task": "task-1", "subtask": None, "allocated_minutes": 45, "queued_minutes": 0}
    ]
    assert told["allocated_minutes"] == 45
    assert command("day", "devon", "--date", "2026-03-18").out.splitlines()[-1] == "Nothing was logged."


@pytest.mark.usefixtures("planned")
def test_a_day_reads_as_a_table(command: Command) -> None:
    assert command("day", "devon", "--date", "2026-03-20").out.splitlines() == [
        "Devon, 20 March 2026: 6h 30m of 6h 30m",
        "task         step                 priority    time  queued",
        "-----------  -------------------  --------  ------  ------",
        "#1 Homepage  built-development-1       197      5h      0h",
        "#1 Homepage  built-deployment-1        200  1h 30m  1h 50m",
    ]
    assert command("day", "devon", "--date", "2026-03-21").out.splitlines()[0] == "Devon, 21 March 2026: 0h of 0h"
    assert command("day", "devon", "--date", "2026-03-24").out.splitlines()[-1] == "Nothing to do."


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["health", "nobody", "--month", "2026-03", "--json"], "There is no client “nobody”."),
        (["health", "acme", "--month", "March"], "write it as 2026-01"),
        (["health", "acme"], "--month"),
        (["health", "acme", "--month", "2026-03", "--months", "0"], "Ask for 1 to 24 months"),
        (["health", "acme", "--month", "2026-03", "--months", "25"], "Ask for 1 to 24 months"),
        (["health", "acme", "--month", "2026-03", "--months", "many"], "Invalid value for '--months'"),
        (["day", "nobody", "--date", "2026-03-20", "--json"], "There is no person “nobody”."),
        (["day", "devon", "--date", "20 March"], "write it as 2026-01-31"),
        (["day", "devon", "--date", "2999-01-01"], "two years ahead"),
        (["day", "devon"], "--date"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(command: Command, arguments: list[str], told: str) -> None:
    answer = command(*arguments)
    assert answer.status == 2
    assert told in answer.complaint


@pytest.mark.usefixtures("planned")
def test_it_runs_as_somebody_types_it(typed: Command) -> None:
    assert [one["month"] for one in typed("health", "acme", "--month", "2026-12", "--json").document] == [
        *("2026-12", "2027-01", "2027-02"),
    ]
    assert typed("day", "devon", "--date", "2026-03-23", "--json").document["capacity_minutes"] == 390
