"""Red, amber and green on screen: the colour is always said in words too."""

from __future__ import annotations

from typing import Any

import streamlit as st

from charleos.rules.rag import Rag
from charleos.ui import words
from charleos.ui.parts.figures import badge

COLOUR = {Rag.GREEN: "green", Rag.AMBER: "orange", Rag.RED: "red"}
ICON = {Rag.GREEN: ":material/check_circle:", Rag.AMBER: ":material/error:", Rag.RED: ":material/warning:"}


def rag_badge(status: Rag | None) -> str:
    """Markdown of a status; "No report" where there is none."""
    return badge("No report", "gray") if status is None else badge(status.title, COLOUR[status], ICON[status])


def rag_mark(status: Rag | None) -> list[str]:
    """A cell of `rag_column`."""
    return [status.title] if status else []


def rag_column(title: str = "RAG") -> Any:
    """A table's column of statuses in their colours."""
    return st.column_config.MultiselectColumn(
        title,
        options=[status.title for status in Rag],
        color=[COLOUR[status] for status in Rag],
        help=words.help("rag"),
        width=70,
    )


def option(status: Rag) -> str:
    """The status as a choice."""
    return f":{COLOUR[status]}[{ICON[status]}] {status.title}"
