from __future__ import annotations

from datetime import date

import pytest

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.closing import check_close, check_reopen

START = date(2026, 1, 5)
JANUARY, FEBRUARY, MARCH, APRIL = (Month.parse(f"2026-0{n}") for n in (1, 2, 3, 4))


def close(month: Month, *, open_from: Month = FEBRUARY, today: date = date(2026, 4, 1)) -> None:
    check_close("Acme", month, start=START, open_from=open_from, today=today)


def test_the_earliest_open_month_closes_once_it_has_ended() -> None:
    close(FEBRUARY, today=date(2026, 3, 1))
    close(MARCH, open_from=MARCH)


@pytest.mark.parametrize(
    ("month", "today", "said"),
    [
        (Month.parse("2025-12"), date(2026, 4, 1), "there is no December 2025 to close"),
        (FEBRUARY, date(2026, 2, 28), "has not ended; close it from 1 March 2026 on"),
        (JANUARY, date(2026, 4, 1), "January 2026 is already closed"),
        (MARCH, date(2026, 4, 1), "close February 2026 of Acme first"),
    ],
)
def test_months_close_in_order_and_only_after_they_end(month: Month, today: date, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        close(month, today=today)


def test_the_last_closed_month_can_be_reopened_with_a_reason() -> None:
    check_reopen("Acme", FEBRUARY, start=START, open_from=MARCH, reason="a late timesheet")


@pytest.mark.parametrize(
    ("month", "reason", "field", "said"),
    [
        (FEBRUARY, "  ", "reason", "Say why"),
        (MARCH, "why", "month", "March 2026 is not closed"),
        (JANUARY, "why", "month", "reopen February 2026 first"),
    ],
)
def test_reopening_is_refused_where_it_is_not_its_turn(month: Month, reason: str, field: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        check_reopen("Acme", month, start=START, open_from=MARCH, reason=reason)
    assert refused.value.field == field


def test_a_month_before_the_start_was_never_closed_and_cannot_be_reopened() -> None:
    with pytest.raises(BadInput, match="December 2025 is not closed for Acme"):
        check_reopen("Acme", JANUARY.previous, start=START, open_from=JANUARY, reason="why")
