"""Eight writers at once, and writers that are killed: nothing lost, nothing doubled, nothing wrong, no lock shown."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Thread
from types import ModuleType

import pytest
import sqlalchemy as sa

from charleos.actions.months import close_month
from charleos.actions.upkeep import check
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.store.engine import Database
from charleos.store.schema import ClientMonth, LedgerLine, Requirement, TimeEntry
from tests.build import Build, Someone
from tests.conftest import SOAK
from tests.store import writing
from tests.store.writing import HOT_DAY, TODAY, Told, log_until_killed, write_for, write_in_a_process

WRITERS = 8
SECONDS = 30 if SOAK else 5
ROUNDS = 200 if SOAK else 20
FRESH = multiprocessing.get_context("forkserver")
"""Processes of their own that inherit nothing but the modules imported here."""

FRESH.set_forkserver_preload([writing.__name__])


@dataclass
class Ground:
    """Four Managers, so that two writers share each; three requirements of two clients, one running behind."""

    database: Database
    people: list[Someone] = field(default_factory=list)
    requirements: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        agency = Build(self.database, today=TODAY)
        self.agency = agency
        plan = agency.plan()
        self.people = [agency.person(f"Writer {n}", roles={Role.MANAGER}) for n in range(WRITERS // 2)]
        for slug in ("acme", "globex"):
            client = agency.client(slug, plan=plan)
            work = agency.task(client, "Checkout", [("development", "M"), ("design", "S")], delayed=slug == "acme")
            self.requirements += work.requirements.values()

    @property
    def url(self) -> str:
        return self.database.url.render_as_string(hide_password=False)


class Reader(Thread):
    """Looks at the books while they are written; every snapshot must add up by itself."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.over = Event()
        self.looked = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.over.wait(0.02):
            try:
                self._look()
            except Exception as broken:
                self.wrong.append(repr(broken))
                return
            self.looked += 1

    def _look(self) -> None:
        with self.ground.agency.system().reading() as session:
            live = sa.and_(TimeEntry.voided_at.is_(None), TimeEntry.requirement_id.is_not(None))
            entries = session.execute(sa.select(sa.func.sum(TimeEntry.minutes)).where(live)).scalar_one()
            actual = session.execute(sa.select(sa.func.sum(Requirement.actual))).scalar_one()
            lines = session.execute(_totals(LedgerLine, LedgerLine.minutes)).one()
            kept = session.execute(_totals(ClientMonth, ClientMonth.logged)).one()
        seen = {"entries": entries or 0, "actual": actual or 0, "lines": lines[0] or 0, "kept": kept[0] or 0}
        if len({*seen.values()}) > 1 or tuple(lines) != tuple(kept):
            self.wrong.append(f"{seen}, ledger {tuple(lines)}, kept {tuple(kept)}")


def _totals(table: type[LedgerLine | ClientMonth], logged: object) -> sa.Select[tuple[int, ...]]:
    columns = (logged, table.billable, table.banked, table.overage, table.borrowed)
    return sa.select(*(sa.func.sum(column) for column in columns))


def _write(ground: Ground, pool: Executor, work: object, where: object) -> list[Told]:
    """Eight writers over the time given; half way through, a month is closed under them."""
    reader = Reader(ground)
    reader.start()
    futures = [
        pool.submit(work, where, ground.people[number // 2], ground.requirements, SECONDS, number)  # type: ignore[arg-type]
        for number in range(WRITERS)
    ]
    Event().wait(SECONDS / 2)
    close_month(ground.agency.system(), "close", "acme", Month.parse("2026-01"))
    told = [future.result() for future in futures]
    reader.over.set()
    reader.join()
    assert reader.wrong == []
    assert reader.looked > SECONDS
    return told


def _assert_as_told(ground: Ground, told: Sequence[Told]) -> None:
    """The entries are those that the writers were told of, and the books agree with them to the minute."""
    assert [sentence for one in told for sentence in one.broken] == []
    unexpected = [s for one in told for s in one.refused if not any(part in s for part in writing.EXPECTED)]
    assert unexpected == []
    rows = ground.agency.system().all(
        sa.select(TimeEntry.note, TimeEntry.requirement_id, TimeEntry.minutes, TimeEntry.voided_at)
    )
    assert len(rows) == len({row.note for row in rows})
    live = {row.note: (row.requirement_id, row.minutes) for row in rows if row.voided_at is None}
    assert live == {note: what for one in told for note, what in one.live.items()}
    assert {row.note for row in rows if row.voided_at} == {note for one in told for note in one.gone}
    assert all(one.live or one.gone for one in told), "every writer had its turn"
    assert any(one.gone for one in told)
    assert any(one.resized for one in told)
    _assert_no_day_is_too_long(ground)
    assert check(ground.agency.system()) == ()


def _assert_no_day_is_too_long(ground: Ground) -> None:
    """Two writers share a person and fill the same day at once; it never holds more than 24 hours."""
    days = ground.agency.system().all(
        sa.select(TimeEntry.person_id, TimeEntry.work_date, sa.func.sum(TimeEntry.minutes).label("minutes"))
        .where(TimeEntry.voided_at.is_(None))
        .group_by(TimeEntry.person_id, TimeEntry.work_date)
    )
    assert any(row.work_date == HOT_DAY for row in days)
    assert max(row.minutes for row in days) <= 1440


def test_eight_threads_write_to_sqlite_and_every_minute_is_where_it_was_said_to_be(sqlite_db: Database) -> None:
    ground = Ground(sqlite_db)
    with ThreadPoolExecutor(WRITERS) as pool:
        told = _write(ground, pool, write_for, ground.database)
    _assert_as_told(ground, told)


def test_eight_processes_write_to_sqlite_and_every_minute_is_where_it_was_said_to_be(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(sqlite_db)
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # a script run by an earlier test stands there
    with ProcessPoolExecutor(WRITERS, mp_context=FRESH) as pool:
        told = _write(ground, pool, write_in_a_process, ground.url)
    _assert_as_told(ground, told)


def test_eight_threads_write_to_postgresql_and_every_minute_is_where_it_was_said_to_be(
    postgresql_db: Database,
) -> None:
    ground = Ground(postgresql_db)
    with ThreadPoolExecutor(WRITERS) as pool:
        told = _write(ground, pool, write_for, ground.database)
    _assert_as_told(ground, told)


def test_a_writer_that_is_killed_leaves_every_acknowledged_entry_exactly_once(db: Database) -> None:
    ground = Ground(db)
    chance = random.Random(4)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        acknowledged |= _killed_at_random(ground, f"round {number}", chance.uniform(0.0, 0.25))
    notes = [row.note for row in ground.agency.system().all(sa.select(TimeEntry.note))]
    assert len(acknowledged) > ROUNDS
    assert len(notes) == len(set(notes))
    assert acknowledged <= set(notes)
    assert len(set(notes) - acknowledged) <= ROUNDS, "at most the one entry under way was stored unacknowledged"
    assert check(ground.agency.system()) == ()


def _killed_at_random(ground: Ground, name: str, after: float) -> set[str]:
    """Start a writer, kill it so many seconds after its first entry. Returns what it acknowledged."""
    heard, told = FRESH.Pipe(duplex=False)
    person = ground.people[0]
    process = FRESH.Process(target=log_until_killed, args=(ground.url, person, ground.requirements, name, told))
    process.start()
    told.close()
    acknowledged = {heard.recv()}
    until = time.monotonic() + after
    while heard.poll(max(until - time.monotonic(), 0)):
        acknowledged.add(heard.recv())
        if time.monotonic() >= until:
            break
    process.kill()
    process.join()
    try:
        while True:
            acknowledged.add(heard.recv())
    except EOFError:
        return acknowledged
