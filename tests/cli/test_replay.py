"""`charleos replay` over files as they come from other tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

HISTORY = "estimate_hours,actual_hours,type\n6,3.5,dev\n2,2.5,dev\n0.5,0.25,copy\n200,10,dev\n4,0,dev\n"
SUMS = ["actual_minutes", "billable_minutes", "banked_minutes", "overage_minutes", "billed_to_actual"]


def written(folder: Path, text: str | bytes, name: str = "history.csv") -> str:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def test_it_answers_what_our_sizes_would_have_billed(command: Command, tmp_path: Path) -> None:
    told = command("replay", written(tmp_path, HISTORY), "--json").document
    assert list(told) == ["rows", "dropped", *SUMS, "by_size"]
    assert [told[name] for name in ("rows", "dropped", *SUMS)] == [3, 2, 375, 405, 60, 30, 1.08]
    assert list(told["by_size"]) == ["XS", "S", "M", "L", "XL", "XXL"]
    assert told["by_size"]["M"] == dict(zip(["rows", *SUMS], [1, 210, 270, 60, 0, 270 / 210], strict=True))
    assert told["by_size"]["L"] == dict(zip(["rows", *SUMS], [0, 0, 0, 0, 0, None], strict=True))


def test_other_sizes_come_from_a_file(command: Command, tmp_path: Path) -> None:
    history = written(tmp_path, HISTORY)
    sizes = written(tmp_path, "size,minimum_hours,maximum_hours\nBig,2,1000\nSmall,0,2\n", "sizes.csv")
    told = command("replay", history, "--sizes", sizes, "--json").document
    assert {code: of["rows"] for code, of in told["by_size"].items()} == {"Small": 2, "Big": 2}
    exact = written(tmp_path, "code,min_minutes,average_minutes,max_minutes\nOne,0,100,12000\n", "exact.csv")
    told = command("replay", history, "--sizes", exact, "--json").document
    assert (told["rows"], told["billable_minutes"]) == (4, 210 + 150 + 100 + 600)


def test_columns_in_any_order_quotes_marks_and_blank_lines(command: Command, tmp_path: Path) -> None:
    text = '\ufeffName,Actual_Hours,estimate_hours\r\n"a, b",3.5,"6"\r\n\r\nc,2.5,2\r\n'
    told = command("replay", written(tmp_path, text), "--json").document
    assert (told["rows"], told["dropped"], told["billable_minutes"]) == (2, 0, 390)


def test_a_table_for_people(command: Command, tmp_path: Path) -> None:
    answer = command("replay", written(tmp_path, HISTORY))
    assert answer.status == 0
    assert "2 dropped" in answer.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column estimate_hours"),
        ("a,b\n1,2\n", "has no column estimate_hours"),
        ("estimate_hours,actual_hours\n1,abc\n", "“abc” is not a number of hours"),
        ("estimate_hours,actual_hours\n-1,2\n", "“-1” is not a number of hours"),
        ("estimate_hours,actual_hours\n1\n", "no estimate or no actual"),
        (b"estimate_hours,actual_hours\n1,\xff\n", "is not UTF-8"),
        (b'estimate_hours,actual_hours\n1,"' + b"9" * 200_000 + b'"\n', "is not CSV"),
    ],
)
def test_what_is_no_history_is_refused(command: Command, tmp_path: Path, text: str | bytes, said: str) -> None:
    answer = command("replay", written(tmp_path, text), "--json")
    assert answer.status == 2
    assert said in answer.complaint


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ("size,maximum_hours\nS,2\n", "needs the columns size, minimum_hours and maximum_hours"),
        ("size,minimum_hours,maximum_hours\n", "needs at least one size"),
        ("size,minimum_hours,maximum_hours\nS,1,2\nS,3,4\n", "with a name and a maximum of its own"),
        ("size,minimum_hours,maximum_hours\nS,3,2\n", "needs minimum, average and maximum to rise"),
        ("size,minimum_hours,maximum_hours\nS,3\n", "lacks its size, minimum or maximum"),
        ("size,minimum_minutes,maximum_minutes\nS,1.5,90\n", "is not a whole number of minutes"),
    ],
)
def test_what_is_no_size_table_is_refused(command: Command, tmp_path: Path, sizes: str, said: str) -> None:
    answer = command("replay", written(tmp_path, HISTORY), "--sizes", written(tmp_path, sizes, "s.csv"), "--json")
    assert answer.status == 2
    assert said in answer.complaint


def test_a_file_that_is_not_there_is_a_sentence(command: Command, tmp_path: Path) -> None:
    assert "cannot be read" in command("replay", str(tmp_path / "none.csv"), "--json").complaint
