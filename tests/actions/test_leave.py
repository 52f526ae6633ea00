"""Asking for leave, deciding about it, taking it back: once, in order, and told to nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from charleos.actions.leave import (
    Decision,
    LeaveAsked,
    cancel_leave,
    decide_leave,
    enter_leave,
    request_leave,
)
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.rules.access import Role
from charleos.rules.diary import DaysOff
from charleos.rules.leave import Part, single_day
from charleos.store.engine import Database
from charleos.store.schema import Audit, Leave
from tests.build import TODAY, Build, Someone

MONDAY = date(2026, 2, 2)
WEEK = LeaveAsked(DaysOff(MONDAY, MONDAY + timedelta(days=4)), "A wedding")


class Ground:
    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.priya = agency.person("Priya", roles={Role.PM})
        self.morgan = agency.person("Morgan", roles={Role.MANAGER})
        self.mia = agency.person("Mia", roles={Role.MANAGER})

    def ask(self, asked: LeaveAsked = WEEK) -> int:
        request_leave(self.agency.desk(self.devon), self.agency.key(), asked)
        return self.rows()[-1].id

    def rows(self) -> list[Leave]:
        with self.agency.system().reading() as session:
            return list(session.scalars(sa.select(Leave).order_by(Leave.id)))

    def states(self) -> list[str]:
        return [row.status for row in self.rows()]


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


@pytest.fixture
def small(sqlite_db: Database) -> Ground:
    return Ground(sqlite_db)


def test_a_request_waits_for_a_manager_and_a_second_sending_is_the_same_request(ground: Ground) -> None:
    desk = ground.agency.desk(ground.devon)
    told = request_leave(desk, "k", WEEK)
    assert told == "Asked for 2 February to 6 February 2026 (5 days); a Manager decides about it."
    assert request_leave(desk, "k", WEEK) == told
    (row,) = ground.rows()
    assert (row.person_id, row.status, row.note, row.decided_at) == (ground.devon.id, "requested", "A wedding", None)


def test_a_manager_approves_or_refuses_with_a_note(ground: Ground) -> None:
    morgan = ground.agency.desk(ground.morgan)
    told = decide_leave(morgan, "a", ground.ask(), Decision(is_approved=True, version=1, note="Enjoy"))
    assert told == (
        "Devon’s leave, 2 February to 6 February 2026 (5 days), is approved. "
        "What is scheduled on these days has not moved."
    )
    half = ground.ask(LeaveAsked(single_day(MONDAY + timedelta(days=7), Part.AFTERNOON)))
    told = decide_leave(morgan, "b", half, Decision(is_approved=False, version=1, note="Launch day"))
    assert told == "Devon’s leave, the afternoon of 9 February 2026 (half a day), is refused."
    first, second = ground.rows()
    assert (first.status, first.decision, first.decided_by) == ("approved", "Enjoy", ground.morgan.id)
    assert (second.status, second.start_half, second.end_half) == ("refused", 1, 0)


def test_a_refusal_has_a_reason(small: Ground) -> None:
    leave = small.ask()
    with pytest.raises(BadInput, match="Say why it is refused; Devon reads it") as refused:
        decide_leave(small.agency.desk(small.morgan), "k", leave, Decision(is_approved=False, version=1, note=" "))
    assert refused.value.field == "note"
    assert small.states() == ["requested"]


def test_the_second_of_two_managers_is_told_who_was_first(small: Ground) -> None:
    leave = small.ask()
    decide_leave(small.agency.desk(small.morgan), "a", leave, Decision(is_approved=True, version=1))
    with pytest.raises(Conflict, match="approved meanwhile by Morgan on 30 January 2026"):
        decide_leave(small.agency.desk(small.mia), "b", leave, Decision(is_approved=False, version=1, note="No"))
    with pytest.raises(BadInput, match="is approved already"):
        decide_leave(small.agency.desk(small.mia), "c", leave, Decision(is_approved=True, version=2))
    assert small.states() == ["approved"]


def test_of_two_managers_who_decide_at_once_one_is_told(ground: Ground) -> None:
    leave, ready, refused = ground.ask(), Barrier(2), []

    def decide(who: Someone, decision: Decision) -> None:
        ready.wait(10)
        try:
            decide_leave(ground.agency.desk(who), f"by {who.key}", leave, decision)
        except CharleosError as told:
            refused.append(told)

    yes, no = Decision(is_approved=True, version=1), Decision(is_approved=False, version=1, note="Launch day")
    both = [Thread(target=decide, args=pair) for pair in ((ground.morgan, yes), (ground.mia, no))]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert [type(one) for one in refused] == [Conflict]
    assert ground.states()[0] in ("approved", "refused")


def test_the_same_days_are_asked_for_once_even_at_the_same_moment(ground: Ground) -> None:
    ready, refused = Barrier(2), []

    def ask(key: str) -> None:
        desk = ground.agency.desk(ground.devon)
        ready.wait(10)
        try:
            request_leave(desk, key, WEEK)
        except BadInput as told:
            refused.append(told.sentence)

    both = [Thread(target=ask, args=(key,)) for key in ("one", "two")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert ground.states() == ["requested"]
    assert "You have asked for leave from 2 February to 6 February 2026 already" in refused[0]


def test_only_managers_decide_and_enter(small: Ground) -> None:
    leave = small.ask()
    for person in (small.devon, small.priya):
        desk = small.agency.desk(person)
        with pytest.raises(Forbidden):
            decide_leave(desk, "a", leave, Decision(is_approved=True, version=1))
        with pytest.raises(Forbidden):
            enter_leave(desk, "b", small.devon.id, WEEK)
    assert small.states() == ["requested"]


def test_a_manager_enters_approved_leave_of_somebody(small: Ground) -> None:
    desk = small.agency.desk(small.morgan)
    sick = LeaveAsked(DaysOff(date(2025, 12, 1), date(2025, 12, 2)), "Flu")
    assert enter_leave(desk, "a", small.devon.id, sick) == (
        "Devon is on leave: 1 December to 2 December 2025 (2 days)."
    )
    with pytest.raises(BadInput, match="Devon has leave from 1 December to 2 December 2025 already"):
        enter_leave(desk, "b", small.devon.id, sick)
    with pytest.raises(NotFound):
        enter_leave(desk, "c", small.agency.person("Gone", status="archived").id, sick)
    assert small.states() == ["approved"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (LeaveAsked(DaysOff(MONDAY, TODAY)), "end"),
        (LeaveAsked(DaysOff(date(2026, 1, 31), date(2026, 2, 1))), "start"),
        (LeaveAsked(DaysOff(date(2025, 6, 2), date(2025, 6, 3))), "start"),
        (LeaveAsked(WEEK.days, "x" * 501), "note"),
    ],
)
def test_a_request_that_cannot_be_is_refused_at_its_field(small: Ground, asked: LeaveAsked, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        request_leave(small.agency.desk(small.devon), "k", asked)
    assert refused.value.field == field
    assert small.rows() == []


def test_days_that_were_refused_or_given_back_can_be_asked_for_again(small: Ground) -> None:
    desk = small.agency.desk(small.devon)
    assert cancel_leave(desk, "a", small.ask(), 1) == (
        "Your leave, 2 February to 6 February 2026 (5 days), is cancelled."
    )
    again = small.ask()
    decide_leave(small.agency.desk(small.morgan), "b", again, Decision(is_approved=False, version=1, note="No"))
    small.ask()
    assert small.states() == ["cancelled", "refused", "requested"]


def test_one_cancels_ones_own_and_a_manager_anybodys(small: Ground) -> None:
    leave = small.ask()
    with pytest.raises(NotFound):
        cancel_leave(small.agency.desk(small.priya), "a", leave, 1)
    decide_leave(small.agency.desk(small.morgan), "b", leave, Decision(is_approved=True, version=1))
    monday = small.agency.at(MONDAY)
    with pytest.raises(BadInput, match="has begun; ask a Manager"):
        cancel_leave(monday.desk(small.devon), "c", leave, 2)
    assert cancel_leave(monday.desk(small.mia), "d", leave, 2).startswith("Devon’s leave, 2 February")
    assert small.states() == ["cancelled"]


def test_who_cancels_what_was_decided_meanwhile_is_told(small: Ground) -> None:
    leave = small.ask()
    decide_leave(small.agency.desk(small.morgan), "a", leave, Decision(is_approved=True, version=1))
    with pytest.raises(Conflict, match="approved meanwhile by Morgan"):
        cancel_leave(small.agency.desk(small.devon), "b", leave, 1)


def test_who_decides_about_a_request_that_was_taken_back_is_told(small: Ground) -> None:
    leave = small.ask()
    cancel_leave(small.agency.desk(small.devon), "a", leave, 1)
    with pytest.raises(Conflict, match="Devon cancelled this request meanwhile"):
        decide_leave(small.agency.desk(small.morgan), "b", leave, Decision(is_approved=True, version=1))


def test_no_audit_line_repeats_a_note(small: Ground) -> None:
    leave = small.ask()
    note = Decision(is_approved=False, version=1, note="Launch day")
    decide_leave(small.agency.desk(small.morgan), "a", leave, note)
    lines = [row.detail for row in small.agency.system().all(sa.select(Audit.detail))]
    assert len(lines) == 2
    assert not any("wedding" in line or "Launch" in line for line in lines)


def test_there_is_no_such_leave(small: Ground) -> None:
    with pytest.raises(NotFound):
        decide_leave(small.agency.desk(small.morgan), "a", 404, Decision(is_approved=True, version=1))
