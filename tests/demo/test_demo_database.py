"""The demo agency in a database: what its screens are promised to show."""

from __future__ import annotations

from datetime import UTC, date, datetime

import bcrypt
import pytest
import sqlalchemy as sa

from charleos.actions.upkeep import check
from charleos.desk import Desk, system_desk
from charleos.errors import BadInput
from charleos.imports.demo import Demand
from charleos.imports.demo_cast import SIGN_INS
from charleos.imports.demo_loading import is_taken, load_demo
from charleos.periods import Month
from charleos.reads.ledger import explain
from charleos.reads.statements import ClientStatements, day_rates, statements
from charleos.rules.rates import Band
from charleos.store.engine import Database
from charleos.store.schema import Agency, LedgerLine, Person

TODAY = date(2026, 11, 24)
RUNNING = Month.parse("2026-11")
LAST = RUNNING.previous


@pytest.fixture(scope="module")
def desk(module_db: Database) -> Desk:
    at = system_desk(module_db, TODAY, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert not is_taken(at)
    told: list[int] = []
    assert load_demo(at, Demand(), progress=told.append).entries > 10_000
    assert told == list(range(14))
    return at


def of(desk: Desk, slug: str, *, back: int = 13) -> ClientStatements:
    return statements(desk, slug, RUNNING.plus(-back), RUNNING)


def test_its_books_are_right(desk: Desk) -> None:
    assert check(desk) == ()


def test_acme_had_the_golden_month(desk: Desk) -> None:
    ledger = explain(desk, "acme-corp", LAST)
    assert [line.remaining_after for line in ledger.lines] == [2790, 2670, 1950, 1830]
    assert ledger.statement.remaining == 1830
    assert (ledger.statement.excess_in, ledger.statement.unused_in) == (0, 0)
    assert ledger.statement.allocation is not None
    assert ledger.statement.allocation.cost == 500_000
    assert not ledger.is_closed
    assert day_rates(desk, statements(desk, "acme-corp", LAST, LAST))[0].band is Band.GOAL


def test_one_client_is_beyond_its_hours_and_carries_it_on(desk: Desk) -> None:
    last, running = of(desk, "brightwater-leisure").months[-2:]
    assert last.excess > 0
    assert running.excess_in == last.excess


def test_one_client_used_less_than_six_tenths_for_two_months(desk: Desk) -> None:
    for month in of(desk, "copper-and-pine").months[-3:-1]:
        assert 0 < 10 * month.usage.billable < 6 * month.available


def test_one_client_is_always_quick_and_another_never(desk: Desk) -> None:
    assert all(month.usage.overage == 0 < month.usage.banked for month in of(desk, "ellery-books").months[-4:-1])
    assert all(month.usage.overage > 0 for month in of(desk, "ibis-cycling").months[-4:-1])


def test_every_kind_of_rollover_has_carried_something(desk: Desk) -> None:
    for slug in ("dunmore-distillery", "ellery-books", "pebble-finance"):
        assert any(month.unused_in > 0 for month in of(desk, slug).months)
    assert of(desk, "nomad-coffee").agreement.terms_in(RUNNING) != of(desk, "nomad-coffee").agreement.terms_in(LAST - 8)


def test_months_are_closed_up_to_two_before_the_running_one(desk: Desk) -> None:
    months = of(desk, "pebble-finance")
    assert [months.is_closed(month) for month in (LAST.previous, LAST, RUNNING)] == [True, False, False]


def test_delayed_tasks_have_borrowed(desk: Desk) -> None:
    borrowed = desk.all(
        sa.select(sa.func.count(sa.distinct(LedgerLine.task_id))).where(LedgerLine.kind == "borrowing")
    )[0][0]
    assert borrowed > 20


def test_every_band_is_to_be_seen(desk: Desk) -> None:
    slugs = ("acme-corp", "ellery-books", "ibis-cycling", "juniper-health", "lumen-energy", "kestrel-analytics")
    assert {rates.band for slug in slugs for rates in day_rates(desk, of(desk, slug))} >= set(Band)


def test_everybody_signs_in_with_the_demo_password(desk: Desk) -> None:
    hashes = dict(desk.all(sa.select(Person.key, Person.password_hash)))
    assert set(SIGN_INS) <= set(hashes)
    assert len(set(hashes.values())) == 1
    assert bcrypt.checkpw(b"retainer", hashes["morgan"].encode())
    agency = desk.one(sa.select(Agency.name, Agency.demo))
    assert (agency.name, agency.demo) == ("Halyard & Finch", 1)


def test_it_does_not_go_into_a_database_with_people_in_it(desk: Desk) -> None:
    assert is_taken(desk)
    with pytest.raises(BadInput, match="only goes into an empty one"):
        load_demo(desk, Demand())
