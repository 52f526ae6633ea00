"""How types of work are called in sentences and on screen. Not yet escaped for markdown."""

from __future__ import annotations

_CAPITALS = {"seo", "qa", "pm", "ux", "ui", "cro", "ppc"}


def type_title(work_type: str) -> str:
    """
    >>> type_title("development"), type_title("seo"), type_title("client visit")
    ('Development', 'SEO', 'Client visit')
    """
    return work_type.upper() if work_type in _CAPITALS else work_type[:1].upper() + work_type[1:]
