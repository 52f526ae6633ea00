"""How types of work, sizes and cases are called on screen. All of it is plain text, not yet escaped for markdown."""

from __future__ import annotations

from charleos.rules.billing import Case
from charleos.rules.work_types import type_title
from charleos.ui import words
from charleos.units import Minutes

__all__ = ["CASES", "size_range", "type_title"]


def size_range(size: str | None, least: Minutes | None, most: Minutes) -> str:
    """
    >>> size_range("M", Minutes(180), Minutes(360)), size_range(None, None, Minutes(0))
    ('M: 3h-6h', 'Not required')
    """
    if size is None:
        return "Not required"
    return size if least is None else f"{size}: {words.span(least, most)}"


CASES = {
    Case.UNSTARTED: ("Not started", "gray"),
    Case.FAST: ("Fast", "green"),
    Case.NORMAL: ("Normal", "blue"),
    Case.OVERRUN: ("Overrun", "red"),
}
"""What each case is called, and the colour of its badge."""
