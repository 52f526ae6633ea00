"""Small agency files by chance, for comparing one way of storing them with another."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from charleos.imports.agency_file import (
    AgencyFile,
    FileClient,
    FileEntry,
    FilePerson,
    FilePlan,
    FileRequirement,
    FileTask,
    FileTerms,
)
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.policy import Unused
from charleos.rules.retainer import Terms
from charleos.units import Minutes, Pence

FIRST = date(2025, 10, 1)
TODAY = date(2026, 1, 30)
SIZES = ("XS", "S", "M", "L", None)


def small_agency(seed: int, *, entries: int = 80, closed_to: Month | None = None) -> AgencyFile:
    """Every oddity that a file may have: delayed tasks, not required work, calls, internal time, any order."""
    chance = Random(seed)
    people = tuple(FilePerson(f"p{n}", f"Person {n}", frozenset({Role.DELIVERY}), "design") for n in range(3))
    plan = FilePlan("growth", "Growth", Minutes(3600), Pence(500_000))
    clients = tuple(_client(chance, n) for n in range(3))
    tasks = tuple(_task(chance, n, clients) for n in range(6))
    return AgencyFile(
        people, (plan,), clients, tasks, tuple(_time(chance, tasks, clients, entries)), closed_to=closed_to
    )


def _client(chance: Random, n: int) -> FileClient:
    start = FIRST + timedelta(days=20 * n)
    unused = chance.choice((None, *Unused))
    rollover = (None, None, None) if unused is None else (chance.random() < 0.5, unused, chance.randint(1, 600))
    first = Terms(Month.of(start), None, chance.choice((None, Minutes(900))), None, None, *rollover)
    later = Terms(Month.of(start).plus(2), None)
    return FileClient(
        f"client-{n}",
        f"Client {n}",
        start,
        (FileTerms("growth", first), FileTerms(chance.choice(("growth", None)), later)),
    )


def _task(chance: Random, n: int, clients: tuple[FileClient, ...]) -> FileTask:
    requirements = tuple(
        FileRequirement(f"r{k}", chance.choice(("design", "development")), chance.choice(SIZES))
        for k in range(chance.randint(1, 3))
    )
    complete = frozenset(one.key for one in requirements if chance.random() < 0.4)
    return FileTask(f"t{n}", chance.choice(clients).slug, f"Task {n}", requirements, chance.random() < 0.6, complete)


def _time(
    chance: Random, tasks: tuple[FileTask, ...], clients: tuple[FileClient, ...], entries: int
) -> list[FileEntry]:
    starts = {client.slug: client.start for client in clients}
    time = []
    for _ in range(entries):
        task = chance.choice(tasks)
        on = chance.choice(task.requirements)
        kind = chance.random()
        start = starts[task.client] if kind > 0.05 else FIRST
        day = start + timedelta(days=chance.randrange((TODAY - start).days + 1))
        minutes = Minutes(chance.choice((5, 30, 45, 90, 90)))
        person = f"p{chance.randrange(3)}"
        if kind > 0.15:
            time.append(FileEntry(person, day, minutes, Activity.TASK, "", task.key, on.key))
        else:
            client = task.client if kind > 0.05 else None
            time.append(FileEntry(person, day, minutes, Activity.CLIENT_CALL, "a call", client=client))
    return time


def in_instalments(file: AgencyFile, parts: int) -> tuple[AgencyFile, list[AgencyFile]]:
    """The same agency as a head and instalments; each task comes with the first time on it."""
    order = sorted(file.time, key=lambda entry: entry.day)
    length = -(-len(order) // parts)
    waiting = {task.key: task for task in file.tasks}
    instalments = []
    for start in range(0, len(order), length):
        time = tuple(order[start : start + length])
        wanted = {entry.task for entry in time if entry.task}
        tasks = tuple(waiting.pop(key) for key in list(waiting) if key in wanted)
        instalments.append(AgencyFile((), (), (), tasks, time))
    instalments.append(AgencyFile((), (), (), tuple(waiting.values()), ()))
    return file._replace(tasks=(), time=()), instalments
