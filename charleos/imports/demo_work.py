"""What a client of the demo agency asks for in a month: tasks with sized requirements, and how long each will take.

Sizes and the ratio of time worked to the average are skewed to the right, as they are in real agencies: most work is
small and a little faster than agreed, and a few pieces take twice as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import NamedTuple

from charleos.imports.agency_file import FileRequirement, FileTask
from charleos.imports.demo_cast import PLANS, Member, Story
from charleos.imports.demo_words import DELIVERABLES, SUBJECTS
from charleos.periods import Month
from charleos.rules.billing import Case, bill
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.tasks import requirement_keys
from charleos.units import NOTHING, Minutes

PROJECT_WORK = Minutes(26 * 60)
"""What a project-only client asks for in a month."""

NET_SHARE = 1_000_000 - DEFAULT_POLICY.pm_share

ESTIMATES = {None: DEFAULT_POLICY.estimate(None)} | {one.code: one.estimate for one in DEFAULT_POLICY.sizes}
"""The figures of each size, worked out once."""

SIZES: dict[str, dict[str, int]] = {
    "starter": {"XS": 26, "S": 46, "M": 24, "L": 4},
    "growth": {"XS": 16, "S": 34, "M": 32, "L": 16, "XL": 2},
    "scale": {"XS": 12, "S": 30, "M": 32, "L": 20, "XL": 6},
    "enterprise": {"XS": 10, "S": 27, "M": 32, "L": 22, "XL": 8, "XXL": 1},
}
PACE = {"design": -0.20, "development": 0.0, "qa": -0.12, "content": -0.24, "seo": -0.10}
"""The middle of log(actual / average) for each type of work: design is quick, development is as agreed."""
SPREAD = 0.40


@dataclass(slots=True)
class Piece:
    """A requirement to be worked on. ready, due: positions in the diary; minutes: what it will take; logged: so far.

    is_given: its person is who answers for it; else nobody does so far.
    first, last: positions of the first and last day on which anybody worked on it.
    """

    key: str
    type: str
    size: str | None
    minutes: Minutes = NOTHING
    person: int = 0
    ready: int = 0
    due: int = 0
    logged: Minutes = NOTHING
    is_complete: bool = False
    is_given: bool = True
    first: int | None = None
    last: int | None = None

    def work(self, position: int, minutes: int) -> None:
        """So much was logged on that day."""
        self.logged = Minutes(self.logged + minutes)
        if minutes:
            self.first = position if self.first is None else min(self.first, position)
            self.last = position if self.last is None else max(self.last, position)

    @property
    def case(self) -> Case:
        return bill(ESTIMATES[self.size], self.logged).case


@dataclass(slots=True)
class Ask:
    """A task, before anybody has worked on it."""

    key: str
    client: str
    title: str
    pieces: list[Piece] = field(default_factory=list)
    is_delayed: bool = False
    target: Month | None = None

    def as_task(self, people: list[str]) -> FileTask:
        return FileTask(
            self.key,
            self.client,
            self.title,
            tuple(
                FileRequirement(one.key, one.type, one.size, people[one.person] if one.is_given else None)
                for one in self.pieces
            ),
            is_delayed=self.is_delayed,
            complete=frozenset(one.key for one in self.pieces if one.is_complete),
            target=self.target,
        )


class Turn(NamedTuple):
    """One client's month, counted back from the running one (0)."""

    member: Member
    month: Month
    back: int
    volume: float


def asks_of(turn: Turn, rng: Random) -> Iterator[Ask]:
    """Tasks until what they will bill reaches what the client wants that month."""
    wanted = _wanted(turn, rng)
    number = 0
    while wanted > 40:
        number += 1
        ask = _ask_for(turn, number, wanted, rng)
        wanted -= sum(bill(ESTIMATES[one.size], one.minutes).billable for one in ask.pieces)
        yield ask


def _ask_for(turn: Turn, number: int, wanted: int, rng: Random) -> Ask:
    """The client's next task of the month, of pieces that fit into what is wanted."""
    slug = turn.member.client.slug
    types, title = _deliverable(rng)
    ask = Ask(f"{slug}/{turn.month}/{number}", slug, title)
    for key, work_type in zip(requirement_keys(types), types, strict=True):
        piece = _piece(turn, key, work_type, wanted, rng)
        ask.pieces.append(piece)
        wanted -= bill(ESTIMATES[piece.size], piece.minutes).billable
    return ask


def net_minutes(member: Member, month: Month) -> Minutes:
    """About what the client may use in the month; PM share and overrides included."""
    held = max((one for one in member.client.terms if one.agreed.since <= month), key=lambda one: one.agreed.since)
    if held.plan is None:
        return PROJECT_WORK
    gross = held.agreed.minutes or next(plan.minutes for plan in PLANS if plan.key == held.plan)
    return Minutes(gross * NET_SHARE // 1_000_000)


def title_of(types: Sequence[str], rng: Random) -> str:
    """What a task of those types of work may be called."""
    titles = next(titles for those, _, titles in DELIVERABLES if those == tuple(types))
    return rng.choice(titles).format(rng.choice(SUBJECTS))


def _wanted(turn: Turn, rng: Random) -> int:
    usual = min(1.15, max(0.45, rng.gauss(0.86, 0.13))) * turn.volume
    match turn.member.part.story, turn.back:
        case Story.OVER, 1:
            share = 1.3
        case Story.UNDER, 1 | 2:
            share = 0.4
        case Story.GOLDEN, 2:
            share = min(usual, 0.8)
        case _:
            share = usual
    return int(net_minutes(turn.member, turn.month) * share)


def _deliverable(rng: Random) -> tuple[tuple[str, ...], str]:
    types, _, titles = rng.choices(DELIVERABLES, [often for _, often, _ in DELIVERABLES])[0]
    return types, rng.choice(titles).format(rng.choice(SUBJECTS))


def _piece(turn: Turn, key: str, work_type: str, wanted: int, rng: Random) -> Piece:
    if work_type == "design" and rng.random() < 0.05:
        return Piece(key, work_type, None)
    size = _size(turn, work_type, wanted, rng)
    average = ESTIMATES[size].average
    return Piece(key, work_type, size, Minutes(max(5, 5 * round(average * _ratio(turn, work_type, rng) / 5))))


def _size(turn: Turn, work_type: str, wanted: int, rng: Random) -> str:
    """A size that still fits into what is wanted; checking is smaller than what is checked."""
    weights = SIZES[turn.member.part.plan or "growth"]
    room = min(wanted, 360) if work_type == "qa" else wanted
    fitting = [code for code in weights if ESTIMATES[code].average <= max(15, room)]
    return rng.choices(fitting, [weights[code] for code in fitting])[0]


def _ratio(turn: Turn, work_type: str, rng: Random) -> float:
    """Time worked as a share of the average."""
    story = turn.member.part.story
    if story is Story.BRISK:
        return rng.uniform(0.6, 1.1)
    slower = 0.3 if story is Story.SLOW else 0.0
    return min(4.0, exp(rng.gauss(PACE[work_type] + slower, SPREAD)))
