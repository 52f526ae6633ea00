"""Reading JSON strictly: every complaint names the place, and nothing looser than described is let through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn, TypeVar

from charleos.errors import BadInput
from charleos.periods import Month, parse_day
from charleos.rules.access import Role
from charleos.units import Minutes, Pence, parse_pounds, parse_share, pounds

Value = TypeVar("Value")

LONGEST_KEY = 120
LONGEST_NAME = 200
MOST_HOURS = 100_000
MOST_PENCE = Pence(1_000_000_000)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MONEY = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
_HOURS = re.compile(r"\d{1,6}(\.\d{1,12})?", re.ASCII)
_SLUG = re.compile(r"\w+(-\w+)*")


class Twice(dict[str, Any]):
    """A JSON object in which a key stands twice; which value was meant, nobody can say."""

    key = ""


def decode(content: bytes) -> object:
    """JSON text as values: fractions as Decimal, no NaN, doubled keys marked. Raises BadInput."""
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_not_a_number,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise BadInput("The file is not UTF-8 text; save it as UTF-8 and load it again.") from None
    except json.JSONDecodeError as broken:
        raise BadInput(f"The file is not JSON: {broken.msg} (line {broken.lineno}, column {broken.colno}).") from None
    except RecursionError:
        raise BadInput("The file nests its brackets too deeply to be an agency file.") from None
    except BadInput:
        raise
    except ValueError:
        raise BadInput("The file holds a number with thousands of digits; no figure here is that long.") from None


def _not_a_number(text: str) -> NoReturn:
    raise BadInput(f"The file holds {text}, which is not a number; write a plain figure.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) == len(pairs):
        return body
    seen: set[str] = set()
    doubled = Twice(body)
    doubled.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


class Shape(NamedTuple):
    """Which keys an object has, and which it may have."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, required: str, optional: str = "") -> Shape:
        return cls(frozenset(required.split()), frozenset(optional.split()))


class Item:
    """One JSON object and the place where it stands, such as time[3]; the whole file's place is empty.

    Places count from 0. Every reader raises BadInput that begins with the place.
    """

    __slots__ = ("body", "place")

    def __init__(self, value: object, place: str, shape: Shape) -> None:
        self.place = place
        self.body: Mapping[str, Any] = {}
        if not isinstance(value, dict):
            self.refuse(None, f"{shown(value)} stands where an object {{…}} is meant")
        if isinstance(value, Twice):
            self.refuse(None, f"the key {shown(value.key)} stands twice in this object; keep one")
        self.body = value
        keys = value.keys()
        if not shape.required <= keys:
            missing = min(shape.required - keys)
            raise BadInput(f"{self.at(missing)} is missing.")
        if len(keys) > len(shape.required) and (unknown := keys - shape.required - shape.optional):
            known = ", ".join(sorted(shape.required | shape.optional))
            self.refuse(None, f"{shown(min(unknown))} is not a key that is known here ({known})")

    def __contains__(self, key: str) -> bool:
        return key in self.body

    def at(self, key: str | None) -> str:
        return ".".join(part for part in (self.place, key) if part) or "The file"

    def refuse(self, key: str | None, sentence: str) -> NoReturn:
        raise BadInput(f"{self.at(key)}: {sentence}.")

    def line(self, key: str, *, longest: int = LONGEST_NAME) -> str:
        """Text of one line: not empty, no spaces around it, no control characters."""
        text = self._text(key, longest)
        if not text or text != text.strip():
            self.refuse(key, f"{shown(text)} is empty or has spaces around it")
        if _CONTROL.search(text):
            self.refuse(key, "it contains control characters or line breaks")
        return text

    def key(self, key: str) -> str:
        return self.line(key, longest=LONGEST_KEY)

    def slug(self, key: str) -> str:
        """A name for the address bar: small letters, digits and single hyphens."""
        text = self.key(key)
        if not _SLUG.fullmatch(text) or text != text.lower():
            self.refuse(key, f"{shown(text)} is not a slug; use small letters, digits and single hyphens")
        return text

    def note(self, key: str, *, longest: int) -> str:
        """Text of any lines; "" where the key is absent."""
        if key not in self.body:
            return ""
        text = self._text(key, longest)
        if _CONTROL_IN_TEXT.search(text):
            self.refuse(key, "it contains control characters")
        return text.strip()

    def _text(self, key: str, longest: int) -> str:
        value = self.body[key]
        if not isinstance(value, str):
            self.refuse(key, f"{shown(value)} is not text")
        if len(value) > longest:
            self.refuse(key, f"it has {len(value):,} characters; at most {longest:,} are held")
        return value

    def flag(self, key: str) -> bool:
        value = self.body[key]
        if not isinstance(value, bool):
            self.refuse(key, f"{shown(value)} is neither true nor false")
        return value

    def whole(self, key: str, *, least: int, most: int) -> int:
        value = self.body[key]
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(key, f"{shown(value)} is not a whole number")
        if not least <= value <= most:
            self.refuse(key, f"{shown(value)} is not between {least:,} and {most:,}")
        return value

    def day(self, key: str) -> date:
        return self._parsed(key, parse_day, self.body[key])

    def month(self, key: str) -> Month:
        value = self.body[key]
        if not isinstance(value, str) or value != value.strip():
            self.refuse(key, f"{shown(value)} is not a month; write it as 2026-01")
        return self._parsed(key, Month.parse, value)

    def hours(self, key: str) -> Minutes:
        """A number of hours (not text) that makes whole minutes."""
        value = self._number(key)
        if not _HOURS.fullmatch(str(value)) or value > MOST_HOURS:
            self.refuse(key, f"{shown(value)} is not a number of hours between 0 and {MOST_HOURS:,}")
        minutes = Fraction(value) * 60
        if minutes.denominator != 1:
            self.refuse(key, f"{shown(value)} hours do not make whole minutes")
        return Minutes(int(minutes))

    def share(self, key: str) -> int:
        """A fraction from 0 to 1, in parts per million."""
        return self._parsed(key, parse_share, self._number(key))

    def pounds(self, key: str) -> Pence:
        """Pounds as text or as a number, with at most two decimals, read exactly."""
        value = self.body[key]
        is_number = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        if not is_number or not _MONEY.fullmatch(str(value)):
            self.refuse(key, f"{shown(value)} is not an amount in pounds with at most 2 decimals")
        pence = parse_pounds(str(value))
        if pence > MOST_PENCE:
            self.refuse(key, f"{shown(value)} is more than {pounds(MOST_PENCE)}")
        return pence

    def _number(self, key: str) -> int | Decimal:
        value = self.body[key]
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            self.refuse(key, f"{shown(value)} is not a number")
        return value

    def _parsed(self, key: str, parse: Callable[[Any], Value], value: object) -> Value:
        try:
            return parse(value)
        except BadInput as broken:
            raise BadInput(f"{self.at(key)}: {broken.sentence}") from None

    def roles(self, key: str) -> frozenset[Role]:
        """A list of at least one role, each once."""
        names = self.names(key)
        known = {role.value: role for role in Role}
        for name in names:
            if name not in known:
                self.refuse(key, f"{shown(name)} is not a role; use some of {', '.join(known)}")
        if not names:
            self.refuse(key, "a person has at least one role")
        return frozenset(known[name] for name in names)

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        values = self.entries(key)
        for value in values:
            if not isinstance(value, str):
                self.refuse(key, f"{shown(value)} is not text")
        if len(set(values)) != len(values):
            self.refuse(key, "something stands twice in this list")
        return tuple(values)

    def entries(self, key: str) -> list[Any]:
        value = self.body[key]
        if not isinstance(value, list):
            self.refuse(key, f"{shown(value)} stands where a list […] is meant")
        return value

    def items(self, key: str, shape: Shape) -> Iterator[Item]:
        """The objects of a list, each with its place."""
        at = self.at(key)
        for position, value in enumerate(self.entries(key)):
            yield Item(value, f"{at}[{position}]", shape)

    def one_of(self, key: str, known: Collection[str]) -> str:
        value = self.body[key]
        if not isinstance(value, str) or value not in known:
            self.refuse(key, f"{shown(value)} is not known here; use one of {', '.join(known)}")
        return value


def shown(value: object) -> str:
    """A value inside a sentence: as JSON writes it, shortened, safe to print.

    >>> shown("M"), shown(True), shown(None), shown(Decimal("4.5")), shown([1])
    ('“M”', 'true', 'null', '4.5', 'a list')
    """
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        text = f"“{value[:57]}…”" if len(value) > 60 else f"“{value}”"
        return _CONTROL.sub("�", text)
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)[:60]
