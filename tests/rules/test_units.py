from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.units import (
    Minutes,
    Pence,
    decimal_hours,
    half_up,
    hours,
    parse_duration,
    parse_pounds,
    parse_share,
    pounds,
    quotient_half_up,
    to_quarter,
    whole_hours_to_minutes,
)

fractions = st.fractions(min_value=-(10**9), max_value=10**9)
digits = "0123456789٣५𝟛²½"
odd_text = st.text(
    alphabet=st.sampled_from([*digits, *"hHmM .,:-−+eE_£%'∞nNaAiIfF\t\n\u00a0\u2009\ufeff"]), max_size=14
)


@given(fractions)
def test_rounding_goes_to_the_nearest_whole_and_halves_go_up(exact: Fraction) -> None:
    assert Fraction(-1, 2) < half_up(exact) - exact <= Fraction(1, 2)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_quotient_is_rounded_as_its_fraction_is(numerator: int, denominator: int) -> None:
    assert quotient_half_up(numerator, denominator) == half_up(Fraction(numerator, denominator))


@given(fractions)
def test_a_quarter_is_the_nearest_one(exact: Fraction) -> None:
    rounded = to_quarter(exact)
    assert rounded % 15 == 0
    assert Fraction(-15, 2) < rounded - exact <= Fraction(15, 2)


# ---- durations

AS_DOCUMENTED = re.compile(
    r"""\s* (?:
        (?P<h>[0-9]+) \s*[hH]\s* (?:(?P<m>[0-9]+) \s*[mM])?
      | (?P<only>[0-9]+) \s*[mM]
      | (?P<plain>[0-9]+(?:\.[0-9]+)? | \.[0-9]+) \s*[hH]?
    ) \s*""",
    re.VERBOSE,
)


def documented(text: str) -> int | None:
    """The grammar of the documentation, read independently: minutes, or None for what it does not admit."""
    found = AS_DOCUMENTED.fullmatch(text)
    if found is None:
        return None
    if found["h"] is not None:
        rest = int(found["m"] or 0)
        exact = Fraction(int(found["h"]) * 60 + rest) if rest < 60 else Fraction(-1)
    elif found["only"] is not None:
        exact = Fraction(int(found["only"]))
    else:
        exact = Fraction(found["plain"]) * 60
    return int(exact) if exact.denominator == 1 and 0 <= exact <= 600_000 else None


def parsed(text: str) -> int | None:
    try:
        return parse_duration(text)
    except BadInput:
        return None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("3h 20m", 200),
        ("3h20m", 200),
        ("3.5h", 210),
        ("210m", 210),
        ("3.5", 210),
        ("3", 180),
        ("0", 0),
        (" 3H 20M ", 200),
        ("0h", 0),
        ("10000h", 600_000),
        ("10000", 600_000),
        ("600000m", 600_000),
        ("0.25h", 15),
    ],
)
def test_a_duration_is_read_as_a_person_types_it(typed: str, minutes: int) -> None:
    assert parse_duration(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "h",
        "m",
        ".",
        "nan",
        "NaN",
        "inf",
        "Infinity",
        "∞",
        "-1",
        "-1h",
        "−2h",
        "+1",
        "1_000",
        "1e3",
        "0x10",
        "٣",
        "३h",
        "𝟛h",
        "½",
        "3,5",
        "3:20",
        "3h 60m",
        "3h 99m",
        "3h 20",
        "20m 3h",
        "3.5h 20m",
        "3h 2.5m",
        "2.5m",
        "3hh",
        "3 hours",
        "10001",
        "10000h 1m",
        "600001m",
        "0.01",
        "1.0001h",
        "9" * 40,
        "3h\x0020m",
        "3h 20m;",
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_duration(typed, field="minutes")
    assert refused.value.field == "minutes"
    assert len(refused.value.sentence) < 200


@given(st.one_of(odd_text, st.text(max_size=12)))
@example("3.")
@example(".5")
@example("3h\n20m")
def test_a_duration_is_accepted_exactly_where_the_documented_grammar_admits_it(text: str) -> None:
    assert parsed(text) == documented(text.strip())


@given(st.integers(0, 9999), st.integers(0, 59), st.sampled_from(["{h}h {m}m", "{h}h{m}m", "{h}H {m:02}M"]))
def test_hours_with_minutes_are_read_exactly(whole: int, rest: int, form: str) -> None:
    assert parse_duration(form.format(h=whole, m=rest)) == whole * 60 + rest


@given(st.integers(0, 600_000))
def test_what_is_shown_can_be_typed_again(minutes: int) -> None:
    shown = hours(Minutes(minutes))
    assert parse_duration(shown.replace(",", "")) == minutes
    assert hours(Minutes(-minutes)) == (f"-{shown}" if minutes else shown)


@given(st.integers(-(10**6), 10**6))
def test_decimal_hours_are_exact_to_the_fourth_place(minutes: int) -> None:
    exact = Fraction(minutes, 60)
    assert abs(Fraction(decimal_hours(Minutes(minutes))) - exact) <= Fraction(1, 20_000)
    if minutes % 3 == 0:
        assert Fraction(decimal_hours(Minutes(minutes))) == exact


# ---- money, hours and shares of files

NOT_NUMBERS = [
    math.nan,
    math.inf,
    -math.inf,
    "nan",
    "inf",
    "1_000",
    "1e3",
    1e22,
    "٣",
    "",
    " ",
    None,
    True,
    False,
    [],
    {},
    b"1",
    "0x1",
    "1.2.3",
    "--1",
    "+1",
    Decimal("NaN"),
    Decimal("Infinity"),
    "1" * 30,
    0.1 + 0.2,
]


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=repr)
@pytest.mark.parametrize("read", [parse_pounds, parse_share, whole_hours_to_minutes])
def test_what_is_no_plain_number_is_refused(read: object, value: object) -> None:
    with pytest.raises(BadInput) as refused:
        read(value, field="cost")  # type: ignore[operator]
    assert refused.value.field == "cost"


@pytest.mark.parametrize(
    ("value", "pence"),
    [
        ("5000", 500_000),
        ("£5,000", 500_000),
        ("1,234,567.89", 123_456_789),
        (562.5, 56_250),
        (0.1, 10),
        ("0.05", 5),
        (0, 0),
        (" £ 12.30 ", 1230),
        (Decimal("9.99"), 999),
    ],
)
def test_pounds_are_read_to_the_penny(value: object, pence: int) -> None:
    assert parse_pounds(value) == pence


@pytest.mark.parametrize("value", ["-1", -0.01, "0.001", 0.005, "1,00", "1,0000", "12,34.5", "£££1", "1 000", 10**11])
def test_amounts_that_are_not_pounds_and_pence_are_refused(value: object) -> None:
    with pytest.raises(BadInput):
        parse_pounds(value)


@given(st.integers(0, 10**12))
def test_money_is_read_back_as_it_is_shown(pence: int) -> None:
    assert parse_pounds(pounds(Pence(pence))) == pence
    assert pounds(Pence(-pence)) == (f"-{pounds(Pence(pence))}" if pence else "£0")


@given(st.one_of(odd_text, st.floats(), st.integers(), st.decimals(), st.none(), st.booleans()))
def test_whatever_is_read_as_money_is_that_amount_exactly(value: object) -> None:
    try:
        pence = parse_pounds(value)
    except BadInput:
        return
    plain = str(value).strip().removeprefix("£").strip()
    assert plain.isascii()
    assert Fraction(plain.replace(",", "")) * 100 == pence


@given(st.integers(0, 1_000_000))
def test_a_share_is_read_to_the_millionth(parts: int) -> None:
    assert parse_share(f"{Decimal(parts) / 1_000_000:f}") == parts


@pytest.mark.parametrize("value", [-0.1, 1.000001, 2, "0.0000001", "15%"])
def test_what_is_no_fraction_is_refused(value: object) -> None:
    with pytest.raises(BadInput):
        parse_share(value)


@pytest.mark.parametrize("value", [-1, 10_001, 0.01, "4h"])
def test_hours_of_a_file_are_whole_minutes_in_bounds(value: object) -> None:
    with pytest.raises(BadInput):
        whole_hours_to_minutes(value)


@given(st.integers(0, 40_000))
def test_quarter_hours_of_a_file_are_read_exactly(quarters: int) -> None:
    assert whole_hours_to_minutes(quarters / 4) == quarters * 15
