"""How a score of completed work is said, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

from charleos.rules.intelligence import Confidence

CONFIDENCE: Mapping[Confidence, str] = {Confidence.LOW: "gray", Confidence.MEDIUM: "blue", Confidence.HIGH: "green"}
"""The colour of each badge."""


def compared(hundredths: int) -> str:
    """
    >>> compared(115), compared(92), compared(100)
    ('15% slower than quoted', '8% faster than quoted', 'as quoted')
    """
    if hundredths == 100:
        return "as quoted"
    return f"{abs(hundredths - 100)}% {'slower' if hundredths > 100 else 'faster'} than quoted"
