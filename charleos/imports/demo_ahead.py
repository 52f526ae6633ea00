"""What the demo agency has agreed for the months to come, and whose time it reserved for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from charleos.imports.agency_plans import FileBlock, FileStep
from charleos.imports.demo_calendar import AHEAD
from charleos.imports.demo_cast import Member
from charleos.imports.demo_plans import Plans, Where
from charleos.imports.demo_work import Ask, Turn, ask_for, net_minutes
from charleos.periods import Month, months
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.units import Minutes

SHARES = (((0.96, 1.02), 5), ((1.16, 1.24), 1), ((0.55, 0.8), 2))
"""How much of its hours a client has scheduled next month: about what it should, too much, too little; how often."""
FAR = (0.35, 0.95)
"""The month after next is planned less far."""
FEW_DAYS = 3
"""A month with no more working days than this left gets no new dates."""
FIRST_NUMBER = 101
"""Tasks of the months to come are told from those that were begun."""


_Which = tuple[str, Month, str]
"""A client's slug, a month, and a kind of step."""


class Coming(NamedTuple):
    tasks: tuple[Ask, ...]
    steps: tuple[FileStep, ...]


def coming_tasks(plans: Plans, members: Sequence[Member], seed: int) -> Coming:
    """Tasks with dates until each client's month is as full as its story says, then a few that wait in the planner."""
    running = plans.calendar.running
    asks: list[Ask] = []
    steps: list[FileStep] = []
    for month in months(running, running.plus(AHEAD)):
        for member in members:
            rng = Random(f"{seed}:{member.client.slug}:{month}:ahead")
            for ask, made in _of_month(plans, member, month, rng):
                asks.append(ask)
                steps.extend(made)
    return Coming(tuple(asks), tuple(steps))


def _of_month(plans: Plans, member: Member, month: Month, rng: Random) -> Iterator[tuple[Ask, list[FileStep]]]:
    running, slug = plans.calendar.running, member.client.slug
    net = net_minutes(member, month)
    wanted = net * _share(month - running, rng)
    turn = Turn(member, month, running - month, 1.0)
    number = FIRST_NUMBER
    if plans.calendar.month(month).last - plans.calendar.now < FEW_DAYS:
        wanted = 0
    while (left := wanted - plans.scheduled[slug, month]) > 60 and number < FIRST_NUMBER + 40:
        yield _task(plans, turn, number, int(left), rng, is_planned=True)
        number += 1
    for _ in range(rng.choice((0, 1, 1, 2))):
        yield _task(plans, turn, number, max(60, min(240, net // 12)), rng, is_planned=False)
        number += 1


def _share(ahead: int, rng: Random) -> float:
    (low, high), _ = rng.choices(SHARES, [often for _, often in SHARES])[0]
    share = rng.uniform(low, high)
    return share if ahead < AHEAD else share * rng.uniform(*FAR)


def _task(
    plans: Plans, turn: Turn, number: int, wanted: int, rng: Random, *, is_planned: bool
) -> tuple[Ask, list[FileStep]]:
    ask = ask_for(turn, number, wanted, rng)
    for piece in ask.pieces:
        able = [n for n in turn.member.team if plans.who.people[n].discipline == piece.type]
        month = plans.calendar.month(turn.month)
        piece.person = min(able, key=lambda n: plans.calendar.soon(n, month))
    return ask, plans.steps_of(ask, Where(turn.member, turn.month), rng, is_planned=is_planned)


def blocks_of(plans: Plans, members: Sequence[Member], steps: Iterable[FileStep], seed: int) -> Iterator[FileBlock]:
    """Time reserved for this month and the next: for most clients the one who does most of a kind of work for it."""
    work: defaultdict[_Which, defaultdict[str, list[FileStep]]] = defaultdict(lambda: defaultdict(list))
    for step in steps:
        if step.start is not None and step.assignee is not None:
            work[plans.owners[step.task], Month.of(step.start), step.kind.value][step.assignee].append(step)
    running = plans.calendar.running
    for member in members:
        rng = Random(f"{seed}:{member.client.slug}:blocks")
        for month in (running, running.next):
            if rng.random() < 0.7:
                yield from _of_client(plans, member.client.slug, month, work, rng)


def _of_client(
    plans: Plans,
    slug: str,
    month: Month,
    work: Mapping[_Which, Mapping[str, list[FileStep]]],
    rng: Random,
) -> Iterator[FileBlock]:
    for kind, often in (
        (BlockKind.DESIGN, 0.6),
        (BlockKind.DEVELOPMENT, 0.9),
        (BlockKind.INTERNAL_QA_REVIEW, 0.6),
        (BlockKind.DEPLOYMENT, 0.3),
    ):
        found = work.get((slug, month, kind.value), {})
        if found and rng.random() < often:
            who = max(found, key=lambda one: (_minutes(found[one]), one))
            rounds = 2 if kind.comes_in_rounds and len(found[who]) > 2 else 1
            for part in _parts(sorted(found[who], key=lambda one: (one.start, one.end)), rounds):
                yield _block(plans, slug, month, kind, who, part)


def _parts(steps: list[FileStep], rounds: int) -> Iterator[list[FileStep]]:
    half = -(-len(steps) // rounds)
    return (steps[n : n + half] for n in range(0, len(steps), half))


def _minutes(steps: Iterable[FileStep]) -> int:
    return sum(step.minutes for step in steps)


def _block(plans: Plans, slug: str, month: Month, kind: BlockKind, who: str, steps: Sequence[FileStep]) -> FileBlock:
    """Over the days of that work, and about as long."""
    start = min(step.start for step in steps if step.start)
    end = max(min(step.end, month.last) for step in steps if step.end)
    minutes = max(30, _minutes(steps) // 15 * 15)
    today = plans.calendar.today
    status = BlockStatus.SCHEDULED
    if end < today:
        status = BlockStatus.LATE if minutes % 7 == 0 else BlockStatus.COMPLETED
    elif start <= today:
        status = BlockStatus.IN_PROGRESS
    return FileBlock(slug, month, kind, who, start, max(start, end), Minutes(minutes), status)
