"""What the page of quotes shows, in its address: one quote, or a list and what it is narrowed to."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from charleos.ui.address import Address
from charleos.ui.links import FOLLOWED, Link, page

PAGE = "quotes"
QUOTE = Address(PAGE)
LIST = Address(PAGE, "quotes_")


class View(StrEnum):
    """ALL: of clients in reach. MINE: what the viewer is asked to size."""

    ALL = "all"
    MINE = "mine"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {View.ALL: "All quotes", View.MINE: "Mine to size"}[self]


def chosen_quote() -> int | None:
    """The quote that the address names; the mark of a link that was followed is taken away."""
    st.query_params.pop(FOLLOWED, None)
    return QUOTE.number("quote")


def quote_link(number: int) -> Link:
    return page(PAGE, quote=str(number))


def from_list(number: int) -> Link:
    """A quote of the list that is shown, which it leads back to."""
    return Link(quote_link(number).page, quote_link(number).query | _narrowed())


def to_list() -> Link:
    """The list as it was left."""
    return page(PAGE, **_narrowed())


def _narrowed() -> dict[str, str]:
    return {name: said for name, said in st.query_params.to_dict().items() if name.startswith("quotes_")}
