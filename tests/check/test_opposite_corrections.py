"""Corrections that move time between the same two months in opposite directions, at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import sqlalchemy as sa

from charleos.actions.time import Entry, correct_entry
from charleos.actions.upkeep import check
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import TimeEntry
from charleos.units import Minutes
from tests.build import Build, Someone

DECEMBER, JANUARY = date(2025, 12, 3), date(2026, 1, 7)
ROUNDS = 25


def test_opposite_corrections_do_not_wait_for_each_other_in_a_circle(postgresql_db: Database):
    build = Build(postgresql_db)
    acme = build.client("acme", plan=build.plan(), start=date(2025, 12, 1))
    people = [build.person(f"Person {n}") for n in range(4)]
    work = [build.task(acme, f"Task {n}", [("design", "M")]).only for n in range(4)]
    for n, person in enumerate(people):
        build.log(person, work[n], 60, JANUARY if n % 2 else DECEMBER)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: _to_and_fro(build, people[n], work[n]), range(4)))
    assert done == [ROUNDS] * 4
    assert check(build.system()) == ()


def _to_and_fro(build: Build, person: Someone, requirement: int) -> int:
    """Each correction dates the person's only entry in the other month. Returns how many went through."""
    desk = build.system()
    standing = sa.select(TimeEntry.id, TimeEntry.work_date).where(
        TimeEntry.person_id == person.id, TimeEntry.voided_at.is_(None)
    )
    for _ in range(ROUNDS):
        entry_id, day = desk.one(standing)
        other = DECEMBER if day == JANUARY else JANUARY
        corrected = Entry(other, Minutes(60), Activity.TASK, "", requirement, None, person.id)
        correct_entry(desk, build.key(), entry_id, corrected, "the other month")
    return ROUNDS
