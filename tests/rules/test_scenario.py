from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.scenario import (
    EARLIEST,
    LATEST,
    LONGEST_NAME,
    MOST_REQUIREMENTS,
    Part,
    Scenario,
    fitted,
    read,
    tidy_name,
    usual,
    write,
)
from charleos.units import Minutes

names = st.text(min_size=1, max_size=LONGEST_NAME).map(tidy_name).filter(bool)
parts = st.builds(Part, names, st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True), st.integers(0, 600_000).map(Minutes))
scenarios = st.builds(
    Scenario,
    st.dates(EARLIEST, LATEST),
    st.text(max_size=40),
    st.booleans(),
    st.lists(parts, min_size=1, max_size=MOST_REQUIREMENTS).map(tuple),
)


@given(scenarios)
def test_a_link_reproduces_the_scenario(scenario: Scenario) -> None:
    address = urlencode({"scenario": write(scenario)})
    assert read(parse_qs(address, keep_blank_values=True)["scenario"][0]) == scenario


def refusal(text: str) -> BadInput | None:
    try:
        assert write(read(text)) == text
    except BadInput as refused:
        return refused
    return None


@given(st.one_of(st.text(), st.text(alphabet="2026-01_5growthbehindM.u").map(lambda text: f"2026-01-15_{text}")))
def test_garbage_in_a_link_is_refused_with_a_sentence_or_is_a_scenario(text: str) -> None:
    refused = refusal(text)
    assert refused is None or (
        refused.sentence.startswith("This link cannot be read: ") and refused.sentence[-1] == "."
    )


@given(scenarios, st.data())
def test_a_link_with_a_letter_changed_never_means_something_else_in_silence(
    scenario: Scenario, data: st.DataObject
) -> None:
    text = write(scenario)
    at = data.draw(st.integers(0, len(text) - 1))
    refused = refusal(text[:at] + data.draw(st.characters()) + text[at + 1 :])
    assert refused is None or refused.field == "scenario"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not hold a scenario"),
        ("2026-01-15_growth_behind", "does not hold a scenario"),
        ("2026-01-15_growth_maybe_M.200.A", "does not hold a scenario"),
        ("2026-02-30_growth_behind_M.200.A", "names no day"),
        ("1066-01-15_growth_behind_M.200.A", "too far away"),
        ("2026-01-15_growth_behind_M.200", "incomplete"),
        ("2026-01-15_growth_behind_M.-5.A", "no time that we can read"),
        ("2026-01-15_growth_behind_M.nan.A", "no time that we can read"),
        ("2026-01-15_growth_behind_M.0200.A", "no time that we can read"),
        ("2026-01-15_growth_behind_M.600001.A", "no time that we can read"),
        ("2026-01-15_growth_behind_m.200.A", "no size"),
        ("2026-01-15_growth_behind_M.200.", "no proper name"),
        ("2026-01-15_growth_behind_M.200. A", "no proper name"),
        ("2026-01-15_growth_behind_M.200." + "A" * 61, "no proper name"),
        ("2026-01-15_growth_behind_M.200.a-b", "not written by the simulator"),
        ("2026-01-15_" + "g" * 201 + "_behind_M.200.A", "not one of ours"),
        ("2026-01-15_growth_behind" + "_M.200.A" * 13, "at most 12"),
    ],
)
def test_a_broken_link_says_what_is_wrong_with_it(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read(text)


def test_what_the_day_does_not_know_is_replaced_and_said() -> None:
    known, unknown = Part("A", "M", Minutes(9)), Part("B", "Q", Minutes(8))
    asked = Scenario(date(2026, 1, 15), "growth", behind=True, parts=(known, unknown))
    scenario, told = fitted(asked, DEFAULT_POLICY.sizes, ["growth"])
    assert scenario == replace(asked, parts=(known, unknown._replace(size="M")))
    assert told == "The size table of that day has no Q; M stands in its place."


def test_a_scenario_that_the_day_knows_is_left_as_it_is() -> None:
    asked = usual(date(2026, 1, 15), DEFAULT_POLICY.sizes, "growth")
    assert fitted(asked, DEFAULT_POLICY.sizes, ["growth"]) == (asked, "")


def test_the_usual_scenario_of_a_table_of_tiny_sizes_is_started() -> None:
    tiny = (DEFAULT_POLICY.sizes[0]._replace(maximum=Minutes(15)),)
    assert usual(date(2026, 1, 15), tiny, "").parts[0].actual > 0
