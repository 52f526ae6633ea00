"""What every command stands on: the database, the clock, and the system's own desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from charleos.environment import database_url, today_set
from charleos.errors import BadInput

if TYPE_CHECKING:
    from charleos.desk import Desk
    from charleos.rules.policy import Policy
    from charleos.store.engine import Database


def stored_at(url: str) -> Path | None:
    """The file of an embedded database; None for one that a server keeps."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


@contextmanager
def ready_database() -> Iterator[Database]:
    """The database, brought to the present schema. Raises BadInput with what to run when it is not."""
    from charleos.store.engine import open_database
    from charleos.store.migrate import needs_migration

    url = database_url()
    file = stored_at(url)
    if file is not None and not file.exists():
        raise BadInput(f"There is no database at {file}; run “charleos migrate” first.")
    if needs_migration(url):
        raise BadInput("The database does not have the present tables; run “charleos migrate” first.")
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The desk of the command line: it sees and may do everything; today is the agency's calendar date."""
    with ready_database() as database:
        yield desk_over(database)


def desk_over(database: Database) -> Desk:
    from charleos.desk import system_desk

    now = datetime.now(UTC)
    return system_desk(database, today_set() or now.astimezone(_time_zone(database, now)).date(), now)


def _time_zone(database: Database, now: datetime) -> ZoneInfo:
    import sqlalchemy as sa

    from charleos.desk import system_desk
    from charleos.store.schema import Agency

    return ZoneInfo(system_desk(database, now.date(), now).one(sa.select(Agency.time_zone)).time_zone)


def policy_in_force() -> Policy:
    """The agency's policy of this month; without a database, the one that a new agency starts with."""
    from charleos.periods import Month
    from charleos.rules.policy import DEFAULT_POLICY

    file = stored_at(database_url())
    if file is not None and not file.exists():
        return DEFAULT_POLICY
    with open_desk() as desk:
        return desk.rulebook().policy(Month.of(desk.today))
