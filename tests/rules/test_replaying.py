"""A history of estimates and actuals, billed by a size table as if each row were a requirement."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules import replaying
from charleos.rules.billing import Estimate, bill
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.replaying import Replay, Replayed, ReplaySize, minutes_of, replay
from charleos.units import Minutes, half_up

SIZES = [ReplaySize(size.code, size.estimate) for size in DEFAULT_POLICY.sizes]


def told(*rows: tuple[str, ...], estimate: int = 0, actual: int = 1) -> Replay:
    return replay(rows, SIZES, estimate=estimate, actual=actual)


def test_each_row_gets_the_smallest_size_that_holds_its_estimate() -> None:
    found = told(("6", "3"), ("6.0083", "6"), ("0.5", "0.5"))
    assert {code: of.rows for code, of in found.by_size.items()} == {"XS": 1, "S": 0, "M": 2, "L": 0, "XL": 0, "XXL": 0}
    assert found.by_size["M"] == Replayed(2, Minutes(540), Minutes(630), Minutes(90), Minutes(0))
    assert told(("6.00834", "6")).by_size["L"].rows == 1


def test_an_overrun_is_absorbed() -> None:
    assert told(("2", "2.5")).total == Replayed(1, Minutes(150), Minutes(120), Minutes(0), Minutes(30))
    assert told(("2", "2.5")).total.billed_to_actual == Fraction(4, 5)


def test_what_no_size_holds_or_is_no_minute_is_dropped_and_counted() -> None:
    found = told(("120.01", "3"), ("0", "3"), ("3", "0"), ("0.008", "1"), ("1", "0.0083"), ("120", "1"))
    assert (found.total.rows, found.dropped) == (1, 5)


def test_no_rows_have_no_ratio() -> None:
    assert told().total.billed_to_actual is None
    assert told((), ()).dropped == 0


def test_columns_may_stand_anywhere_and_blank_lines_between() -> None:
    assert told(("dev", "3", "x", "6"), (), estimate=3, actual=1).by_size["M"].rows == 1


@pytest.mark.parametrize("text", ["", "abc", "-1", "1_0", "nan", "inf", "１", "1,5", "1h", "1e999", "0x1"])
def test_what_is_no_number_of_hours_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a number of hours"):
        told((text, "1"))
    with pytest.raises(BadInput, match="is not a number of hours"):
        told(("1", text))


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(BadInput, match="no estimate or no actual: 1"):
        told(("1",))


texts = st.one_of(
    st.decimals(0, 5000, places=4, allow_nan=False).map(lambda d: f"{d:f}"),
    st.integers(0, 100_000).map(lambda halves: f"{Decimal(halves) / Decimal(120):.12f}"),
    st.floats(0, 10_000, allow_nan=False).map(repr),
    st.integers(0, 10**6).map(str),
)


@given(texts)
def test_hours_are_rounded_half_up_to_the_minute_exactly(text: str) -> None:
    assert minutes_of(text) == half_up(Fraction(text) * 60)


@given(st.integers(0, 100_000))
def test_a_half_of_a_minute_goes_up_and_a_hair_less_goes_down(minutes: int) -> None:
    half = Fraction(2 * minutes + 1, 120)
    hours = f"{Decimal(half.numerator) / Decimal(half.denominator):.20f}"
    expected = half_up(Fraction(hours) * 60)
    assert minutes_of(hours) == expected


rows = st.lists(st.tuples(st.decimals(0, 130, places=2).map(str), st.decimals(0, 130, places=2).map(str)), max_size=40)


@given(rows)
def test_it_bills_as_row_by_row_and_the_law_holds(found: list[tuple[str, str]]) -> None:
    total = told(*found).total
    bills = []
    for estimate, actual in found:
        size = DEFAULT_POLICY.size_that_holds(minutes_of(estimate))
        if size is not None and minutes_of(estimate) and minutes_of(actual):
            bills.append(bill(Estimate(*size.estimate), minutes_of(actual)))
    assert total.rows == len(bills)
    assert total.billable == sum(one.billable for one in bills) == total.actual + total.banked - total.overage
    assert total.overage == sum(one.overage for one in bills)


def test_it_streams_and_remembers_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(replaying, "MOST_TEXTS", 3)
    endless = ((f"{n / 10}", f"{n / 7:.3f}") for n in range(1, 500))
    in_parts = replay(endless, SIZES, estimate=0, actual=1)
    monkeypatch.undo()
    at_once = replay(((f"{n / 10}", f"{n / 7:.3f}") for n in range(1, 500)), SIZES, estimate=0, actual=1)
    assert in_parts == at_once
    assert at_once.total.rows == 499
