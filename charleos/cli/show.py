"""How answers reach the terminal: one JSON document, or plain tables that line up."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from charleos.units import Minutes, Pence, hours, pounds

NONE = "–"


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


def complain(sentence: str) -> None:
    """On stderr, on one line whatever the sentence quotes."""
    sys.stderr.write(f"{' '.join(sentence.split())}\n")


def as_json(document: Any) -> None:
    """One document on stdout and nothing else; names as they are written, where stdout can write them."""
    say(json.dumps(document, ensure_ascii=sys.stdout.encoding.lower() != "utf-8", indent=2))


def time(minutes: Minutes | None) -> str:
    return NONE if minutes is None else hours(minutes)


def money(pence: Pence | None) -> str:
    return NONE if pence is None else pounds(pence)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, text_columns: int = 1) -> None:
    """A table: the first columns are text and start left, the others are figures and end right."""
    widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, ["-" * width for width in widths], *rows):
        cells = [
            _padded(cell, width, left=position < text_columns)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def _padded(text: str, width: int, *, left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if left else gap + text


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
