"""Tabs of a browser, in AppTest.

AppTest runs the script without a connection, so that there is no cookie to be recognised by; here each tab
has a handshake of its own, as a real connection has. Everything else is the product's: app.py, the page, the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from charleos.actions.sign_in import begin, new_secret
from charleos.desk import system_desk
from charleos.store.engine import Database
from charleos.store.schema import Person
from charleos.ui.handover import COOKIE
from charleos.ui.nav import page_file
from tests.build import Someone

ROOT = Path(__file__).parents[2]
PAGES = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
"""Every page there is: a page that is added later is tested without anybody's doing."""


@dataclass(frozen=True)
class Handshake:
    """What Streamlit keeps of the request that opened a connection."""

    cookies: Mapping[str, str]
    headers: Iterable[tuple[str, str]] = field(default=())
    remote_ip: str | None = "127.0.0.1"


class Tab:
    """One tab: a session of Streamlit and the handshake of its connection."""

    def __init__(self, screens: Screens, token: str | None) -> None:
        self._screens = screens
        self.token = token
        self.at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)

    @property
    def handshake(self) -> Handshake:
        return Handshake({COOKIE: self.token} if self.token else {})

    def run(self) -> AppTest:
        """Run as this tab's connection, and make sure that app.py ran and not the page alone."""
        self._screens.front = self
        self.at.run()
        assert not self.at.exception, self.at.exception[0].message
        assert self.is_signed_in or self.is_at_the_door, "neither app.py's sidebar nor the sign-in is there"
        return self.at

    def run_leaving(self) -> AppTest:
        """The run after Sign out: it draws only what takes the cookie back."""
        self._screens.front = self
        self.at.run()
        assert not self.at.exception
        assert self.hands_over
        assert not self.is_signed_in
        return self.at

    def go(self, stem: str, query: Mapping[str, str] | None = None) -> AppTest:
        self._screens.front = self
        self.at.switch_page(page_file(stem))
        self.at.query_params.update(query or {})
        return self.run()

    @property
    def is_signed_in(self) -> bool:
        return any(button.key == "sign_out" for button in self.at.sidebar.button)

    @property
    def is_at_the_door(self) -> bool:
        """The sign-in, a one-time link or the making of the first Manager: nothing else is on screen."""
        return not self.at.sidebar.children and bool(self.at.text_input or self.at.button)

    @property
    def hands_over(self) -> bool:
        """Whether the screen holds what trades a sign-in for the cookie, or takes the cookie back."""
        return any("charleos-handover" in element.proto.body for element in self.at.get("html"))

    @property
    def title(self) -> str | None:
        return self.at.title[0].value if self.at.title else None

    @property
    def words(self) -> str:
        """Everything that can be read on the screen."""
        return "\n".join(_texts(self.at._tree))


class Screens:
    def __init__(self, db: Database) -> None:
        self._db = db
        self.front: Tab | None = None

    def handshake(self) -> Handshake | None:
        return self.front.handshake if self.front else None

    def open(self, person: Someone | None, stem: str = "home", **query: str) -> Tab:
        """A new tab at this page, in a browser of its own; None is nobody."""
        return self.open_with(self.sign_in(person) if person else None, stem, **query)

    def open_with(self, token: str | None, stem: str = "home", **query: str) -> Tab:
        """A new tab of the browser that holds this token."""
        tab = Tab(self, token)
        tab.at.query_params.update(query)
        tab.run()
        if stem != "home" and tab.is_signed_in:
            tab.go(stem, query)
        return tab

    def sign_in(self, person: Someone) -> str:
        """The token of a browser that signed in a moment ago."""
        token = new_secret()
        now = datetime.now(UTC)
        desk = system_desk(self._db, now.date(), now)
        with desk.writing() as session:
            version = session.get(Person, person.id).token_version
            begin(session, desk, token, person.id, version)
        return token


def _texts(tree: Any) -> Iterator[str]:
    for element in tree:
        for name in ("value", "label", "body", "help", "placeholder"):
            try:
                text = getattr(element, name)
            except (AttributeError, NotImplementedError, KeyError, ValueError):
                continue
            if isinstance(text, pd.DataFrame):
                yield text.to_string()
            elif isinstance(text, str):
                yield text
        yield from map(str, getattr(element, "options", ()))
