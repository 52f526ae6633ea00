"""How the people of the demo agency get their work done: day after day, as far as they are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from charleos.imports.agency_file import FileEntry
from charleos.imports.demo_cast import Cast, Member, Story
from charleos.imports.demo_diary import NO_DAY, SHORTEST, Diary, days_for
from charleos.imports.demo_words import WORK_NOTES
from charleos.imports.demo_work import ESTIMATES, Ask, Piece
from charleos.rules.billing import borrowed
from charleos.rules.entries import Activity
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import NOTHING

AT_ONCE = (60, 90, 120, 150, 180, 240, 300)
"""Minutes that somebody stays with one piece of work on a day, at most."""

FOLLOWING = 0.15
"""How often a begun task has another piece that nobody has begun."""
IN_REVIEW = 5
"""Days after which what is done has been looked at."""
GRACE = 3
"""Days that a piece of work may be begun beyond those it takes."""


class Labour:
    def __init__(self, diary: Diary, who: Cast) -> None:
        self.diary, self.who = diary, who
        self._able: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for member in who.members:
            for n in member.team:
                group = self._able[member.team.start, who.people[n].discipline]
                if n not in group:
                    group.append(n)

    def assignee(self, member: Member, piece: Piece) -> int:
        """The client's usual person for that type of work, unless somebody else has clearly more time."""
        able = self._able[member.team.start, piece.type]
        usual = able[sum(map(ord, member.client.slug)) % len(able)]
        freest = max(able, key=lambda n: self._soon_free(n, piece.ready))
        return usual if 2 * self._soon_free(usual, piece.ready) >= self._soon_free(freest, piece.ready) else freest

    def _soon_free(self, person: int, position: int) -> int:
        return sum(self.diary.free[person][position : position + 10])

    def work(self, ask: Ask, piece: Piece, *, longest: int, rng: Random) -> None:
        """Log the piece's minutes from the day it is ready to the day it is due, or as many as there is time for.

        Where its assignee has no time, colleagues help out. longest: minutes of an entry at most.
        """
        if piece.size is None or rng.random() < 0.02:
            return
        last = min(piece.due, self.diary.last)
        for person in self._hands(piece):
            for position in range(piece.ready, last + 1):
                taken = self._today(piece, self.diary.free[person][position], rng)
                for minutes in _split(taken, longest):
                    self.diary.write(person, position, minutes, self._entry(ask, piece, rng))
                piece.work(position, taken)
                if piece.logged == piece.minutes:
                    return

    def _hands(self, piece: Piece) -> Iterator[int]:
        yield piece.person
        of = self.who.people[piece.person].discipline
        team = next(able for (_, work), able in self._able.items() if work == of and piece.person in able)
        yield from (n for n in team if n != piece.person)

    @staticmethod
    def _today(piece: Piece, free: int, rng: Random) -> int:
        """Minutes of one day; never so few left over that nobody would begin with them again."""
        left = piece.minutes - piece.logged
        if free < min(left, SHORTEST):
            return 0
        taken = min(left, free, rng.choice(AT_ONCE))
        if left - taken < SHORTEST and free >= left:
            return left
        return taken if taken < 5 else taken - taken % 5

    @staticmethod
    def _entry(ask: Ask, piece: Piece, rng: Random) -> FileEntry:
        """Its person, day and minutes are filled in by the diary."""
        note = rng.choice(WORK_NOTES[piece.type]) if rng.random() < 0.4 else ""
        return FileEntry("", NO_DAY, NOTHING, Activity.TASK, note, ask.key, piece.key)

    def conclude(self, ask: Ask, *, is_running: bool, rng: Random) -> None:
        """What is done is marked complete; a task whose parts could lend to each other may have run behind.

        What nobody began in time was never agreed. Nothing stays begun for much longer than it takes.
        """
        for piece in ask.pieces:
            is_over = piece.logged == piece.minutes or piece.due < self.diary.last
            is_done = is_over and not (is_running and rng.random() < 0.4)
            piece.is_complete = piece.logged > 0 and (is_done or self._is_old(piece))
        is_begun = any(piece.logged for piece in ask.pieces)
        ask.pieces = [one for one in ask.pieces if one.logged or (is_begun and self._is_to_come(one, rng))]
        member = next(one for one in self.who.members if one.client.slug == ask.client)
        parts = [(DEFAULT_POLICY.estimate(piece.size), piece.logged) for piece in ask.pieces]
        may_lend = borrowed(parts, delayed=True) > 0
        likely = 0.6 if may_lend else 0.01
        ask.is_delayed = member.part.story is not Story.GOLDEN and rng.random() < likely

    def _is_to_come(self, piece: Piece, rng: Random) -> bool:
        return piece.due >= self.diary.last and (piece.size is None or rng.random() < FOLLOWING)

    def _is_old(self, piece: Piece) -> bool:
        """Begun longer ago than its days and a weekend; or all of it logged so long ago that it has been looked at."""
        if piece.first is None or piece.last is None:
            return False
        if piece.logged == piece.minutes:
            return self.diary.last - piece.last > IN_REVIEW
        person = self.who.people[piece.person]
        full_day = person.capacity or DEFAULT_POLICY.capacity_of(person.discipline)
        length = days_for(ESTIMATES[piece.size].average, full_day)
        return self.diary.last - piece.first > length + length // 5 * 2 + GRACE


def _split(minutes: int, longest: int) -> Iterator[int]:
    """Minutes in equal parts, none longer than that.

    >>> list(_split(100, 40))
    [34, 33, 33]
    """
    parts = -(-minutes // longest)
    for n in range(parts):
        yield minutes // parts + (n < minutes % parts)
