"""A progress bar on stderr, for what takes longer than a moment."""

from __future__ import annotations

import sys
from time import monotonic

PATIENCE = 1.0
"""Seconds for which nothing is shown."""
WIDTH = 30


class ProgressBar:
    """On a terminal one line that is drawn over; elsewhere a line for each tenth."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, max(1, total)
        self._begun = monotonic()
        self._drawn = -1
        self._is_terminal = sys.stderr.isatty()

    def show(self, done: int) -> None:
        step = min(done, self._total) * (100 if self._is_terminal else 10) // self._total
        if step <= self._drawn or monotonic() - self._begun < PATIENCE:
            return
        self._drawn = step
        share = done / self._total
        bar = f"{self._what} [{'#' * int(WIDTH * share):<{WIDTH}}] {share:4.0%}"
        sys.stderr.write(f"\r{bar}" if self._is_terminal else f"{bar}\n")
        sys.stderr.flush()

    def close(self) -> None:
        if self._is_terminal and self._drawn >= 0:
            sys.stderr.write(f"\r{'':{WIDTH + len(self._what) + 10}}\r")
            sys.stderr.flush()
