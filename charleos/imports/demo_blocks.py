"""Whose time the demo agency has reserved for its clients' months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from charleos.imports.agency_plans import FileBlock, FileStep
from charleos.imports.demo_cast import Member
from charleos.imports.demo_plans import Plans
from charleos.periods import Month
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.units import QUARTER, Minutes

SHORTEST, LONGEST = 2 * 60, 16 * 60
"""Minutes that are worth reserving, and as many as are reserved at once."""
NEXT_TO = 3
"""Working days between steps that one block can hold."""
OFTEN = (
    (BlockKind.DESIGN, 0.6),
    (BlockKind.DEVELOPMENT, 0.9),
    (BlockKind.INTERNAL_QA_REVIEW, 0.8),
    (BlockKind.DEPLOYMENT, 0.2),
)

_Which = tuple[str, Month, str]
"""A client's slug, a month, and a kind of step."""


class Cluster(NamedTuple):
    """Somebody's steps of a kind for a client's month, one soon after the other."""

    who: str
    steps: tuple[FileStep, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


def blocks_of(plans: Plans, members: Sequence[Member], steps: Iterable[FileStep], seed: int) -> Iterator[FileBlock]:
    """Time reserved for this month and the next: for most clients that of somebody who has much to do for it."""
    work: defaultdict[_Which, list[FileStep]] = defaultdict(list)
    for step in steps:
        if step.start is not None and step.assignee is not None:
            work[plans.owners[step.task], Month.of(step.start), step.kind.value].append(step)
    running = plans.calendar.running
    for member in members:
        rng = Random(f"{seed}:{member.client.slug}:blocks")
        for month in (running, running.next):
            if rng.random() < 0.8:
                yield from _of_client(plans, member.client.slug, month, work, rng)


def _of_client(
    plans: Plans, slug: str, month: Month, work: Mapping[_Which, list[FileStep]], rng: Random
) -> Iterator[FileBlock]:
    for kind, often in OFTEN:
        least = 0 if kind is BlockKind.DEPLOYMENT else SHORTEST
        found = [one for one in _clusters(plans, work.get((slug, month, kind.value), ())) if one.minutes >= least]
        if found and rng.random() < often:
            rounds = 2 if kind.comes_in_rounds else 1
            chosen = rng.sample(found, min(rounds, len(found)))
            for cluster in sorted(chosen, key=lambda one: (one.steps[0].start, one.who)):
                yield _block(plans, slug, month, kind, cluster)


def _clusters(plans: Plans, steps: Iterable[FileStep]) -> Iterator[Cluster]:
    of_person: defaultdict[str, list[FileStep]] = defaultdict(list)
    for step in steps:
        of_person[step.assignee or ""].append(step)
    for who, those in sorted(of_person.items()):
        held: list[FileStep] = []
        for step in sorted(those, key=lambda one: (one.start, one.end)):
            if held and not _belongs(plans, held, step):
                yield Cluster(who, tuple(held))
                held = []
            held.append(step)
        if held:
            yield Cluster(who, tuple(held))


def _belongs(plans: Plans, held: Sequence[FileStep], step: FileStep) -> bool:
    end = max(one.end for one in held if one.end)
    is_near = step.start is not None and plans.calendar.on_or_after(step.start) <= (
        plans.calendar.on_or_after(end) + NEXT_TO
    )
    return is_near and sum(one.minutes for one in held) + step.minutes <= LONGEST


def _block(plans: Plans, slug: str, month: Month, kind: BlockKind, cluster: Cluster) -> FileBlock:
    """Over the days of that work in the month, and as long as what is left of it, in whole quarters of an hour."""
    calendar = plans.calendar
    start = min(step.start for step in cluster.steps if step.start)
    last = calendar.days[calendar.month(month).last]
    end = max(start, min(last, max(step.end for step in cluster.steps if step.end)))
    days = slice(calendar.on_or_after(start), calendar.on_or_after(end) + 1)
    room = sum(calendar.room[plans.keys.index(cluster.who)][days])
    is_begun = start <= calendar.today <= end
    part = cluster.minutes * 2 // 3 if is_begun else cluster.minutes
    minutes = max(SHORTEST, min(LONGEST, part, room) // QUARTER * QUARTER)
    status = BlockStatus.SCHEDULED
    if end < calendar.today:
        status = BlockStatus.LATE if minutes % 7 == 0 else BlockStatus.COMPLETED
    elif is_begun:
        status = BlockStatus.IN_PROGRESS
    return FileBlock(slug, month, kind, cluster.who, start, end, Minutes(minutes), status)
