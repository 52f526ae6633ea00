"""Time as a person types it into an entry: a plain number is hours, and one that is hardly hours is asked about.

typed      means
1h 30m     1h 30m
1.5        1h 30m
2          2h
90         asked: 90 minutes or 90 hours?
90m        1h 30m
"""

from __future__ import annotations

import re
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.rules.entries import LONGEST_ENTRY
from charleos.units import Minutes, parse_duration

SURELY_HOURS = 8
"""A plain whole number up to this is hours; above it, minutes are at least as likely."""

_PLAIN = re.compile(r"0*(\d{1,4})(?:\.0*)?", re.ASCII)


class Doubt(NamedTuple):
    """The two ways to read a plain number, each as the text that says it."""

    number: int

    @property
    def as_minutes(self) -> str:
        return f"{self.number}m"

    @property
    def as_hours(self) -> str:
        return f"{self.number}h"

    @property
    def hours_fit(self) -> bool:
        """Whether an entry could hold that many hours."""
        return self.number * 60 <= LONGEST_ENTRY


def doubt(text: str) -> Doubt | None:
    """What has to be asked about the text; None when it says what it means.

    >>> doubt("90"), doubt("2"), doubt("90m"), doubt("721")
    (Doubt(number=90), None, None, None)
    """
    plain = _PLAIN.fullmatch(text.strip())
    if plain is None or not SURELY_HOURS < int(plain[1]) <= LONGEST_ENTRY:
        return None
    return Doubt(int(plain[1]))


def entry_minutes(text: str, *, field: str = "minutes") -> Minutes:
    """The time an entry says. Raises BadInput: with a question for a number that may be minutes or hours.

    >>> entry_minutes("1h 30m")
    90
    >>> entry_minutes("90")
    Traceback (most recent call last):
    charleos.errors.BadInput: Is “90” minutes or hours? Write 90m or 90h.
    """
    asked = doubt(text)
    if asked is not None:
        sentence = f"Is “{asked.number}” minutes or hours? Write {asked.as_minutes} or {asked.as_hours}."
        raise BadInput(sentence, field=field)
    return parse_duration(text, field=field)
