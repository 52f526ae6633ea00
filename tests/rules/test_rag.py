"""Which week may be recorded as what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.rag import (
    Draft,
    Rag,
    Recorded,
    check_draft,
    check_week,
    concerns,
    due_week,
    may_follow,
    missing_of,
    nearest,
)

MONDAY = date(2026, 1, 26)
TODAY = date(2026, 1, 30)
START = date(2025, 11, 5)
BEFORE = Recorded(date(2026, 1, 19), Rag.GREEN)


def refused(week: date, last: Recorded | None = BEFORE) -> str:
    with pytest.raises(BadInput) as told:
        check_week(week, name="Acme", start=START, last=last, today=TODAY)
    return told.value.sentence


def test_the_week_after_the_last_report_may_be_recorded() -> None:
    check_week(MONDAY, name="Acme", start=START, last=BEFORE, today=TODAY)


def test_the_first_report_may_be_of_any_week_since_the_start() -> None:
    check_week(date(2025, 11, 3), name="Acme", start=START, last=None, today=TODAY)
    assert refused(date(2025, 10, 27), None).startswith("Work on Acme starts on 5 November 2025")


def test_no_week_is_skipped() -> None:
    last = Recorded(date(2026, 1, 5), Rag.GREEN)
    assert refused(MONDAY, last) == "Acme's week of 12 January 2026 is not recorded yet; record that one first."


def test_a_recorded_week_is_locked() -> None:
    assert refused(BEFORE.week) == "Acme's week of 19 January 2026 is locked; what was recorded stays."


def test_a_week_that_has_not_begun_or_is_named_by_another_day_is_refused() -> None:
    assert refused(MONDAY + timedelta(days=7)).startswith("The week of 2 February 2026 has not begun")
    assert refused(TODAY).startswith("A week is named by its Monday")


def test_the_week_that_is_due() -> None:
    assert due_week(None, TODAY) == MONDAY
    assert due_week(BEFORE, TODAY) == MONDAY
    assert due_week(Recorded(date(2026, 1, 5), Rag.RED), TODAY) == date(2026, 1, 12)
    assert due_week(Recorded(MONDAY, Rag.RED), TODAY) is None


@pytest.mark.parametrize("previous", [*Rag, None])
@pytest.mark.parametrize("status", Rag)
def test_one_step_at_a_time(previous: Rag | None, status: Rag) -> None:
    two_steps = {previous, status} == {Rag.GREEN, Rag.RED}
    assert may_follow(previous, status) == (not two_steps)
    assert nearest(previous, status) is (Rag.AMBER if two_steps else status)
    if two_steps:
        with pytest.raises(BadInput, match="two steps away; choose amber"):
            check_draft(Draft(status), name="Acme", previous=previous)
    else:
        check_draft(Draft(status), name="Acme", previous=previous)


def test_a_draft_may_lack_everything_but_not_be_endless() -> None:
    check_draft(Draft(None), name="Acme", previous=None)
    with pytest.raises(BadInput, match=r"2,001 characters; shorten it to 2,000") as told:
        check_draft(Draft(None, next_step="x" * 2001), name="Acme", previous=None)
    assert told.value.field == "next_step"


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (Draft(None, "a", "b"), ("status",)),
        (Draft(Rag.GREEN), ()),
        (Draft(Rag.RED, " ", ""), ("note", "next step")),
        (Draft(Rag.AMBER, "slow", "call them"), ()),
    ],
)
def test_what_a_report_lacks_before_it_can_be_submitted(draft: Draft, missing: tuple[str, ...]) -> None:
    assert missing_of(draft) == missing


def weeks(*statuses: Rag) -> list[Recorded]:
    return [Recorded(MONDAY + timedelta(days=7 * n), status) for n, status in enumerate(statuses)]


G, A, R = Rag


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ((), []),
        ((G,), []),
        ((A, A), []),
        ((A, A, A), ["Amber for 3 weeks running"]),
        ((R,), []),
        ((A, R), ["Went from amber to red"]),
        ((A, R, R), ["Red for 2 weeks running"]),
        ((R, A), []),
    ],
)
def test_concerns(statuses: tuple[Rag, ...], told: list[str]) -> None:
    assert [one.sentence for one in concerns(weeks(*statuses))] == told


@given(st.lists(st.sampled_from(Rag), max_size=12))
def test_a_concern_begins_in_a_recorded_week(statuses: list[Rag]) -> None:
    history = weeks(*statuses)
    assert all(concern.since in {one.week for one in history} for concern in concerns(history))


def test_colours_have_names() -> None:
    assert [one.title for one in Rag] == ["Green", "Amber", "Red"]
