"""What is read from the process's environment: where the database is, and which date stands for today."""

from __future__ import annotations

import os
from datetime import date

from charleos.errors import BadInput
from charleos.periods import parse_day

DEFAULT_URL = "sqlite:///data/charleos.db"


def database_url() -> str:
    return os.environ.get("CHARLEOS_DATABASE_URL") or DEFAULT_URL


def today_set() -> date | None:
    """The date that stands for today, where the environment sets one. Raises BadInput."""
    text = os.environ.get("CHARLEOS_TODAY", "").strip()
    if not text:
        return None
    try:
        return parse_day(text)
    except BadInput as broken:
        raise BadInput(f"CHARLEOS_TODAY: {broken.sentence}") from None
