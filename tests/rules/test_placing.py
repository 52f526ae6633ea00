"""Where a step may stand in the schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Move, Placement, Worker, check_minutes, check_placing, dump_placement, load_placement
from charleos.units import Minutes

FRIDAY, MONDAY = date(2026, 1, 30), date(2026, 2, 2)
ACME = ClientCalendar("Acme", date(2026, 1, 1), False, Month.parse("2026-01"))
DEV = Worker("Devon", True, Diary(1, Minutes(390)))
GOOD = Placement(1, FRIDAY, MONDAY, Minutes(60), StepStatus.SCHEDULED)

some_days = st.integers(0, 120).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def placements(draw: st.DrawFn) -> Placement:
    dated = draw(st.booleans())
    start = draw(some_days) if dated else None
    end = start + timedelta(days=draw(st.integers(0, 20))) if start else None
    statuses = [one for one in StepStatus if one is not StepStatus.NOT_SCHEDULED]
    status = draw(st.sampled_from(statuses)) if dated else StepStatus.NOT_SCHEDULED
    position = draw(st.none() | st.integers(0, 9))
    return Placement(
        draw(st.none() | st.integers(1, 3)), start, end, Minutes(draw(st.integers(1, 999))), status, position
    )


def placed(placing: Placement, kind: StepKind = StepKind.DEVELOPMENT, worker: Worker | None = DEV) -> None:
    check_placing(placing, kind, ACME, worker=worker)


def refused(placing: Placement, kind: StepKind = StepKind.DEVELOPMENT, worker: Worker | None = DEV) -> BadInput:
    with pytest.raises(BadInput) as raised:
        placed(placing, kind, worker)
    return raised.value


def test_good_placings_pass() -> None:
    placed(GOOD)
    placed(replace(GOOD, start=None, end=None, status=StepStatus.NOT_SCHEDULED))
    placed(replace(GOOD, assignee_id=None), worker=None)
    placed(replace(GOOD, start=MONDAY, end=MONDAY, estimate=Minutes(0)), StepKind.DEPLOYMENT)


@pytest.mark.parametrize(
    ("placing", "field", "told"),
    [
        (replace(GOOD, end=FRIDAY - timedelta(days=1)), "end", "is before the start"),
        (replace(GOOD, end=None), "end", "both a start and an end"),
        (replace(GOOD, start=None), "start", "both a start and an end"),
        (replace(GOOD, end=FRIDAY + timedelta(days=367)), "end", "at most a year"),
        (replace(GOOD, start=date(2026, 1, 31), end=date(2026, 2, 1)), "start", "holds no working day"),
        (replace(GOOD, start=date(2026, 4, 3), end=date(2026, 4, 3)), "start", "3 April 2026 holds no working day"),
        (replace(GOOD, start=date(2025, 12, 31)), "start", "Work on Acme starts on 1 January 2026"),
        (replace(GOOD, estimate=Minutes(0)), "minutes", "at least one minute"),
        (replace(GOOD, estimate=Minutes(-1)), "minutes", "at least one minute"),
        (replace(GOOD, estimate=Minutes(600_001)), "minutes", "more than a step holds"),
        (replace(GOOD, status=StepStatus.COMPLETE), "start", "reopen it"),
    ],
)
def test_a_placing_that_cannot_be_is_one_sentence(placing: Placement, field: str, told: str) -> None:
    found = refused(placing)
    assert found.field == field
    assert told in found.sentence


def test_a_deployment_may_take_no_minutes_but_not_less_than_none() -> None:
    assert refused(replace(GOOD, estimate=Minutes(-1)), StepKind.DEPLOYMENT).field == "minutes"


def test_an_archived_person_takes_no_work() -> None:
    found = refused(GOOD, worker=DEV._replace(is_active=False))
    assert (found.field, found.sentence) == ("assignee", "Devon is archived; choose somebody who works here.")


def test_an_archived_client_has_no_work_to_place() -> None:
    with pytest.raises(BadInput, match="Acme is archived"):
        check_placing(GOOD, StepKind.DESIGN, ACME._replace(is_archived=True), worker=DEV)


def test_work_that_falls_wholly_on_leave_is_refused_and_half_a_day_holds_some() -> None:
    away = DaysOff(FRIDAY, MONDAY)
    on_leave = DEV._replace(diary=replace(DEV.diary, off=(away,)))
    assert "Devon is on leave" in refused(GOOD, worker=on_leave).sentence
    placed(GOOD, worker=DEV._replace(diary=replace(DEV.diary, off=(away._replace(end_half=True),))))


@given(placements())
def test_what_is_stored_reads_back_equal(placing: Placement) -> None:
    assert load_placement(dump_placement(placing)) == placing


def test_the_stored_text_names_what_the_table_names() -> None:
    assert dump_placement(GOOD) == (
        '{"assignee_id": 1, "start": "2026-01-30", "end_on": "2026-02-02", "estimate": 60, "status": "scheduled",'
        ' "position": null}'
    )


def test_dates_schedule_and_no_dates_unschedule() -> None:
    bare = Placement(None, None, None, Minutes(60), StepStatus.NOT_SCHEDULED)
    there = bare.moved_to(1, FRIDAY, MONDAY)
    assert (bare.is_dated, there.is_dated, there.status) == (False, True, StepStatus.SCHEDULED)
    assert there.moved_to(None, None, None) == bare


def test_a_place_by_hand_stays_only_where_the_dates_and_the_person_do() -> None:
    by_hand = replace(GOOD, position=3)
    assert by_hand.moved_to(1, FRIDAY, MONDAY, estimate=Minutes(90)) == replace(by_hand, estimate=Minutes(90))
    assert by_hand.moved_to(2, FRIDAY, MONDAY).position is None


@given(placements(), st.integers(-9, 9))
def test_shifting_keeps_the_length_in_working_days(placing: Placement, by: int) -> None:
    diary = Diary(1, Minutes(390))
    there = placing.shifted(diary, by)
    if placing.start is None or placing.end is None or by == 0:
        assert there == placing
        return
    assert there.start
    assert there.end
    assert there.start <= there.end
    if diary.halves(placing.start) and diary.halves(placing.end):
        assert len(diary.working_days(there.start, there.end)) == len(diary.working_days(placing.start, placing.end))


@given(placements(), placements())
def test_a_move_that_leads_nowhere_is_no_change(before: Placement, after: Placement) -> None:
    assert Move(7, before, after).is_change == (before != after)
    assert not Move(7, before, before).is_change


@pytest.mark.parametrize("minutes", [1.5, True, "90"])
def test_a_length_is_a_whole_number_of_minutes(minutes: object) -> None:
    with pytest.raises(BadInput, match="whole number") as refused:
        check_minutes(minutes, StepKind.DESIGN)  # type: ignore[arg-type]
    assert refused.value.field == "minutes"
