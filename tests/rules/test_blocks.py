"""What may be reserved of somebody's time, and when a reservation is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.blocks import (
    BlockKind,
    BlockStatus,
    Reservation,
    Reserved,
    block_for,
    check_block,
    leaves_its_block,
    next_round,
    overlapping,
    status_of,
)
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Placement, Worker
from charleos.units import Minutes
from tests.rules.plans import FULL, TODAY, lengths, some_days

JANUARY = Month.parse("2026-01")
ACME = ClientCalendar("Acme", date(2026, 1, 7), False, JANUARY)
DEV = Worker("Devon", True, Diary(1, FULL))
GOOD = Reservation(BlockKind.DESIGN, 1, JANUARY, TODAY, date(2026, 2, 3), Minutes(900))


def test_a_block_may_end_after_its_month_and_on_the_day_it_starts() -> None:
    check_block(GOOD, ACME, DEV)
    check_block(GOOD._replace(end=TODAY), ACME, DEV)


@pytest.mark.parametrize(
    ("block", "field", "told"),
    [
        (GOOD._replace(start=date(2026, 2, 2)), "start", "2 February 2026 is not in January 2026"),
        (GOOD._replace(end=date(2026, 1, 29)), "end", "is before the start"),
        (GOOD._replace(minutes=Minutes(0)), "minutes", "at least one minute"),
        (GOOD._replace(minutes=Minutes(-5)), "minutes", "at least one minute"),
        (GOOD._replace(minutes=Minutes(600_001)), "minutes", "more than a block holds"),
        (GOOD._replace(start=date(2026, 1, 31), end=date(2026, 2, 1)), "start", "holds no working day"),
        (GOOD._replace(start=date(2026, 1, 6)), "start", "Work on Acme starts on 7 January 2026"),
    ],
)
def test_a_block_that_cannot_be_is_one_sentence(block: Reservation, field: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_block(block, ACME, DEV)
    assert refused.value.field == field
    assert told in refused.value.sentence


def test_whoever_is_archived_or_away_reserves_nothing() -> None:
    away = replace(DEV.diary, off=(DaysOff(TODAY, date(2026, 2, 3)),))
    with pytest.raises(BadInput, match="Devon is archived"):
        check_block(GOOD, ACME, DEV._replace(is_active=False))
    with pytest.raises(BadInput, match="Acme is archived"):
        check_block(GOOD, ACME._replace(is_archived=True), DEV)
    with pytest.raises(BadInput, match="Devon is on leave"):
        check_block(GOOD, ACME, DEV._replace(diary=away))


@given(st.sampled_from(BlockKind), st.sets(st.integers(1, 9)))
def test_qa_is_numbered_on_and_other_kinds_are_one_a_month(kind: BlockKind, rounds: set[int]) -> None:
    if rounds and not kind.is_numbered:
        with pytest.raises(BadInput) as refused:
            next_round(kind, rounds, JANUARY)
        assert refused.value.field == "kind"
        return
    number = next_round(kind, rounds, JANUARY)
    assert number not in rounds
    assert all(number > one for one in rounds)


def test_rounds_are_named() -> None:
    assert [kind.called(2) for kind in BlockKind] == [
        "Design",
        "Development",
        "Deployment",
        "Internal QA review, round 2",
        "Internal QA fixes, round 2",
        "External QA fixes, round 2",
    ]


@pytest.mark.parametrize(
    ("stored", "end", "expected"),
    [
        ("scheduled", TODAY, "Scheduled"),
        ("in_progress", TODAY, "In progress"),
        ("not_scheduled", date(2026, 1, 29), "Late"),
        ("in_progress", date(2026, 1, 29), "Late"),
        ("completed", date(2026, 1, 29), "Completed"),
        ("late", TODAY, "Scheduled"),
    ],
)
def test_a_block_is_late_once_its_end_has_passed(stored: str, end: date, expected: str) -> None:
    assert status_of(BlockStatus(stored), end, TODAY).title == expected


@st.composite
def reserved(draw: st.DrawFn) -> Reserved:
    start = draw(some_days)
    return Reserved(draw(st.integers(1, 99)), draw(st.sampled_from(BlockKind)), start, start + draw(lengths), "Design")


@given(st.lists(reserved(), max_size=6, unique_by=lambda one: one.block_id), some_days, lengths)
def test_what_overlaps_shares_a_day(others: list[Reserved], start: date, length: timedelta) -> None:
    mine = {start + timedelta(days=n) for n in range(length.days + 1)}
    sharing = [
        one
        for one in others
        if mine & {one.start + timedelta(days=n) for n in range(20) if one.start + timedelta(days=n) <= one.end}
    ]
    assert len(overlapping(start, start + length, others)) == len(sharing)
    for one in sharing:
        assert len(overlapping(start, start + length, others, block_id=one.block_id)) == len(sharing) - 1


def test_what_overlaps_is_listed_earliest_first() -> None:
    later = Reserved(1, BlockKind.DESIGN, TODAY, TODAY, "Design for Bolt")
    sooner = Reserved(2, BlockKind.DEVELOPMENT, date(2026, 1, 28), TODAY, "Development for Acme")
    assert overlapping(TODAY, TODAY, [later, sooner]) == (
        "Development for Acme, 28 January 2026 to 30 January 2026",
        "Design for Bolt, 30 January 2026",
    )


def test_every_kind_of_step_but_an_external_review_is_work_of_a_block() -> None:
    without = [kind for kind in StepKind if block_for(kind) is None]
    assert without == [StepKind.EXTERNAL_QA_REVIEW]
    assert {block_for(kind) for kind in StepKind} - {None} == set(BlockKind)
    assert block_for(StepKind.CLIENT_DESIGN_FEEDBACK) is BlockKind.DESIGN


def test_a_step_leaves_its_block_when_it_no_longer_lies_within() -> None:
    blocks = [
        Reserved(1, BlockKind.DEVELOPMENT, date(2026, 1, 26), TODAY, "Development for Acme"),
        Reserved(2, BlockKind.DESIGN, TODAY, date(2026, 2, 6), "Design for Acme"),
    ]
    inside = Placement(1, date(2026, 1, 28), TODAY, Minutes(60), StepStatus.SCHEDULED)
    outside = replace(inside, end=date(2026, 2, 2))
    undated = replace(inside, start=None, end=None)
    assert leaves_its_block(StepKind.DEVELOPMENT, inside, outside, blocks)
    assert leaves_its_block(StepKind.DELAYED, inside, undated, blocks)
    assert not leaves_its_block(StepKind.DEVELOPMENT, outside, inside, blocks)
    assert not leaves_its_block(StepKind.DESIGN, inside, outside, blocks)
    assert not leaves_its_block(StepKind.EXTERNAL_QA_REVIEW, inside, outside, blocks)
