"""A month over many clients."""

from __future__ import annotations

from charleos.periods import Month
from charleos.rules.efficiency import AverageRates, Cell, Habit, Sold
from charleos.rules.month_end import by_type, summary
from charleos.rules.policy import Rollover, Unused
from charleos.rules.retainer import NO_CARRY, Allocation, Carry, Statement, Usage, statement
from charleos.units import NOTHING, Minutes, Pence

DAY = Minutes(450)
JANUARY = Month.parse("2026-01")
GROWTH = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500_000))
STARTER = Allocation(Minutes(1200), Minutes(180), Minutes(1020), Pence(200_000))
FORGET = Rollover(True, Unused.NONE)


def used(logged: int, billable: int, overage: int = 0) -> Usage:
    banked = billable - logged + overage
    return Usage(Minutes(logged), Minutes(billable), Minutes(banked), Minutes(overage), NOTHING)


def month(agreed: Allocation | None, usage: Usage, carried: Carry = NO_CARRY) -> Statement:
    return statement(JANUARY, agreed, FORGET, carried, usage)


def test_clients_are_added_up_and_project_only_work_is_in_no_rate() -> None:
    months = [
        month(GROWTH, used(1200, 1230, 30)),
        month(STARTER, used(1100, 1200), Carry(Minutes(60))),
        month(None, used(600, 600)),
    ]
    told = summary(months, DAY)
    assert (told.clients, told.allocated, told.available) == (3, 4080, 4020)
    assert (told.use.logged, told.use.billable, told.net) == (2900, 3030, 130)
    assert (told.excess_in, told.excess_out, told.expired) == (60, 240, 1830)
    assert told.cost == 700_000
    assert told.earned == 370_833  # 170,833.33 and 200,000
    assert told.rates == AverageRates(Pence(68_478), Pence(72_554))


def test_without_clients_or_work_nothing_is_zero_or_infinite_that_has_no_value() -> None:
    nothing = AverageRates(None, None)
    assert summary([], DAY).rates == nothing
    assert summary([month(GROWTH, used(0, 0))], DAY).rates == nothing
    assert summary([month(None, used(60, 60))], DAY).rates == nothing


def cell(kind: str, of: Month, logged: int, billable: int, overage: int = 0, client: int = 1) -> Cell:
    use = used(logged, billable, overage)
    return Cell(
        client,
        of,
        kind,
        "M",
        0,
        NOTHING,
        NOTHING,
        use.logged,
        use.billable,
        use.banked,
        use.overage,
        NOTHING,
    )


def at_growth(of: Cell) -> Sold | None:
    """Client 2 is project-only."""
    return Sold(GROWTH.cost, GROWTH.gross, DAY, of.logged, of.billable) if of.client == 1 else None


def test_a_design_win_stands_beside_a_development_loss() -> None:
    november, december = JANUARY.plus(-2), JANUARY.previous
    cells = [
        cell("development", november, 100, 90, 10),
        cell("development", december, 100, 90, 10),
        cell("development", JANUARY, 450, 360, 90),
        cell("design", JANUARY, 300, 360),
        cell("design", JANUARY, 60, 60, client=2),
        cell("seo", december, 60, 60),
        cell("", JANUARY, 0, 30),
    ]
    design, development = by_type(cells, JANUARY, at_growth)
    assert (design.type, design.work.net, design.habit, design.earned) == ("design", 60, None, 50_000)
    assert (development.type, development.work.net, development.habit) == ("development", -90, Habit.OVER)
    assert development.rates == AverageRates(Pence(62_500), Pence(50_000))


def test_work_of_project_only_clients_has_no_rate() -> None:
    (line,) = by_type([cell("design", JANUARY, 60, 90, client=2)], JANUARY, at_growth)
    assert (line.earned, line.rates) == (0, AverageRates(None, None))
