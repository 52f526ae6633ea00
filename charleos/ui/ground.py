"""What stands before anybody is recognised: the database, the clock, and the desk at the door."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from charleos.desk import Desk, system_desk
from charleos.environment import database_url, today_set
from charleos.errors import BadInput
from charleos.store.engine import Database, open_database
from charleos.store.migrate import needs_migration

ROOT = Path(__file__).parents[2]
"""The folder of app.py and pages/."""


def database() -> Database:
    """The process's one database. Raises BadInput, with what to run, when its tables are not the present ones."""
    return _opened(database_url())


def close_databases() -> None:
    """Let go of what was opened, at the end of a process."""
    with _opening:
        for one in _open.values():
            one.close()
        _open.clear()


def _opened(url: str) -> Database:
    """One for the whole process: all its writers queue at the same lock."""
    with _opening:
        if url not in _open:
            if needs_migration(url):
                sentence = "The database does not have the present tables; run “charleos migrate”, then try again."
                raise BadInput(sentence)
            _open[url] = open_database(url)
        return _open[url]


_open: dict[str, Database] = {}
_opening = threading.Lock()


def now() -> datetime:
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """The agency's calendar date, or CHARLEOS_TODAY where set."""
    return today_set() or now().astimezone(ZoneInfo(time_zone)).date()


def front_desk() -> Desk:
    """The system's own desk, at which strangers are recognised; its date decides nothing there."""
    moment = now()
    return system_desk(database(), moment.date(), moment)
