"""Whatever is changed behind the product's back, past triggers and sums, a check finds it and says where."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest
import sqlalchemy as sa

from charleos.actions.upkeep import check, findings_in, rebuild
from charleos.desk import Desk
from charleos.store.direct import run
from charleos.store.engine import Database
from charleos.store.scope import ScopedSession
from tests.check.scene import scene

JANUARY = 2026 * 12

PLANTED = {
    "a requirement's total": (
        "update requirement set actual = actual + 1 where id = 1",
        "its entries add up to",
    ),
    "a step's minutes": ("update subtask set logged = logged + 1 where id = 2", "601 minutes are kept as logged"),
    "an entry on a step of something else": (
        "update subtask set requirement_id = 1 where id = 2",
        "which is not one of its requirement's",
    ),
    "an entry that names no step any more": ("update time_entry set subtask_id = null", "its entries add up to 0"),
    "a client's month": (
        f"update client_month set billable = billable + 5 where client_id = 1 and month = {JANUARY}",
        "January 2026 of Acme",
    ),
    "a month by type and size": (
        "update work_month set logged = logged - 1 where client_id = 2",
        "December 2025 of Beta, development L",
    ),
    "a person's month": ("delete from person_month where person_id = 1 and client_id = 2", "person 1"),
    "a line that breaks the formula": (
        "update ledger_line set billable = billable - 60, banked = banked - 60 where kind = 'entry' and entry_id = 3",
        "the formula gives",
    ),
    "a line that is gone": ("delete from ledger_line where entry_id = 4", "has no ledger line"),
    "the minutes of an entry": ("update time_entry set minutes = minutes + 60 where id = 3", "its entry 660"),
    "the day of an entry": (
        "update time_entry set work_date = '2025-12-13' where id = 3",
        "in requirement, person or day",
    ),
    "the person of an entry": ("update time_entry set person_id = 2 where id = 3", "in requirement, person or day"),
    "an entry that is gone": ("delete from time_entry where id = 4", "its entry None"),
    "a closed month's figure": ("update closed_month set remaining = remaining + 60", "remaining is frozen as"),
    "a closed month's carry": ("update closed_month set lots = '[[24310, 60, null]]'", "lots is frozen as"),
    "a closed month that is gone": ("delete from closed_month", "no frozen figures"),
    "a calendar moved on": ("update client set open_from = open_from + 1 where id = 2", "no frozen figures"),
    "a task's borrowing": ("update task set borrowed = 0 where id = 1", "is kept as borrowed"),
    "a mark of running behind": ("delete from subtask", "the rules say 0"),
    "a line in another month": (
        f"update ledger_line set month = {JANUARY} where client_id = 2 and entry_id = 3",
        "was never closed",
    ),
    "a line before its work": (
        f"update ledger_line set month = {JANUARY - 1} where kind = 'entry' and entry_id = 6",
        "before its work",
    ),
    "a line with another client": ("update ledger_line set client_id = 1 where entry_id = 4", "another client"),
    "an entry with another client": ("update time_entry set client_id = 1 where id = 4", "another client"),
    "a void without its line": (
        "update time_entry set voided_at = created_at, void_reason = 'gone' where id = 4",
        "no ledger line gives its time back",
    ),
    "a void undone": ("update time_entry set voided_at = null where id = 5", "gives its time back"),
    "a line counted twice": (
        "insert into ledger_line select id + 1000, 'again', client_id, month, work_date, task_id, requirement_id, "
        "entry_id, person_id, kind, type, size, policy_id, average, maximum, before, minutes, billable, banked, "
        "overage, borrowed, cause, posted_at, posted_by from ledger_line where entry_id = 4",
        "which is not its entry's",
    ),
    "figures that re-price history": (
        "update requirement set average = average + 15 where id = 3",
        "are not those of size L",
    ),
    "a total that starts elsewhere": (
        "update ledger_line set before = before + 10 where entry_id = 4",
        "the lines before it",
    ),
    "terms of a closed month": ("update client_terms set minutes = 6000 where client_id = 1", "is frozen as"),
    "a day of more than a day": (
        "update time_entry set minutes = 720, work_date = '2025-12-12' where person_id = 1 and id <> 5",
        "more than a day holds",
    ),
}


@pytest.fixture(scope="module")
def desk(module_db: Database) -> Desk:
    made = scene(module_db).desk
    assert check(made) == ()
    return made


@pytest.mark.parametrize("what", PLANTED)
def test_a_check_finds(desk: Desk, what: str):
    corruption, said = PLANTED[what]
    findings = _found_with(desk, corruption)
    assert [sentence for sentence in findings if said in sentence], findings


def _found_with(desk: Desk, corruption: str) -> tuple[str, ...]:
    """What a check finds after the corruption, which then is undone."""
    findings: tuple[str, ...] = ()
    with suppress(_Undone), desk.writing() as session:
        _without_triggers(session)
        run(session, sa.text(corruption))
        findings = findings_in(session, lambda _lines: None)
        raise _Undone
    return findings


class _Undone(Exception):
    """Ends a transaction that is not to be kept."""


def test_rebuilding_derives_every_kept_sum_anew_and_touches_no_line(db: Database):
    desk = scene(db).desk
    lines, kept = _dump(desk, "ledger_line"), [_dump(desk, table) for table in KEPT]
    _plant(desk, [*(f"update {table} set {column} = 7" for table, column in KEPT.items()), "delete from person_month"])
    assert check(desk)
    rebuild(desk)
    assert check(desk) == ()
    assert (_dump(desk, "ledger_line"), [_dump(desk, table) for table in KEPT]) == (lines, kept)


def test_rebuilding_says_what_it_derives(sqlite_db: Database):
    told: list[str] = []
    rebuild(scene(sqlite_db).desk, progress=told.append)
    assert told == [
        "totals of requirements",
        "totals of steps",
        "borrowing of tasks",
        "months by type and size",
        "months of clients",
        "months of people",
    ]


def test_a_great_many_findings_are_counted_and_not_listed(sqlite_db: Database):
    agency = scene(sqlite_db).agency
    desk = agency.system()
    client = agency.client("gamma")
    for n in range(30):
        agency.task(client, f"Task {n}", [("design", "M", None)] * 8)
    _plant(desk, ["update requirement set actual = 5"])
    findings = check(desk)
    assert len(findings) == 201
    assert findings[-1].startswith("There are ")


KEPT = {
    "client_month": "billable",
    "work_month": "logged",
    "person_month": "minutes",
    "requirement": "actual",
    "subtask": "logged",
    "task": "borrowed",
}


def _plant(desk: Desk, statements: Iterable[str]) -> None:
    with desk.writing() as session:
        for statement in statements:
            run(session, sa.text(statement))


def _without_triggers(session: ScopedSession) -> None:
    """As somebody with the database's password could."""
    if not session.database.is_sqlite:
        run(session, sa.text("SET LOCAL session_replication_role = replica"))
        return
    for verb in ("update", "delete"):
        run(session, sa.text(f"DROP TRIGGER ledger_line_refuses_{verb}"))
    for setting in ("ignore_check_constraints = ON", "defer_foreign_keys = ON"):
        run(session, sa.text(f"PRAGMA {setting}"))


def _dump(desk: Desk, table: str) -> list[str]:
    with desk.reading() as session:
        return sorted(repr(tuple(row)) for row in run(session, sa.text(f"select * from {table}")))
