from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.tasks import (
    MOST_EXTRA,
    DelayReason,
    check_cause,
    check_extra,
    check_reason,
    check_task,
    requirement_keys,
)
from charleos.units import Minutes


def test_a_task_needs_a_title_and_a_requirement_with_its_type() -> None:
    check_task("x" * 200, "x" * 10_000, ["design"] * 30)


@pytest.mark.parametrize(
    ("title", "description", "types", "field", "said"),
    [
        ("", "", ["design"], "title", "Give the task a title"),
        ("x" * 201, "", ["design"], "title", "201 characters"),
        ("x", "x" * 10_001, ["design"], "description", "10,001 characters"),
        ("x", "", [], "requirements", "at least one requirement"),
        ("x", "", ["design"] * 31, "requirements", "at most 30"),
        ("x", "", ["design", ""], "requirements", "Requirement 2 needs a type"),
        ("x", "", ["x" * 41], "requirements", "Requirement 1 needs a type"),
    ],
)
def test_a_task_that_cannot_be_agreed_is_refused_at_its_field(
    title: str, description: str, types: list[str], field: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        check_task(title, description, types)
    assert refused.value.field == field


@given(st.lists(st.sampled_from(["design", "design-2", "qa", "design-2-2"]), max_size=12))
def test_every_requirement_of_a_task_has_a_key_of_its_own(types: list[str]) -> None:
    keys = requirement_keys(types)
    assert len(set(keys)) == len(keys) == len(types)
    assert all(key.startswith(work_type) for key, work_type in zip(keys, types, strict=True))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_resizing_without_a_reason_to_keep_is_refused(reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_reason(reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(("minutes", "said"), [(0, "at least one minute"), (-5, "at least one"), (12_001, "200h")])
def test_extra_time_is_some_and_no_more_than_a_piece_of_work(minutes: int, said: str) -> None:
    check_extra(MOST_EXTRA)
    with pytest.raises(BadInput, match=said) as refused:
        check_extra(Minutes(minutes))
    assert refused.value.field == "minutes"


def test_a_task_runs_behind_for_one_of_the_reasons_there_are() -> None:
    assert [check_cause(f" {one} ") for one in DelayReason] == list(DelayReason)
    with pytest.raises(BadInput, match="Choose why") as refused:
        check_cause("Bad luck")
    assert refused.value.field == "cause"
