"""What the demo agency has agreed for the rest of the month and the two after it, and what waits to be planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from charleos.imports.agency_plans import FileStep
from charleos.imports.demo_calendar import AHEAD, Dates
from charleos.imports.demo_cast import Member
from charleos.imports.demo_plans import BUSY, Plans, Where, cut
from charleos.imports.demo_work import ESTIMATES, Ask, Piece, net_minutes, title_of
from charleos.periods import Month, months

WELL, TOO_MUCH, TOO_LITTLE = (1.0, 1.07), (1.16, 1.24), (0.45, 0.75)
"""How much of its hours a client has scheduled in a month."""
MANY, FEW = 0.08, 0.34
"""The parts of the clients with too much and too little scheduled in a month."""
SIZES = ("XXL", "XL", "L", "M", "S")
"""What is agreed on ahead: the large pieces first, the small ones fill what they leave."""
M = ESTIMATES["M"].average
ANOTHER = 0.1
"""How often a piece is a size smaller than it could be."""
TRADES = ("development", "design", "qa", "content", "seo")
A_THING = 0.03
"""As much as a day's fullness counts one more piece of work."""
FAVOUR = 0.25
"""As much as a day's fullness counts that the client asked for that trade."""
DRAWING = "L"
DRAWN_FIRST = 0.4
"""How often what is built is drawn first, in the same task."""
FEW_DAYS = 3
"""A month with no more working days than this left gets no new dates."""
A_DAY = 240
"""Minutes of one piece that are agreed on for each of the days left in a month, at most."""
FIRST_NUMBER = 101
"""Tasks of the months to come are told from those that were begun."""
DAYS_A_TASK = 4
"""Days of a month in which a client agrees on one more task, at most."""
WAITING = (0.3, 0.65, 0.75)
"""How often a client has a task that nobody planned yet: this month, the next, and the one after it."""
REVIEWED = 9
"""Days in which something can be built and gone through twice."""
ROUGHLY = 0.07
"""A part of the month's time that is as good as none."""


class Coming(NamedTuple):
    tasks: tuple[Ask, ...]
    steps: tuple[FileStep, ...]


class Span(NamedTuple):
    """Minutes of a piece."""

    least: float
    most: float


def coming_tasks(plans: Plans, members: Sequence[Member], seed: int) -> Coming:
    """Tasks with dates until each client's month is as full as it should be, and a few that wait in the planner."""
    running = plans.calendar.running
    asks: list[Ask] = []
    steps: list[FileStep] = []
    for month in months(running, running.plus(AHEAD)):
        ahead = _Ahead(plans, month)
        for member, share in sorted(_shares(plans, members, month, seed), key=lambda one: -net_minutes(one[0], month)):
            rng = Random(f"{seed}:{member.client.slug}:{month}:ahead")
            for ask, made in ahead.of_client(member, share, rng):
                asks.append(ask)
                steps.extend(made)
    return Coming(tuple(asks), tuple(steps))


def _shares(plans: Plans, members: Sequence[Member], month: Month, seed: int) -> Iterator[tuple[Member, float]]:
    """How full each client's month is to be: those that are fullest already come first."""
    rng = Random(f"{seed}:{month}:shares")
    chance = {one.client.slug: rng.random() for one in members}

    def fullness(one: Member) -> tuple[float, float]:
        return -(plans.scheduled[one.client.slug, month] * 8 // net_minutes(one, month)), chance[one.client.slug]

    ranked = sorted(members, key=fullness)
    many, few = max(1, round(MANY * len(ranked))), round(FEW * len(ranked))
    for place, member in enumerate(ranked):
        low, high = TOO_MUCH if place < many else TOO_LITTLE if place >= len(ranked) - few else WELL
        yield member, rng.uniform(low, high)


class _Ahead:
    """A month that is planned ahead. days: those of it that can still be worked."""

    def __init__(self, plans: Plans, month: Month) -> None:
        self.plans, self.calendar, self.month = plans, plans.calendar, month
        self.ahead = month - plans.calendar.running
        self.days = plans.calendar.to_plan(month, early=False)
        self.number_of_days = max(0, self.days.last + 1 - self.days.first)

    def of_client(self, member: Member, share: float, rng: Random) -> Iterator[tuple[Ask, list[FileStep]]]:
        slug, net = member.client.slug, net_minutes(member, self.month)
        wanted = net * share if self.number_of_days > FEW_DAYS else 0
        least, number = max(100.0, ROUGHLY * net), FIRST_NUMBER
        while (left := wanted - self.plans.scheduled[slug, self.month]) > least:
            self.days = self.plans.days_of(Where(member, self.month))
            pieces = self._pieces(
                member,
                Span(least if self.ahead == AHEAD else min(least, M), min(left, A_DAY * self.number_of_days)),
                rng,
            )
            if not pieces or number - FIRST_NUMBER > self.number_of_days // DAYS_A_TASK:
                break
            ask = self._ask(member, number, pieces, rng)
            yield ask, self.plans.steps_of(ask, Where(member, self.month), rng)
            number += 1
        if rng.random() < WAITING[self.ahead]:
            yield self._waiting(member, number, net, rng)

    def _ask(self, member: Member, number: int, pieces: list[Piece], rng: Random) -> Ask:
        slug = member.client.slug
        return Ask(f"{slug}/{self.month}/{number}", slug, title_of([one.type for one in pieces], rng), pieces)

    def _pieces(self, member: Member, wanted: Span, rng: Random) -> list[Piece]:
        """The largest that is wanted and that somebody has room for; none where nobody has."""
        sizes = [code for code in SIZES if wanted.least <= ESTIMATES[code].average <= wanted.most]
        if len(sizes) > 1 and rng.random() < ANOTHER:
            sizes = sizes[1:]
        for code in sizes:
            favour = {trade: FAVOUR * rng.random() for trade in TRADES}
            fitting = [one for one in self._offers(member, code) if self._days_for(one, self.days.first)]
            if fitting:
                best = min(fitting, key=lambda one: self._busy(one.person) - favour[one.type])
                is_drawn = best.type == "development" and rng.random() < DRAWN_FIRST
                return self._drawn_first(member, best, wanted.most) if is_drawn else [best]
        return []

    def _offers(self, member: Member, code: str) -> Iterator[Piece]:
        """A piece of that size of each trade, with whoever has most room for it."""
        for trade in TRADES:
            able = [n for n in member.team if self.plans.who.people[n].discipline == trade]
            person = min(able, key=self._busy)
            yield Piece(trade, trade, code, person=person)

    def _busy(self, person: int) -> float:
        """How full the days are, and with how many things."""
        return self.calendar.soon(person, self.days) + A_THING * self.plans.given[person]

    def _days_for(self, piece: Piece, first: int) -> Dates | None:
        within = Dates(first, self.days.last)
        return self.calendar.find(piece.person, cut(piece)[0].minutes, within=within, wish=first, limit=BUSY)

    def _drawn_first(self, member: Member, built: Piece, wanted: float) -> list[Piece]:
        """With a design before it, where both fit."""
        if ESTIMATES[built.size].average + ESTIMATES[DRAWING].average > wanted:
            return [built]
        drawn = next(one for one in self._offers(member, DRAWING) if one.type == "design")
        days = self._days_for(drawn, self.days.first)
        fits = days is not None and self._days_for(built, days.last + 1) is not None
        return [drawn, built] if fits else [built]

    def _waiting(self, member: Member, number: int, net: int, rng: Random) -> tuple[Ask, list[FileStep]]:
        """A small task without dates, which nobody was given; with few days left, one that needs no review."""
        wanted = min(net // 6, 30 * self.number_of_days)
        code = rng.choice([code for code in ("XS", "S", "M", "M", "L") if ESTIMATES[code].average <= wanted] or ["XS"])
        offers = list(self._offers(member, code))
        piece = rng.choice(offers[1:] if self.number_of_days < REVIEWED else [*offers[:1] * 3, *offers])
        piece.is_given = False
        ask = self._ask(member, number, [piece], rng)
        return ask, self.plans.steps_of(ask, Where(member, self.month), rng, is_planned=False)
