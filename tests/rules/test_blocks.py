"""What may be reserved of a person's time, and what it touches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.blocks import (
    BlockKind,
    BlockStatus,
    Overlap,
    Reservation,
    check_block,
    check_overlaps,
    next_round,
    status_on,
)
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.entries import ClientCalendar
from charleos.rules.placing import Worker
from charleos.units import Minutes

FEBRUARY = Month.parse("2026-02")
MONDAY, FRIDAY = date(2026, 2, 2), date(2026, 2, 6)
ACME = ClientCalendar("Acme", date(2026, 2, 2), False, FEBRUARY)
IRIS = Worker("Iris", True, Diary(1, Minutes(390), (DaysOff(date(2026, 2, 16), date(2026, 2, 20)),)))
FINE = Reservation(FEBRUARY, MONDAY, FRIDAY, Minutes(600))


def refused(block: Reservation = FINE, client: ClientCalendar = ACME, worker: Worker = IRIS) -> tuple[str, str | None]:
    with pytest.raises(BadInput) as told:
        check_block(block, client, worker)
    return told.value.sentence, told.value.field


def test_a_block_starts_in_its_month_and_may_end_in_the_next() -> None:
    check_block(FINE._replace(start=FRIDAY, end=date(2026, 3, 3)), ACME, IRIS)
    check_block(FINE._replace(end=MONDAY), ACME, IRIS)


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"minutes": Minutes(0)}, "minutes", "Give the block at least one minute."),
        ({"minutes": Minutes(-5)}, "minutes", "Give the block at least one minute."),
        ({"minutes": Minutes(600_001)}, "minutes", "10,000h 01m is more than a block holds; give at most 10,000h."),
        ({"start": date(2026, 3, 2)}, "start", "2 March 2026 is not in February 2026; a block starts in its month."),
        ({"start": date(2026, 2, 1)}, "start", "Work on Acme starts on 2 February 2026; 1 February 2026 is before it."),
        ({"end": date(2026, 2, 1)}, "end", "The end, 1 February 2026, is before the start, 2 February 2026."),
        (
            {"start": date(2026, 2, 7), "end": date(2026, 2, 8)},
            "start",
            "7 February 2026 to 8 February 2026 holds no working day; choose other dates.",
        ),
        (
            {"start": date(2026, 2, 16), "end": date(2026, 2, 17)},
            "start",
            "Iris is on leave: 16 February 2026 to 17 February 2026 holds no day that they work.",
        ),
    ],
)
def test_what_cannot_be_reserved_is_refused_at_its_field(change: dict[str, Any], field: str, told: str) -> None:
    assert refused(FINE._replace(**change)) == (told, field)


def test_nothing_is_reserved_for_an_archived_client_or_with_somebody_who_left() -> None:
    gone = "Acme is archived; ask a Manager to reopen the client first."
    assert refused(client=ACME._replace(is_archived=True)) == (gone, "client")
    left = "Iris is archived; choose somebody who works here."
    assert refused(worker=IRIS._replace(is_active=False)) == (left, "assignee")


@pytest.mark.parametrize("kind", list(BlockKind))
def test_reviews_and_fixes_are_numbered_and_everything_else_is_there_once(kind: BlockKind) -> None:
    assert next_round(kind, FEBRUARY, ()) == 1
    if kind.comes_in_rounds:
        assert [next_round(kind, FEBRUARY, taken) for taken in ((1,), (1, 2), (2, 3))] == [2, 3, 1]
        assert kind.called(2) == f"{kind.title} 2"
        return
    assert kind.called(1) == kind.title
    with pytest.raises(BadInput, match=f"There is a {kind.title} block in February 2026 already"):
        next_round(kind, FEBRUARY, (1,))


def test_a_completed_block_stays_completed_and_one_that_nobody_completed_becomes_late() -> None:
    day_after = date(2026, 2, 7)
    assert status_on(BlockStatus.COMPLETED, MONDAY, FRIDAY, day_after) is BlockStatus.COMPLETED
    assert status_on(BlockStatus.SCHEDULED, MONDAY, FRIDAY, day_after) is BlockStatus.LATE
    assert status_on(BlockStatus.NOT_SCHEDULED, MONDAY, FRIDAY, date(2026, 1, 30)) is BlockStatus.NOT_SCHEDULED


def test_an_overlap_lists_what_it_affects_until_it_is_confirmed() -> None:
    both = [
        Overlap("Acme", "Design", MONDAY, FRIDAY, Minutes(600)),
        Overlap("Bolt", "Deployment", MONDAY, MONDAY, Minutes(30)),
    ]
    check_overlaps("Iris", [], is_confirmed=False)
    check_overlaps("Iris", both, is_confirmed=True)
    with pytest.raises(BadInput) as told:
        check_overlaps("Iris", both, is_confirmed=False)
    assert told.value.field == "confirm"
    assert "Design for Acme, 2 February 2026 to 6 February 2026, 10h; Deployment for Bolt, 2 February 2026, 30m" in str(
        told.value
    )
