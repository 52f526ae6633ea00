"""Every page: its title, where it stands in the navigation, and what a viewer needs to open it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, NamedTuple

import streamlit as st

from charleos.rules.access import Capability, Viewer


class PageSpec(NamedTuple):
    """One page. Without a group it is reached by links only and stands in no menu."""

    title: str
    icon: str
    group: str | None
    needs: Capability


PAGES: dict[str, PageSpec] = {
    "home": PageSpec("Home", ":material/home:", "Work", Capability.USE),
    "clients": PageSpec("Clients", ":material/groups:", "Work", Capability.VIEW_CLIENTS),
    "client_detail": PageSpec("Client", ":material/person:", None, Capability.VIEW_CLIENTS),
    "rag": PageSpec("RAG reports", ":material/traffic:", "Work", Capability.RECORD_RAG),
    "quotes": PageSpec("Quotes", ":material/request_quote:", "Work", Capability.SIZE_QUOTES),
    "schedule": PageSpec("Schedule", ":material/calendar_view_week:", "Work", Capability.SCHEDULE),
    "month_end": PageSpec("Month end", ":material/event_available:", "Agency", Capability.VIEW_EFFICIENCY),
    "my_work": PageSpec("My work", ":material/timer:", "Work", Capability.LOG_OWN_TIME),
    "leave": PageSpec("Leave", ":material/beach_access:", "Work", Capability.OWN_SCHEDULE),
    "efficiency": PageSpec("Efficiency", ":material/monitoring:", "Reports", Capability.VIEW_EFFICIENCY),
    "billing_simulator": PageSpec("Billing simulator", ":material/calculate:", "Tools", Capability.SIMULATE),
    "settings": PageSpec("Settings", ":material/settings:", "Agency", Capability.MANAGE),
    "account": PageSpec("Account", ":material/account_circle:", "You", Capability.USE),
}
"""Page files by their stem. A file in pages/ that is missing here cannot be opened."""


def page_file(stem: str) -> str:
    return f"pages/{stem}.py"


def pages_for(viewer: Viewer) -> dict[str, list[Any]]:
    """The pages by group, for `st.navigation`, which shows those that this viewer may open."""
    grouped: dict[str, list[Any]] = {}
    for stem, spec in PAGES.items():
        is_shown = spec.group is not None and viewer.can(spec.needs)
        grouped.setdefault(spec.group or "Work", []).append(copy(_page(stem, is_shown=is_shown)))
    return grouped


def every_page_as(screen: Callable[[], None], title: str) -> list[Any]:
    """Every address answered by one screen, so that a deep link survives the sign-in."""
    return [st.Page(screen, title=title, url_path=stem, default=stem == "home", visibility="hidden") for stem in PAGES]


@cache
def _page(stem: str, *, is_shown: bool) -> Any:
    """Shown where the viewer may open it. Its address answers all, so that the page itself says why not.

    Made once, copied for each run: a page remembers whether its run may call it.
    """
    spec, visibility = PAGES[stem], "visible" if is_shown else "hidden"
    return st.Page(
        page_file(stem),
        title=spec.title,
        icon=spec.icon,
        url_path=stem,
        default=stem == "home",
        visibility=visibility,  # type: ignore[arg-type]
    )
