"""The product in AppTest, signed in as anybody.

screens     opens tabs on a database of its own: `screens.open(ana, "clients", status="all")`
agency      builds in that database
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager

from charleos.store.engine import Database
from charleos.ui import ground
from tests.app.screens import Screens
from tests.build import TODAY, Build


@pytest.fixture
def agency(sqlite_db: Database) -> Build:
    return Build(sqlite_db)


@pytest.fixture
def screens(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screens]:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", sqlite_db.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CHARLEOS_TODAY", TODAY.isoformat())
    opened = Screens(sqlite_db)
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", opened.handshake)
    monkeypatch.setattr(PagesManager, "__init__", _as_launched(PagesManager.__init__))
    yield opened
    ground.close_databases()


def _as_launched(begin: Callable[..., None]) -> Callable[..., None]:
    """The server never runs a page without app.py; AppTest would, from its second run on, and lose the click."""

    def launched(self: PagesManager, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        PagesManager.uses_pages_directory = False

    return launched
