"""`charleos statement`, `explain`, `close` and `reopen`, on the sample agency."""

from __future__ import annotations

import pytest

from charleos.store.engine import Database
from tests.cli.conftest import SAMPLE, Command

STATEMENT = [
    *("month", "gross_minutes", "pm_minutes", "allocated_minutes", "carried_in_minutes", "unused_carried_in_minutes"),
    *("available_minutes", "logged_minutes", "billable_minutes", "banked_minutes", "overage_minutes"),
    *("borrowed_minutes", "remaining_minutes", "excess_minutes", "expired_minutes", "cost_pence"),
    *("sold_day_rate_pence", "actual_day_rate_pence", "closed"),
]
LINE = [
    *("posted_at", "work_date", "task", "requirement", "person", "minutes", "billable_minutes", "banked_minutes"),
    *("overage_minutes", "kind", "reason", "remaining_after_minutes"),
]


def test_the_golden_month_is_explained_line_by_line(typed: Command) -> None:
    assert typed("load", str(SAMPLE)).status == 0
    lines = typed("explain", "acme-corp", "--month", "2026-01", "--json").document
    assert [list(line) for line in lines] == [LINE] * 4
    assert [line["remaining_after_minutes"] for line in lines] == [2790, 2670, 1950, 1830]
    assert [line["billable_minutes"] for line in lines] == [270, 120, 720, 120]
    assert lines[0] | {"posted_at": ""} == {
        "posted_at": "",
        "work_date": "2026-01-06",
        "task": "acme-homepage",
        "requirement": "design",
        "person": "ines",
        "minutes": 210,
        "billable_minutes": 270,
        "banked_minutes": 60,
        "overage_minutes": 0,
        "kind": "entry",
        "reason": "First entry on an M: the average of 4h 30m is deducted.",
        "remaining_after_minutes": 2790,
    }
    statement = typed("statement", "acme-corp", "--from", "2026-01", "--to", "2026-01", "--json").document
    assert statement[-1]["remaining_minutes"] == lines[-1]["remaining_after_minutes"]


def test_the_golden_month_on_either_database(db: Database, monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", db.url.render_as_string(hide_password=False))
    assert command("load", str(SAMPLE)).status == 0
    (month,) = command("statement", "acme-corp", "--from", "2026-01", "--to", "2026-01", "--json").document
    assert list(month) == STATEMENT
    assert month == {
        "month": "2026-01",
        "gross_minutes": 3600,
        "pm_minutes": 540,
        "allocated_minutes": 3060,
        "carried_in_minutes": 0,
        "unused_carried_in_minutes": 0,
        "available_minutes": 3060,
        "logged_minutes": 1200,
        "billable_minutes": 1230,
        "banked_minutes": 60,
        "overage_minutes": 30,
        "borrowed_minutes": 0,
        "remaining_minutes": 1830,
        "excess_minutes": 0,
        "expired_minutes": 1830,
        "cost_pence": 500_000,
        "sold_day_rate_pence": 62_500,
        "actual_day_rate_pence": 64_063,
        "closed": False,
    }
    assert command("check").status == 0


def test_borrowing_is_a_line_of_its_own(sample: Command) -> None:
    lines = sample("explain", "blue-door-bakery", "--month", "2026-01", "--json").document
    borrowing = lines[-1]
    assert (borrowing["kind"], borrowing["requirement"], borrowing["minutes"]) == ("borrowing", None, 0)
    assert (borrowing["billable_minutes"], borrowing["overage_minutes"]) == (60, -60)
    (month,) = sample("statement", "blue-door-bakery", "--from", "2026-01", "--to", "2026-01", "--json").document
    assert (month["borrowed_minutes"], month["billable_minutes"], month["overage_minutes"]) == (60, 480, 0)
    assert month["remaining_minutes"] == borrowing["remaining_after_minutes"]


def test_what_is_printed_begins_at_the_start_but_the_chain_does_too(sample: Command) -> None:
    months = sample("statement", "blue-door-bakery", "--from", "2025-11", "--to", "2026-04", "--json").document
    assert [month["month"] for month in months] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    alone = sample("statement", "blue-door-bakery", "--from", "2026-04", "--to", "2026-04", "--json").document
    assert alone == months[-1:]
    assert alone[0]["unused_carried_in_minutes"] == 240


def test_a_project_only_month_has_no_allocation_remaining_or_rates(sample: Command) -> None:
    (month,) = sample("statement", "corner-museum", "--from", "2026-02", "--to", "2026-02", "--json").document
    empty = [key for key in STATEMENT if month[key] is None]
    assert empty == [
        *("gross_minutes", "pm_minutes", "allocated_minutes", "available_minutes", "remaining_minutes"),
        *("sold_day_rate_pence", "actual_day_rate_pence"),
    ]
    assert (month["logged_minutes"], month["billable_minutes"], month["cost_pence"]) == (75, 90, 0)
    (line,) = sample("explain", "corner-museum", "--month", "2026-02", "--json").document
    assert line["remaining_after_minutes"] is None


def test_a_month_without_lines_is_an_empty_list(sample: Command) -> None:
    assert sample("explain", "acme-corp", "--month", "2026-02", "--json").document == []


def test_months_close_in_order_and_reopen_with_a_reason(typed: Command) -> None:
    typed("load", str(SAMPLE))
    assert typed("close", "2026-01").out == "January 2026 closed for 2 clients.\n"
    assert typed("close", "2026-02", "--client", "acme-corp").out == "February 2026 of Acme Corp is closed.\n"
    months = typed("statement", "acme-corp", "--from", "2026-01", "--to", "2026-03", "--json").document
    assert [month["closed"] for month in months] == [True, True, False]
    assert (
        "reopen February 2026 first"
        in typed("reopen", "2026-01", "--client", "acme-corp", "--reason", "Late timesheet").complaint
    )
    reopened = typed("reopen", "2026-02", "--client", "acme-corp", "--reason", "Late timesheet")
    assert (reopened.status, reopened.out) == (0, "February 2026 of Acme Corp is open again.\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["statement", "nobody", "--from", "2026-01", "--to", "2026-01", "--json"], "There is no client “nobody”."),
        (["explain", "nobody", "--month", "2026-01"], "There is no client “nobody”."),
        (["explain", "acme-corp", "--month", "2025-12"], "no month December 2025"),
        (["explain", "acme-corp", "--month", "January"], "write it as 2026-01"),
        (["explain", "acme-corp"], "--month"),
        (["explain"], "SLUG"),
        (["statement", "acme-corp", "--from", "2026-03", "--to", "2026-01"], "swap them"),
        (["statement", "acme-corp", "--from", "1900-01", "--to", "2999-12"], "ask for fewer months"),
        (["statement", "acme-corp", "--to", "2026-01"], "--from"),
        (["close", "2026-03"], "has not ended"),
        (["close", "2026-02", "--client", "acme-corp"], "close January 2026"),
        (["close", "2026-01", "--client", "nobody"], "There is no client “nobody”."),
        (["close", "2020-01"], "No client has January 2020 to close."),
        (["reopen", "2026-01", "--client", "acme-corp", "--reason", "x"], "is not closed"),
        (["reopen", "2026-01", "--client", "acme-corp", "--reason", " "], "Say why"),
        (["reopen", "2026-01", "--client", "acme-corp"], "--reason"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(sample: Command, arguments: list[str], told: str) -> None:
    answer = sample(*arguments)
    assert answer.status == 2
    assert told in answer.complaint


def test_tables_line_up(sample: Command) -> None:
    told = sample("statement", "acme-corp", "--from", "2026-01", "--to", "2026-02").out.splitlines()
    assert told[0] == "Acme Corp"
    assert told[1].split()[:2] == ["month", "allocated"]
    assert len({len(line) for line in told[1:4]}) == 1
    assert "£5,000" in told[3]
    explained = sample("explain", "acme-corp", "--month", "2026-01").out.splitlines()
    assert explained[0] == "January 2026: 51h available"
    assert explained[-1] == "Remaining: 30h 30m"
