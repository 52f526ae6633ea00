"""Loading a file leaves what posting its time entry by entry, through the actions of the product, leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, mark_behind
from charleos.actions.months import close_all
from charleos.actions.time import Entry, log_time
from charleos.actions.upkeep import check
from charleos.desk import Desk, system_desk
from charleos.imports.agency_file import AgencyFile
from charleos.imports.heading import store_heading
from charleos.imports.load import load_agency, load_stream
from charleos.periods import Month, months
from charleos.store.engine import Database
from charleos.store.schema import (
    Client,
    ClientMonth,
    ClosedMonth,
    LedgerLine,
    PersonMonth,
    Requirement,
    Task,
    TimeEntry,
    WorkMonth,
)
from charleos.units import Minutes
from tests.conftest import SOAK, Databases
from tests.load.agencies import TODAY, in_instalments, small_agency

NOW = datetime(2026, 1, 30, 12, tzinfo=UTC)
CLOSED_TO = Month.parse("2025-11")
STORED = (TimeEntry, LedgerLine, ClientMonth, WorkMonth, PersonMonth, ClosedMonth)
ROUNDS = 40 if SOAK else 4


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_loaded_file_leaves_what_posting_its_entries_one_by_one_leaves(databases: Databases, db: Database, seed: int):
    file = small_agency(seed, closed_to=CLOSED_TO)
    load_agency(_desk(db), file)
    with databases.fresh("sqlite") as other:
        _post_one_by_one(_desk(other), file)
        assert _stored(db) == _stored(other)
    assert check(_desk(db)) == ()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_history_in_instalments_leaves_what_one_file_leaves(databases: Databases, db: Database, seed: int):
    head, instalments = in_instalments(small_agency(seed, closed_to=CLOSED_TO), parts=2 + seed)
    tasks = tuple(task for part in instalments for task in part.tasks)
    time = tuple(entry for part in instalments for entry in part.time)
    load_stream(_desk(db), head, iter(instalments))
    with databases.fresh("sqlite") as other:
        load_agency(_desk(other), head._replace(tasks=tasks, time=time))
        assert _stored(db) == _stored(other)
        assert _rows(db, sa.select(Requirement.id, Requirement.completed_on)) == _rows(
            other, sa.select(Requirement.id, Requirement.completed_on)
        )


def _desk(db: Database) -> Desk:
    return system_desk(db, TODAY, NOW)


def _post_one_by_one(desk: Desk, file: AgencyFile) -> None:
    with desk.writing() as session:
        heading = store_heading(session, desk, file)
        clients = {slug: int(client.id) for slug, client in heading.clients.items()}
    requirements = _add_tasks(desk, file, clients)
    for n, entry in enumerate(sorted(file.time, key=lambda entry: entry.day)):
        on = requirements[entry.task, entry.requirement] if entry.task and entry.requirement else None
        client = clients[entry.client] if entry.client else None
        person = heading.people[entry.person]
        log_time(desk, f"entry {n}", Entry(entry.day, entry.minutes, entry.activity, entry.note, on, client, person))
    first = min(Month.of(client.start) for client in file.clients)
    for month in months(first, CLOSED_TO):
        close_all(desk, f"close {month}", month)


def _add_tasks(desk: Desk, file: AgencyFile, clients: dict[str, int]) -> dict[tuple[str, str], int]:
    policy_id, policy = desk.rulebook().policy_version(Month.of(TODAY))
    ids: dict[tuple[str, str], int] = {}
    for number, one in enumerate(file.tasks, 1):
        with desk.writing() as session:
            task = Task(number=number, key=one.key, client_id=clients[one.client], title=one.title, created_at=NOW)
            session.add(task)
            session.flush()
            for of in one.requirements:
                average, maximum = policy.estimate(of.size)
                sized = {"size": of.size, "policy_id": policy_id, "average": average, "maximum": maximum}
                row = Requirement(client_id=task.client_id, task_id=task.id, key=of.key, type=of.type, **sized)
                session.add(row)
                session.flush()
                ids[one.key, of.key] = row.id
            task_id = task.id
        if one.is_delayed:
            mark_behind(desk, f"behind {number}", task_id, Delay(Minutes(60), "Blocker"))
    return ids


def _stored(db: Database) -> dict[str, Any]:
    """Every row of what posting and closing write, in full, and the totals they keep."""
    rows = {
        table.__tablename__: _rows(
            db,
            sa.select(
                *(
                    getattr(table, name)
                    for name in sa.inspect(table).column_attrs.keys()  # noqa: SIM118 - not a dict
                )
            ),
        )
        for table in STORED
    }
    rows["requirement"] = _rows(db, sa.select(Requirement.id, Requirement.actual, Requirement.average))
    rows["task"] = _rows(db, sa.select(Task.id, Task.borrowed))
    rows["client"] = _rows(db, sa.select(Client.slug, Client.open_from))
    return rows


def _rows(db: Database, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in _desk(db).all(query)), key=repr)
