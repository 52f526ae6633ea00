"""Short names, search, and what terms may say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.clients import (
    LONGEST_SLUG,
    as_searched,
    check_channel,
    check_name,
    check_notes,
    check_since,
    check_slug,
    check_start,
    check_terms,
    matches,
    slug_from,
)
from charleos.rules.policy import Unused
from charleos.rules.retainer import Terms
from charleos.units import Minutes, Pence


@given(st.text(max_size=80), st.sets(st.sampled_from(["client", "client-2", "a", "a-2", "a-3"])))
def test_every_proposed_short_name_is_free_and_can_stand_in_a_link(name: str, taken: set[str]) -> None:
    slug = slug_from(name, taken)
    assert slug not in taken
    assert check_slug(slug) == slug


@pytest.mark.parametrize("taken", [{"x" * LONGEST_SLUG}, {"x" * LONGEST_SLUG, "x" * (LONGEST_SLUG - 2) + "-2"}])
def test_a_long_name_is_cut_with_room_for_its_number(taken: set[str]) -> None:
    slug = slug_from("X" * 500, taken)
    assert len(slug) <= LONGEST_SLUG
    assert slug not in taken


@given(st.text(max_size=40), st.text(max_size=10))
def test_a_text_is_found_by_any_piece_of_it_however_it_is_written(text: str, more: str) -> None:
    assert matches(as_searched(text + more), text.upper()) or as_searched(text.upper()) != as_searched(text)


@pytest.mark.parametrize("slug", ["", "A", "a b", "a--b", "-a", "a-", "a/b", "a.b", "x" * 61])
def test_what_cannot_stand_in_a_link_is_refused(slug: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_slug(slug)
    assert refused.value.field == "slug"


def test_a_name_is_one_line_that_can_be_read() -> None:
    assert check_name("  Acme \n Corp ") == "Acme Corp"
    for name in ("", "a\x07b", "x" * 201):
        with pytest.raises(BadInput):
            check_name(name)


def test_notes_keep_their_lines_and_refuse_what_cannot_be_shown() -> None:
    assert check_notes(" one\ntwo ") == "one\ntwo"
    for notes in ("a\x00b", "n" * 10_001):
        with pytest.raises(BadInput):
            check_notes(notes)


@pytest.mark.parametrize("channel", ["two words", "#a!b", "x" * 81])
def test_a_channel_is_written_as_slack_writes_it(channel: str) -> None:
    with pytest.raises(BadInput):
        check_channel(channel)


@pytest.mark.parametrize("start", [date(1989, 12, 31), date(2031, 1, 2)])
def test_a_first_day_lies_within_reason(start: date) -> None:
    with pytest.raises(BadInput):
        check_start(start, date(2026, 1, 30))


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("hours", Terms(0, None, minutes=Minutes(60))),
        ("hours", Terms(0, None, cost=Pence(100))),
        ("hours", Terms(0, 1, minutes=Minutes(0))),
        ("hours", Terms(0, 1, minutes=Minutes(600_001))),
        ("cost", Terms(0, 1, cost=Pence(1_000_000_001))),
        ("hourly_rate", Terms(0, None, hourly_rate=Pence(1_000_000_001))),
        ("pm_share", Terms(0, 1, pm_share=-1)),
        ("rollover_amount", Terms(0, 1, rollover_unused=Unused.CAP, rollover_amount=-1)),
        ("rollover_amount", Terms(0, 1, rollover_unused=Unused.MONTHS)),
    ],
)
def test_terms_that_nobody_could_work_by_are_refused_at_their_field(field: str, terms: Terms) -> None:
    with pytest.raises(BadInput) as refused:
        check_terms(terms)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "terms",
    [
        Terms(0, 1),
        Terms(0, None, hourly_rate=Pence(0)),
        Terms(0, 1, minutes=Minutes(1), cost=Pence(0), pm_share=1_000_000),
        Terms(0, 1, rollover_unused=Unused.CAP, rollover_amount=0),
        Terms(0, 1, rollover_unused=Unused.MONTHS, rollover_amount=120),
    ],
)
def test_terms_at_the_edges_are_taken(terms: Terms) -> None:
    assert check_terms(terms) == terms


def test_terms_begin_with_an_open_month_from_the_start_on() -> None:
    january = Month.parse("2026-01")
    check_since("Acme", january, start=date(2026, 1, 31), open_from=january)
    with pytest.raises(BadInput, match="starts on 31 January 2026"):
        check_since("Acme", january.previous, start=date(2026, 1, 31), open_from=january)
