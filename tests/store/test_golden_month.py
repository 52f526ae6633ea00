"""The example month, through the real actions and the real databases."""

from __future__ import annotations

from charleos.periods import Month
from charleos.reads.ledger import explain
from charleos.reads.statements import day_rates, statements
from charleos.store.engine import Database
from tests.build import Build, golden_month

JANUARY = Month.parse("2026-01")


def test_the_golden_month_runs_from_51_hours_to_30_and_a_half(db: Database) -> None:
    agency = Build(db)
    acme, _ = golden_month(agency)
    told = explain(agency.system(), acme.slug, JANUARY)
    assert [line.remaining_after for line in told.lines] == [2790, 2670, 1950, 1830]
    assert told.statement.available == 3060
    assert told.statement.remaining == 1830
    assert told.statement.usage == (1200, 1230, 60, 30, 0)


def test_the_golden_month_costs_five_thousand_pounds_and_earns_more_than_it_was_sold_for(db: Database) -> None:
    agency = Build(db)
    acme, _ = golden_month(agency)
    of = statements(agency.system(), acme.slug, JANUARY, JANUARY)
    (rates,) = day_rates(agency.system(), of)
    assert of.months[0].allocation is not None
    assert of.months[0].allocation.cost == 500_000
    assert (rates.sold, rates.actual) == (62_500, 64_063)
