"""Repeating an earlier day: every entry once, all or nothing."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.repeat import repeat_entries
from charleos.actions.time import void_entry
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import Client, TimeEntry
from tests.build import TODAY, Build

YESTERDAY = date(2026, 1, 29)


class Ground:
    """Devon logged three entries yesterday: Checkout 2h, Search 1h and a meeting of 30m."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.acme = agency.client("acme", plan=agency.plan())
        self.checkout = agency.task(self.acme, "Checkout", [("development", "M", self.devon)])
        self.search = agency.task(self.acme, "Search", [("development", "S", self.devon)])
        agency.log(self.devon, self.checkout.only, 120, YESTERDAY, note="Payment page")
        agency.log(self.devon, self.search.only, 60, YESTERDAY)
        agency.log(self.devon, None, 30, YESTERDAY, activity=Activity.INTERNAL_MEETING)

    def ids(self, day: date = YESTERDAY) -> tuple[int, ...]:
        return tuple(row.id for row in self._rows(day))

    def minutes(self, day: date = TODAY) -> list[int]:
        return [row.minutes for row in self._rows(day) if row.voided_at is None]

    def repeat(self, *ids: int, key: str | None = None, day: date = TODAY) -> str:
        return repeat_entries(self.agency.desk(self.devon), key or self.agency.key(), ids or self.ids(), day)

    def _rows(self, day: date) -> list[TimeEntry]:
        with self.agency.system().reading() as session:
            return list(session.scalars(sa.select(TimeEntry).where(TimeEntry.work_date == day).order_by(TimeEntry.id)))


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def test_a_day_is_repeated_with_its_notes_and_its_receipt_counts_it(ground: Ground) -> None:
    assert ground.repeat() == "3 entries, 3h 30m, logged on 30 January 2026."
    assert ground.minutes() == [120, 60, 30]
    assert ground._rows(TODAY)[0].note == "Payment page"


def test_one_entry_gives_the_receipt_of_its_requirement(ground: Ground) -> None:
    assert ground.repeat(ground.ids()[0]) == "2h logged on Checkout (development): 4h used of 4h 30m-6h."


def test_repeating_twice_logs_nothing_twice(ground: Ground) -> None:
    first = ground.repeat(key="click")
    assert ground.repeat(key="click") == first
    with pytest.raises(BadInput, match="already has all of this work"):
        ground.repeat(key="another click")
    assert ground.minutes() == [120, 60, 30]


def test_only_what_the_day_lacks_is_logged(ground: Ground) -> None:
    ground.agency.log(ground.devon, ground.search.only, 60)
    assert ground.repeat() == "2 entries, 2h 30m, logged on 30 January 2026."
    assert ground.minutes() == [60, 120, 30]


def test_what_was_taken_out_again_may_be_repeated_once_more(ground: Ground) -> None:
    ground.repeat()
    for entry_id in ground.ids(TODAY):
        void_entry(ground.agency.system(), ground.agency.key(), entry_id, "Not today")
    ground.repeat()
    assert ground.minutes() == [120, 60, 30]


def test_one_entry_that_cannot_be_logged_stops_all_of_them(ground: Ground) -> None:
    ids = ground.ids()
    with ground.agency.system().writing() as session:
        client = session.get(Client, ground.acme.id)
        client.status, client.archived_on = "archived", TODAY
    with pytest.raises(BadInput, match="Acme is archived"):
        ground.repeat(ids[2], ids[0])
    assert ground.minutes() == []


def test_nobody_repeats_the_entries_of_somebody_else(ground: Ground) -> None:
    iris = ground.agency.person("Iris")
    with pytest.raises(BadInput, match="already has all"):
        repeat_entries(ground.agency.desk(iris), "k", ground.ids(), TODAY)
    assert ground.minutes() == []


def test_a_repeated_day_of_a_closed_month_says_where_its_time_counts(db: Database) -> None:
    agency = Build(db)
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    work = agency.task(acme, "Checkout", [("development", "M", devon), ("design", "M", devon)])
    for requirement in work.requirements.values():
        agency.log(devon, requirement, 30, date(2025, 12, 3))
    with agency.system().writing() as session:
        session.get(Client, acme.id).open_from = Month.of(TODAY)
    with agency.system().reading() as session:
        ids = tuple(session.scalars(sa.select(TimeEntry.id).order_by(TimeEntry.id)))
    told = repeat_entries(agency.desk(devon), "k", ids, date(2025, 12, 4))
    assert told == (
        "2 entries, 1h, logged on 4 December 2025. "
        "December 2025 is closed for this client: the time counts in January 2026."
    )
