"""The address of the RAG page."""

from __future__ import annotations

from enum import StrEnum

from charleos.ui.address import Address
from charleos.ui.links import Link
from charleos.ui.links import page as link_to

PAGE = "rag"
ADDRESS = Address(PAGE, "rag_")


class View(StrEnum):
    RECORD = "record"
    WEEK = "week"
    HISTORY = "history"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {View.RECORD: "Record", View.WEEK: "By week", View.HISTORY: "By client"}[self]


def history_link(slug: str) -> Link:
    """A client's weeks."""
    return link_to(PAGE, rag_view=View.HISTORY.value, rag_client=slug)
