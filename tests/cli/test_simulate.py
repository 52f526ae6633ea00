"""`charleos simulate`: what work of a size bills."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.units import MOST_HOURS, parse_duration
from tests.cli.conftest import Command

M_OF_THREE_HOURS = {
    "size": "M",
    "average_minutes": 270,
    "maximum_minutes": 360,
    "actual_minutes": 180,
    "billable_minutes": 270,
    "banked_minutes": 90,
    "overage_minutes": 0,
    "case": "fast",
}


def test_the_command_prints_one_document(typed: Command) -> None:
    answer = typed("simulate", "--size", "M", "--actual", "3h", "--json")
    assert answer.document == M_OF_THREE_HOURS
    assert list(answer.document) == list(M_OF_THREE_HOURS)


def test_it_needs_no_database(typed: Command) -> None:
    answer = typed(
        "simulate", "--size", "m", "--actual", "180m", "--json", CHARLEOS_DATABASE_URL="sqlite:////tmp/none/none.db"
    )
    assert answer.document == M_OF_THREE_HOURS


@pytest.mark.parametrize(
    ("size", "actual", "billable", "banked", "overage", "case"),
    [
        ("M", "3", 270, 90, 0, "fast"),
        ("M", "3.5h", 270, 60, 0, "fast"),
        ("S", "2h 30m", 120, 0, 30, "overrun"),
        ("L", "14h", 840, 0, 0, "normal"),
        ("L", "22h", 960, 0, 360, "overrun"),
        ("M", "420m", 360, 0, 60, "overrun"),
        ("M", "4h30m", 270, 0, 0, "normal"),
        ("M", "6", 360, 0, 0, "normal"),
        ("XS", "1m", 15, 14, 0, "fast"),
        ("XXL", "0", 0, 0, 0, "unstarted"),
    ],
)
def test_the_worked_examples(
    command: Command, size: str, actual: str, billable: int, banked: int, overage: int, case: str
) -> None:
    told = command("simulate", "--size", size, "--actual", actual, "--json").document
    assert (told["billable_minutes"], told["banked_minutes"], told["overage_minutes"], told["case"]) == (
        billable,
        banked,
        overage,
        case,
    )
    assert told["billable_minutes"] == told["actual_minutes"] + banked - overage


def test_a_task_that_runs_behind_borrows(typed: Command) -> None:
    told = typed(
        "simulate", "--requirement", "Design:M:5h", "--requirement", "Build: the form:S:3h", "--delayed", "--json"
    ).document
    assert list(told) == ["requirements", "task"]
    assert [one["name"] for one in told["requirements"]] == ["Design", "Build: the form"]
    assert set(told["requirements"][0]) == {"name", *M_OF_THREE_HOURS}
    assert told["requirements"][1]["overage_minutes"] == 60
    assert told["task"] == {
        "maximum_minutes": 480,
        "actual_minutes": 480,
        "billable_minutes": 480,
        "banked_minutes": 0,
        "overage_minutes": 0,
        "borrowed_minutes": 60,
    }


def test_a_task_in_time_does_not_borrow(command: Command) -> None:
    task: dict[str, Any] = command(
        "simulate", "--requirement", "Design:M:5h", "--requirement", "Build:S:3h", "--json"
    ).document["task"]
    assert (task["borrowed_minutes"], task["overage_minutes"], task["billable_minutes"]) == (0, 60, 420)


def test_nothing_is_borrowed_from_a_requirement_that_nobody_began(command: Command) -> None:
    told = command("simulate", "--requirement", "A:M:0", "--requirement", "B:S:3h", "--delayed", "--json").document
    assert told["task"]["borrowed_minutes"] == 0
    assert told["requirements"][0]["case"] == "unstarted"


@pytest.mark.parametrize(
    "actual",
    [*("", " ", "3h 60m", "-1h", "10001", "1e3", "nan", "inf", "3 h 20", "1:30", "0.01", "3h20", "٣h", "1_000")],
)
def test_what_is_no_duration_is_refused(command: Command, actual: str) -> None:
    answer = command("simulate", "--size", "M", f"--actual={actual}")
    assert answer.status == 2
    assert answer.complaint


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--size", "Q", "--actual", "3h"], "use one of XS, S, M, L, XL, XXL"),
        (["--size", "M"], "Give --size and --actual"),
        (["--requirement", "Design"], "NAME:SIZE:ACTUAL"),
        (["--requirement", ":M:3h"], "NAME:SIZE:ACTUAL"),
        (["--requirement", "A:M:3h", "--size", "M"], "not both"),
        (["--size", "M", "--actual", "3h", "--delayed"], "--delayed goes with --requirement"),
        (["--frobnicate"], "No such option"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_sentence(command: Command, arguments: list[str], told: str) -> None:
    answer = command("simulate", *arguments)
    assert answer.status == 2
    assert told in answer.complaint


def test_without_json_it_reads_like_a_sentence(command: Command) -> None:
    answer = command("simulate", "--size", "M", "--actual", "3h")
    assert answer.out.splitlines() == [
        "M: average 4h 30m, maximum 6h, worked 3h",
        "billable 4h 30m, banked 1h 30m, overage 0h",
    ]


@given(st.integers(0, MOST_HOURS * 60))
def test_every_way_to_write_a_duration_means_the_same(minutes: int) -> None:
    whole, rest = divmod(minutes, 60)
    assert {parse_duration(text) for text in (f"{whole}h {rest}m", f"{whole}h{rest}m", f"{minutes}m")} == {minutes}


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_duration_or_refused_with_a_sentence(text: str) -> None:
    try:
        told: int | str = parse_duration(text)
    except BadInput as refused:
        told = refused.sentence
    assert told.endswith(".") if isinstance(told, str) else 0 <= told <= MOST_HOURS * 60
