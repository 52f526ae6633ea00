"""Addresses of views: every view is a link. `st.page_link(link.page, query_params=link.query)`."""

from __future__ import annotations

from typing import NamedTuple

from charleos.periods import Month
from charleos.ui.nav import page_file

FOLLOWED = "followed"
"""Marks a link that leads to another view of the same page: Streamlit runs it but leaves the address bar as it is.

The page takes the mark away, and with that the browser is told the whole address.
"""


class Link(NamedTuple):
    """A page file and its query parameters."""

    page: str
    query: dict[str, str]


def client_link(slug: str, month: Month | None = None, section: str | None = None) -> Link:
    """A client's page, in a month and a section (overview, work, schedule, time, ledger) where given."""
    query = {"client": slug}
    if month is not None:
        query["month"] = str(month)
    if section is not None:
        query["section"] = section
    return Link(page_file("client_detail"), query)


def task_link(slug: str, number: int, month: Month | None = None) -> Link:
    """One task on its client's page."""
    link = client_link(slug, month, "work")
    return Link(link.page, link.query | {"task": str(number)})


def ledger_link(slug: str, month: Month, moved: str) -> Link:
    """The ledger lines of a month that moved one figure: logged, billable, banked, overage or borrowed."""
    link = client_link(slug, month, "ledger")
    return Link(link.page, link.query | {"lines": moved})


def page(stem: str, **query: str) -> Link:
    return Link(page_file(stem), query)
