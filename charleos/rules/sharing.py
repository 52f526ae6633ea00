"""Sharing whole minutes among several, so that the parts add up and nobody gains by the order of asking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from charleos.units import Minutes


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """The total in proportion to the weights, by largest remainder; equal remainders go to whoever stands first.

    What is taken off is shared as what is given. Without any weight the first takes all.

    >>> shared(100, [1, 1, 1]), shared(-100, [1, 1, 1]), shared(7, [0, 0])
    ([34, 33, 33], [-34, -33, -33], [7, 0])
    """
    whole = sum(weights)
    if len(weights) == 1 or not whole:
        return [total, *[0] * (len(weights) - 1)]
    sign, size = (-1, -total) if total < 0 else (1, total)
    parts = [size * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda n: (-(size * weights[n] % whole), n))
    for n in by_rest[: size - sum(parts)]:
        parts[n] += 1
    return [sign * part for part in parts]


def shared_by_month(totals: Iterable[int], weights: Sequence[int]) -> list[list[int]]:
    """Each month's total among the same people, so that their months add up to their share of the whole.

    What stands at the end of each month is shared; a month's part is what it moved that by.

    >>> shared_by_month([1, 1], [1, 1])
    [[1, 0], [0, 1]]
    """
    standing, before = 0, [0] * len(weights)
    months = []
    for total in totals:
        standing += total
        now = shared(standing, weights)
        months.append([after - earlier for after, earlier in zip(now, before, strict=True)])
        before = now
    return months


def standing_weights(now: Sequence[Minutes], ever: Sequence[Minutes]) -> Sequence[Minutes]:
    """By what a requirement is shared: the minutes logged on it, and where all of them were voided, what they were.

    >>> standing_weights([Minutes(0), Minutes(60)], [Minutes(30), Minutes(60)])
    [0, 60]
    >>> standing_weights([Minutes(0), Minutes(0)], [Minutes(30), Minutes(60)])
    [30, 60]
    """
    return now if any(now) else ever
