"""What the product asks its database, beside U: one indexed select of 200 rows, by SQLAlchemy Core, unscoped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

import sqlalchemy as sa

from charleos.actions.time import Entry, log_time
from charleos.desk import Desk, system_desk
from charleos.periods import Month
from charleos.reads.before_close import before_close
from charleos.reads.client_detail import client_detail
from charleos.reads.clients import clients
from charleos.reads.month_end import month_end
from charleos.reads.overview import overview
from charleos.reads.statements import statements
from charleos.rules.entries import Activity
from charleos.store.engine import IMMEDIATE, MARK, Database
from charleos.store.schema import Client, LedgerLine, Requirement, TimeEntry
from charleos.units import Minutes

ROWS = 200
DAYS = 20
"""Postings are spread over so many days, so that no day fills up with what the bench itself wrote."""


class Ground:
    """One database of the bench, with its busiest client."""

    def __init__(self, database: Database, today: date, now: datetime) -> None:
        self.database = database
        self.desk: Desk = system_desk(database, today, now)
        self.month = Month.of(today)
        self.client_id, self.slug, self.start = self._busiest_client()
        self._number = count(1)

    def unit(self) -> Callable[[], object]:
        """U: 200 rows of the ledger by the index of its client, fetched as tuples."""
        columns = (LedgerLine.id, LedgerLine.work_date, LedgerLine.minutes, LedgerLine.billable, LedgerLine.kind)
        query = sa.select(*columns).where(LedgerLine.client_id == self.client_id).limit(ROWS)
        marked = self.database.engine.execution_options(**{MARK: True})

        def ask() -> object:
            with marked.connect() as connection:
                return connection.execute(query).all()

        return ask

    def many_months(self) -> Callable[[], object]:
        """Every month of the client from its start, each with what it carried."""
        return lambda: statements(self.desk, self.slug, Month.of(self.start), self.month)

    def client_list(self) -> Callable[[], object]:
        """The list of the running month, as the process knows it: nothing changed since it was last asked for."""
        return lambda: clients(self.desk, self.month)

    def client_list_after_one_change(self) -> Callable[[], object]:
        """The same, when one client has to be worked out anew."""

        def ask() -> object:
            self.database.clients.pop(self.client_id, None)
            return clients(self.desk, self.month)

        return ask

    def client_list_from_nothing(self) -> Callable[[], object]:
        """The same, when every client has to be worked out, as at a first look or on PostgreSQL."""

        def ask() -> object:
            self.database.clients.clear()
            return clients(self.desk, self.month)

        return ask

    def month_end(self) -> Callable[[], object]:
        """Every client's month beside the one before it, and both added up."""
        return lambda: month_end(self.desk, self.month.previous)

    def before_close(self) -> Callable[[], object]:
        """What to look at before that month is closed: unfinished work, waiting and late time, missing reports."""
        return lambda: before_close(self.desk, self.month.previous)

    def client_detail(self) -> Callable[[], object]:
        """All that the client's page asks: the frame with its twelve months and panel, and the overview."""

        def ask() -> object:
            frame = client_detail(self.desk, self.slug, self.month)
            return frame, overview(self.desk, self.slug, self.month)

        return ask

    def posting(self) -> Callable[[], object]:
        """One entry through the whole of `log_time`: rules, ledger line, kept sums, audit, receipt, commit."""
        requirement, person = self._open_requirement()

        def post() -> object:
            turn = next(self._number)
            day = self.desk.today - timedelta(days=turn % DAYS)
            entry = Entry(day, Minutes(1), Activity.TASK, f"bench {turn}", requirement, None, person)
            return log_time(self.desk, f"bench-{turn}", entry)

        return post

    def bare_insert(self) -> Callable[[], object]:
        """One row written and committed with the same settings: what no writer can go below."""
        row = {"person_id": self._open_requirement()[1], "work_date": date(2000, 1, 1), "minutes": 1}
        row |= {"activity": Activity.ADMIN.value, "note": "", "created_at": self.desk.now}
        insert = sa.insert(TimeEntry)
        marked = self.database.engine.execution_options(**{MARK: True, IMMEDIATE: True})

        def write() -> object:
            with self.database.one_writer(), marked.begin() as connection:
                return connection.execute(insert, row)

        return write

    def clear_day(self) -> None:
        """Take the bare rows out again: they stand for no work."""
        marked = self.database.engine.execution_options(**{MARK: True, IMMEDIATE: True})
        with marked.begin() as connection:
            connection.execute(sa.delete(TimeEntry).where(TimeEntry.work_date == date(2000, 1, 1)))

    def _busiest_client(self) -> tuple[int, str, date]:
        lines = sa.select(LedgerLine.client_id).group_by(LedgerLine.client_id).order_by(sa.func.count().desc()).limit(1)
        with self.desk.reading() as session:
            found = session.execute(
                sa.select(Client.id, Client.slug, Client.start).where(Client.id.in_(lines), Client.status == "active")
            ).one()
        return found.id, found.slug, found.start

    def _open_requirement(self) -> tuple[int, int]:
        """A requirement of the client that takes many more minutes, and its assignee."""
        with self.desk.reading() as session:
            found = session.execute(
                sa.select(Requirement.id, Requirement.assignee_id)
                .where(Requirement.client_id == self.client_id, Requirement.assignee_id.is_not(None))
                .order_by(Requirement.maximum.desc(), Requirement.id)
                .limit(1)
            ).one()
        return found.id, found.assignee_id
