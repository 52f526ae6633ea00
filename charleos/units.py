"""Minutes and pence: the only numbers the agency bills with. Rounding happens here and nowhere else.

Both are whole numbers at run time. The type checker sees two different kinds that cannot be mixed:
adding minutes to pence, or passing a bare number where minutes are meant, does not pass `make check`.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from charleos.errors import BadInput

if TYPE_CHECKING:

    class Minutes(int):
        """A length of time in whole minutes; may be negative."""

        def __add__(self, other: Minutes) -> Minutes: ...  # type: ignore[override]
        def __sub__(self, other: Minutes) -> Minutes: ...  # type: ignore[override]
        def __mul__(self, other: int) -> Minutes: ...
        def __neg__(self) -> Minutes: ...
        def __abs__(self) -> Minutes: ...

    class Pence(int):
        """An amount of money in whole pence (GBP); may be negative."""

        def __add__(self, other: Pence) -> Pence: ...  # type: ignore[override]
        def __sub__(self, other: Pence) -> Pence: ...  # type: ignore[override]
        def __mul__(self, other: int) -> Pence: ...
        def __neg__(self) -> Pence: ...
else:
    Minutes = int
    Pence = int

NOTHING = Minutes(0)
QUARTER = 15
MOST_HOURS = 10_000


def half_up(exact: Fraction | int) -> int:
    """The nearest whole number, halves away from below: the one rounding of the product.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(7, 3))
    (3, -2, 2)
    """
    doubled = Fraction(exact) * 2 + 1
    return int(doubled.numerator // (doubled.denominator * 2))


def quotient_half_up(numerator: int, denominator: int) -> int:
    """`half_up(numerator / denominator)` in integers, for a denominator above zero.

    >>> quotient_half_up(5, 2), quotient_half_up(-5, 2)
    (3, -2)
    """
    return (2 * numerator + denominator) // (2 * denominator)


def to_quarter(exact: Fraction | int) -> Minutes:
    """Rounded half up to a quarter of an hour.

    >>> to_quarter(Fraction(45, 2)), to_quarter(90)
    (30, 90)
    """
    return Minutes(half_up(Fraction(exact) / QUARTER) * QUARTER)


@lru_cache(maxsize=8192)
def hours(minutes: Minutes) -> str:
    """How time reads on every screen.

    >>> hours(Minutes(270)), hours(Minutes(-65)), hours(Minutes(0)), hours(Minutes(40)), hours(Minutes(72000))
    ('4h 30m', '-1h 05m', '0h', '40m', '1,200h')
    """
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if rest and not whole:
        return f"{sign}{rest}m"
    return f"{sign}{whole:,}h" + (f" {rest:02}m" if rest else "")


def pounds(pence: Pence) -> str:
    """How money reads on every screen.

    >>> pounds(Pence(500000)), pounds(Pence(-56250)), pounds(Pence(5))
    ('£5,000', '-£562.50', '£0.05')
    """
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}" + (f".{rest:02}" if rest else "")


def decimal_hours(minutes: Minutes) -> str:
    """Hours as an exact decimal text for files, without a trailing zero.

    >>> decimal_hours(Minutes(270)), decimal_hours(Minutes(20)), decimal_hours(Minutes(-60))
    ('4.5', '0.3333', '-1')
    """
    text = f"{Decimal(quotient_half_up(minutes * 10_000, 60)) / 10_000:.4f}"
    return text.rstrip("0").rstrip(".")


_CLOCK = re.compile(r"(?:(\d{1,6})\s*h)?\s*(?:(\d{1,7})\s*m)?", re.ASCII | re.IGNORECASE)
_PLAIN = re.compile(r"(\d{0,6}(?:\.\d{1,6})?)\s*(h?)", re.ASCII | re.IGNORECASE)
_HOW = "write a duration such as 3h 20m, 3.5h, 210m or 3.5 (hours)"


def parse_duration(text: str, *, field: str | None = None) -> Minutes:
    """Time as a person types it: `3h 20m`, `3h20m`, `3.5h`, `210m`, or a plain number of hours.

    Minutes after hours stay below 60; nothing negative; at most 10,000 h; whole minutes only.
    Raises BadInput with a sentence that says what to write.

    >>> [parse_duration(t) for t in ("3h 20m", "3h20m", "3.5h", "210m", "3.5", "0")]
    [200, 200, 210, 210, 210, 0]
    """
    typed = text.strip()
    minutes = _minutes_in(typed, field)
    if minutes > MOST_HOURS * 60:
        raise BadInput(f"“{_short(typed)}” is more than {MOST_HOURS:,} hours; give a smaller amount.", field=field)
    return minutes


def _minutes_in(typed: str, field: str | None) -> Minutes:
    if not typed:
        raise BadInput(f"No time is given; {_HOW}.", field=field)
    if typed.startswith(("-", "−")):
        raise BadInput(f"“{_short(typed)}” is negative; time is zero or more.", field=field)
    if clock := _CLOCK.fullmatch(typed):
        whole, rest = int(clock[1] or 0), int(clock[2] or 0)
        if clock[1] and rest >= 60:
            raise BadInput(f"“{_short(typed)}” has {rest} minutes after the hours; use 0 to 59.", field=field)
        return Minutes(whole * 60 + rest)
    plain = _PLAIN.fullmatch(typed)
    if plain is None or not plain[1]:
        raise BadInput(f"“{_short(typed)}” is not a duration; {_HOW}.", field=field)
    return _whole_minutes(Fraction(Decimal(plain[1])) * 60, typed, field)


def _whole_minutes(exact: Fraction, typed: str, field: str | None) -> Minutes:
    if exact.denominator != 1:
        raise BadInput(f"“{_short(typed)}” is not a whole number of minutes; {_HOW}.", field=field)
    return Minutes(int(exact))


def whole_hours_to_minutes(value: object, *, field: str | None = None) -> Minutes:
    """Hours given as a number in a file (4, 4.5, "4.5"), exact to the minute.

    >>> whole_hours_to_minutes(4.5), whole_hours_to_minutes(100)
    (270, 6000)
    """
    exact = _decimal(value, "a number of hours", field)
    if exact < 0 or exact > MOST_HOURS:
        raise BadInput(f"{value} is not between 0 and {MOST_HOURS:,} hours.", field=field)
    return _whole_minutes(Fraction(exact) * 60, str(value), field)


def parse_pounds(value: object, *, field: str | None = None) -> Pence:
    """Money as typed or as in a file: pounds with at most two decimals, read exactly.

    >>> parse_pounds("£5,000"), parse_pounds(562.5), parse_pounds("0.05")
    (500000, 56250, 5)
    """
    typed = value.strip().removeprefix("£").strip() if isinstance(value, str) else value
    if isinstance(typed, str) and re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", typed, re.ASCII):
        typed = typed.replace(",", "")
    exact = _decimal(typed, "an amount in pounds", field) * 100
    if exact < 0:
        raise BadInput(f"“{value}” is negative; money here is zero or more.", field=field)
    if exact != exact.to_integral_value():
        raise BadInput(f"“{value}” has more than two decimals; write pounds and pence.", field=field)
    if exact > 10**12:
        raise BadInput(f"“{value}” is more than £10,000,000,000; give a smaller amount.", field=field)
    return Pence(int(exact))


def parse_share(value: object, *, field: str | None = None) -> int:
    """A fraction between 0 and 1 with at most six decimals, as parts per million.

    >>> parse_share(0.15), parse_share("0"), parse_share(1)
    (150000, 0, 1000000)
    """
    exact = _decimal(value, "a fraction such as 0.15", field) * 1_000_000
    if exact != exact.to_integral_value() or not 0 <= exact <= 1_000_000:
        raise BadInput(f"“{value}” is not a fraction from 0 to 1 with at most six decimals.", field=field)
    return int(exact)


def parse_percent(text: str, *, field: str | None = None) -> int:
    """A percentage as a person types it, with at most four decimals, as parts per million.

    >>> parse_percent("15%"), parse_percent("12.5"), parse_percent("0 %")
    (150000, 125000, 0)
    """
    exact = _decimal(text.strip().removesuffix("%").strip(), "a percentage such as 15%", field) * 10_000
    if exact != exact.to_integral_value() or not 0 <= exact <= 1_000_000:
        raise BadInput(f"“{_short(text)}” is not a percentage from 0% to 100% with up to 4 decimals.", field=field)
    return int(exact)


def _decimal(value: object, meant: str, field: str | None) -> Decimal:
    text = str(value).strip()
    is_number = isinstance(value, str | int | float | Decimal) and not isinstance(value, bool)
    if not is_number or not re.fullmatch(r"-?\d{1,15}(\.\d{1,12})?", text, re.ASCII):
        raise BadInput(f"“{_short(text)}” is not {meant}.", field=field)
    try:
        return Decimal(text)
    except InvalidOperation as broken:  # pragma: no cover - the pattern above admits only decimals
        raise BadInput(f"“{_short(text)}” is not {meant}.", field=field) from broken


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
