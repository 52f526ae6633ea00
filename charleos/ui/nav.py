"""Every page: its title, where it stands in the navigation, and what a viewer needs to open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
    "my_work": PageSpec("My work", ":material/timer:", "Work", Capability.LOG_OWN_TIME),
    "billing_simulator": PageSpec("Billing simulator", ":material/calculate:", "Tools", Capability.SIMULATE),
    "settings": PageSpec("Settings", ":material/settings:", "Agency", Capability.MANAGE),
    "account": PageSpec("Account", ":material/account_circle:", "You", Capability.USE),
}
"""Page files by their stem. A file in pages/ that is missing here cannot be opened."""


def page_file(stem: str) -> str:
    return f"pages/{stem}.py"


def pages_for(viewer: Viewer) -> dict[str, list[Any]]:
    """The pages this viewer may open, by group, for `st.navigation`."""
    grouped: dict[str, list[Any]] = {}
    for stem, spec in PAGES.items():
        if viewer.can(spec.needs) and Path(page_file(stem)).exists():
            grouped.setdefault(spec.group or "Work", []).append(_page(page_file(stem), stem, spec))
    return grouped


def every_page_as(screen: Callable[[], None], title: str) -> list[Any]:
    """Every address answered by one screen, so that a deep link survives the sign-in."""
    return [st.Page(screen, title=title, url_path=stem, default=stem == "home", visibility="hidden") for stem in PAGES]


def _page(source: str, stem: str, spec: PageSpec) -> Any:
    visibility: Any = "visible" if spec.group else "hidden"
    return st.Page(
        source, title=spec.title, icon=spec.icon, url_path=stem, default=stem == "home", visibility=visibility
    )
