from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.billing import NOT_REQUIRED
from charleos.rules.entries import (
    ClientCalendar,
    already_sentence,
    check_client,
    check_day,
    check_entry,
    check_reason,
    receipt,
    routing,
)
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes

TODAY = date(2026, 3, 10)
ACME = ClientCalendar("Acme", date(2026, 3, 1), is_archived=False, open_from=Month.parse("2026-03"))


def check(minutes: int = 60, day: date = TODAY, note: str = "", client: ClientCalendar | None = ACME) -> None:
    check_entry(Minutes(minutes), day, today=TODAY, note=note, client=client)


@pytest.mark.parametrize("minutes", [1, 60, 720])
def test_an_entry_of_one_minute_to_twelve_hours_is_accepted(minutes: int) -> None:
    check(minutes)
    check(minutes, client=None)


@pytest.mark.parametrize(
    ("minutes", "day", "note", "field", "said"),
    [
        (0, TODAY, "", "minutes", "at least one minute"),
        (-5, TODAY, "", "minutes", "at least one minute"),
        (721, TODAY, "", "minutes", "at most 12h"),
        (60, TODAY + timedelta(days=1), "", "work_date", "11 March 2026 is in the future"),
        (60, date(2026, 2, 28), "", "work_date", "Work on Acme starts on 1 March 2026"),
        (60, TODAY, "x" * 2001, "note", "2,001 characters"),
        (60, TODAY, "x" * 10_000, "note", "10,000 characters"),
    ],
)
def test_what_cannot_be_an_entry_is_refused_at_its_field(
    minutes: int, day: date, note: str, field: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        check(minutes, day, note)
    assert refused.value.field == field


def test_a_note_of_two_thousand_characters_is_accepted() -> None:
    check(note="x" * 2000)


@pytest.mark.parametrize("minutes", [30.0, 30.5, True, float("nan")])
def test_time_that_is_no_whole_number_is_refused(minutes: float) -> None:
    with pytest.raises(BadInput, match="whole number of minutes"):
        check_entry(minutes, TODAY, today=TODAY, note="", client=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["", " \0 ", "x" * 2001])
def test_taking_time_out_needs_a_reason_that_can_be_kept(reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_reason(reason)
    assert refused.value.field == "reason"


def test_a_day_that_already_has_the_same_work_is_said_to() -> None:
    assert already_sentence(None, Minutes(0), "Checkout", "today") is None
    assert already_sentence("Ana", Minutes(60), "Checkout", "today") == "Ana already has 1h on Checkout today."


def test_no_work_is_accepted_on_an_archived_client() -> None:
    with pytest.raises(BadInput, match="Acme is archived"):
        check_client(ACME._replace(is_archived=True), TODAY)


@given(st.integers(0, 1440), st.integers(1, 720))
def test_a_day_holds_twenty_four_hours_and_no_more(already: int, more: int) -> None:
    if already + more <= 1440:
        check_day("Ana", TODAY, already=Minutes(already), more=Minutes(more))
    else:
        with pytest.raises(BadInput, match="more than a day holds"):
            check_day("Ana", TODAY, already=Minutes(already), more=Minutes(more))


def test_a_closed_month_is_said_before_saving_and_an_open_one_is_not() -> None:
    january, march = Month.parse("2026-01"), Month.parse("2026-03")
    assert routing(march, march) is None
    assert routing(january, march) == "January 2026 is closed for this client: the time counts in March 2026."


def test_a_receipt_says_what_the_entry_did() -> None:
    m = DEFAULT_POLICY.estimate("M")
    assert receipt(Minutes(120), "Checkout", m, Minutes(270)) == "2h logged on Checkout: 4h 30m used of 4h 30m-6h."
    assert receipt(Minutes(5), "Icons", NOT_REQUIRED, Minutes(5)).endswith("it is not required, so nothing is billed.")
