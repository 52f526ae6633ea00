"""The address of a client's page: the client, the month, the section and what it is narrowed to."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from charleos.desk import Desk
from charleos.periods import Month
from charleos.ui.address import Address
from charleos.ui.session import own_desk

PAGE = "client_detail"


class Section(StrEnum):
    OVERVIEW = "overview"
    WORK = "work"
    SCHEDULE = "schedule"
    QUOTES = "quotes"
    TIME = "time"
    LEDGER = "ledger"
    INTELLIGENCE = "intelligence"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.capitalize()


_ADDRESS = Address(PAGE)
text, month, day, number = _ADDRESS.text, _ADDRESS.month, _ADDRESS.day, _ADDRESS.number
option, control, choose, select = _ADDRESS.option, _ADDRESS.control, _ADDRESS.choose, _ADDRESS.select


@own_desk(PAGE)
def go(_desk: Desk, section: Section) -> None:
    """Open a section of the same client and month."""
    st.query_params["section"] = section.value


@own_desk(PAGE)
def to_month(_desk: Desk, month: Month) -> None:
    """Open the same section in another month."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if name != "page"}
    st.query_params.from_dict(kept | {"month": str(month)})
