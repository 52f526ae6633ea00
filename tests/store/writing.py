"""Writers that work side by side: what each was told is stored, so that it can be compared with what is.

Run by threads of the test's process and by processes of their own, over one database.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa

from charleos.actions.tasks import NewSize, resize_requirement
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.rules.entries import Activity
from charleos.store.engine import Database, open_database
from charleos.store.schema import Requirement, TimeEntry
from charleos.units import Minutes
from tests.build import Build, Someone

TODAY = date(2026, 3, 10)
HOT_DAY = date(2026, 3, 9)
"""The day on which everybody tries to log more than a day holds."""

PATIENCE = 300
"""Steps after which a writer that got nothing done gives up."""

EXPECTED = ("more than a day holds", "It is already size", "Close this, look again")
"""What writers may be told: that a day is full, or that the requirement has the size, or has got another meanwhile."""


@dataclass
class Told:
    """What one writer was told. live: note to (requirement, minutes) of entries that must stand; gone: notes voided."""

    live: dict[str, tuple[int, int]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    resized: int = 0
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def write_for(database: Database, person: Someone, requirements: Sequence[int], seconds: float, number: int) -> Told:
    """Log, correct, void and re-size at random until the time is over, and on a busy machine until one is logged."""
    writer = Writer(Build(database, today=TODAY).desk(person), requirements, random.Random(number), number)
    until = time.monotonic() + seconds
    while time.monotonic() < until or (not writer.told.live and not writer.told.gone and writer.steps < PATIENCE):
        writer.step()
    return writer.told


class Writer:
    def __init__(self, desk: Desk, requirements: Sequence[int], chance: random.Random, number: int) -> None:
        self.desk = desk
        self.requirements = requirements
        self.chance = chance
        self.name = f"writer {number}"
        self.told = Told()
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        act = self.chance.choices([self.log, self.void, self.correct, self.resize], [60, 15, 15, 10])[0]
        try:
            act(f"{self.name}, step {self.steps}")
        except CharleosError as refused:
            self.told.refused.append(refused.sentence)
        except Exception as broken:
            self.told.broken.append(repr(broken))

    def log(self, note: str) -> None:
        entry = self._entry(note)
        receipt = log_time(self.desk, note, entry)
        self.told.live[note] = (entry.requirement_id or 0, entry.minutes)
        if self.chance.random() < 0.2 and log_time(self.desk, note, entry) != receipt:
            self.told.broken.append(f"{note}: sent twice, told two things")

    def void(self, key: str) -> None:
        note = self._one_of_mine()
        if note is not None:
            void_entry(self.desk, key, self._entry_id(note), "Taken out")
            del self.told.live[note]
            self.told.gone.add(note)

    def correct(self, key: str) -> None:
        note = self._one_of_mine()
        if note is not None:
            corrected = self._entry(key)
            correct_entry(self.desk, key, self._entry_id(note), corrected, "Corrected")
            del self.told.live[note]
            self.told.gone.add(note)
            self.told.live[key] = (corrected.requirement_id or 0, corrected.minutes)

    def resize(self, key: str) -> None:
        requirement = self.chance.choice(self.requirements)
        row = self.desk.one(sa.select(Requirement.version).where(Requirement.id == requirement))
        size = self.chance.choice(["S", "M", "L"])
        resize_requirement(self.desk, key, requirement, NewSize(size, "Scope changed", row.version))
        self.told.resized += 1

    def _entry(self, note: str) -> Entry:
        is_hot = self.chance.random() < 0.15
        day = HOT_DAY if is_hot else TODAY - timedelta(days=self.chance.randrange(2, 65))
        minutes = Minutes(self.chance.randrange(300, 721) if is_hot else self.chance.randrange(1, 31))
        return Entry(day, minutes, Activity.TASK, note, self.chance.choice(self.requirements))

    def _one_of_mine(self) -> str | None:
        return self.chance.choice(list(self.told.live)) if self.told.live else None

    def _entry_id(self, note: str) -> int:
        return int(self.desk.one(sa.select(TimeEntry.id).where(TimeEntry.note == note)).id)


def write_in_a_process(url: str, person: Someone, requirements: Sequence[int], seconds: float, number: int) -> Told:
    return _with_database(url, lambda database: write_for(database, person, requirements, seconds, number))


def log_until_killed(
    url: str, person: Someone, requirements: Sequence[int], name: str, acknowledged: Connection
) -> None:
    """One entry after the other; each key is passed on once its receipt is there."""

    def act(database: Database) -> None:
        writer = Writer(Build(database, today=TODAY).desk(person), requirements, random.Random(name), 0)
        while True:
            writer.steps += 1
            key = f"{name}, entry {writer.steps}"
            day = TODAY - timedelta(days=writer.steps % 60)
            requirement = requirements[writer.steps % len(requirements)]
            log_time(writer.desk, key, Entry(day, Minutes(1), Activity.TASK, key, requirement))
            acknowledged.send(key)

    _with_database(url, act)


def _with_database(url: str, act: Callable[[Database], Any]) -> Any:
    database = open_database(url)
    try:
        return act(database)
    finally:
        database.close()
