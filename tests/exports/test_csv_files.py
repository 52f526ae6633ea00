"""CSV files: quoted, and never a formula."""

from __future__ import annotations

import csv
import io

import pytest

from charleos.exports.csv_files import csv_bytes


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(first: str) -> None:
    assert _read(csv_bytes(["note"], [[f"{first}HYPERLINK(1)"]]))[1] == [f"'{first}HYPERLINK(1)"]


def test_negative_numbers_stay_numbers() -> None:
    assert _read(csv_bytes(["minutes"], [[-90]]))[1] == ["-90"]


def test_quotes_commas_and_line_breaks_come_back_as_they_were() -> None:
    odd = 'Said "hello", then\nleft; Ärger 株式会社'
    assert _read(csv_bytes(["note"], [[odd]]))[1] == [odd]


def test_an_empty_list_still_has_its_header() -> None:
    assert _read(csv_bytes(["client", "hours"], [])) == [["client", "hours"]]
