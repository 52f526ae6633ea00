"""People on screen: the round mark with their initials."""

from __future__ import annotations

import html

import streamlit as st

_COLOURS = ("#2F66D0", "#0E7F8C", "#7A53C4", "#B8407F", "#C4571B", "#1E8A5A", "#66707F")
"""Each is dark enough for white letters, on a light and on a dark page."""


def initials(name: str) -> str:
    """
    >>> initials("Clara Bell"), initials("Ana-María de la Cruz"), initials("李娜"), initials("“<b>”")
    ('CB', 'AC', '李', 'B')
    """
    words = [letters for word in name.split() if (letters := "".join(c for c in word if c.isalpha()))]
    if not words:
        return "?"
    ends = words if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in ends)


def avatar(name: str) -> None:
    """A circle with the initials; a person keeps their colour."""
    colour = _COLOURS[sum(map(ord, name)) % len(_COLOURS)]
    st.html(
        f'<div aria-hidden="true" style="width:2rem;height:2rem;border-radius:50%;background:{colour};color:#fff;'
        'display:flex;align-items:center;justify-content:center;font-size:0.8rem;font-weight:600">'
        f"{html.escape(initials(name))}</div>",
        width="content",
    )
