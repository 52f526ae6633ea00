"""A task's number and title as the way to its view: it wraps where it is long, and looks like a title, not a button."""

from __future__ import annotations

import streamlit as st

from charleos.ui.links import Link
from charleos.ui.parts.figures import within
from charleos.ui.words import plain

_KEY = "task-title-"
_STYLE = f"""<style>
[class*="st-key-{_KEY}"] [data-testid="stPageLink-NavLink"] {{ padding: 0; background: transparent; }}
[class*="st-key-{_KEY}"] [data-testid="stPageLink-NavLink"]:hover {{ text-decoration: underline; }}
[class*="st-key-{_KEY}"] [data-testid="stPageLink-NavLink"] :is(span, div, p) {{
  white-space: normal; overflow: visible; text-overflow: clip; overflow-wrap: anywhere;
}}
[class*="st-key-{_KEY}"] :has(> style) {{ display: none; }}
</style>"""


def task_title(link: Link, number: int, title: str, *, place: str) -> None:
    """place: where on the page it stands, since a task may stand there twice."""
    with st.container(key=f"{_KEY}{place}-{number}", gap=None, width="stretch"):
        st.html(_STYLE)
        within(link, f":gray[#{number}] **{plain(title)}**")
