"""Repeating a day: the same entries once more, but none that the new day already has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from charleos.units import Minutes


class Piece(NamedTuple):
    """What makes two entries the same work: all but the day."""

    requirement_id: int | None
    client_id: int | None
    activity: str
    minutes: Minutes
    note: str


def already_there(source: Sequence[Piece], there: Iterable[Piece]) -> tuple[bool, ...]:
    """For each piece of the source day, whether the new day has it; one entry there stands for one here.

    >>> one, two = Piece(1, 1, "Task", Minutes(60), ""), Piece(2, 1, "Task", Minutes(60), "")
    >>> already_there([one, one, two], [one])
    (True, False, False)
    """
    left = Counter(there)
    found = []
    for piece in source:
        found.append(left[piece] > 0)
        left[piece] -= 1
    return tuple(found)
