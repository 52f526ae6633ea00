"""The ground every test stands on: a migrated database of its own, on SQLite and on a real PostgreSQL.

db          a fresh database for one test; the test runs once for each kind (`--db sqlite` narrows)
module_db   one database for all tests of a file that only read it (or do not mind each other)
empty_url   the URL of a database that was never migrated
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from charleos.store.engine import Database, open_database
from charleos.store.migrate import migrate
from tests import postgres

KINDS = ("sqlite", "postgresql")
SOAK = os.environ.get("CHARLEOS_SOAK") == "1"

_fixtures = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
settings.register_profile(
    "test", deadline=None, derandomize=True, database=None, max_examples=100, suppress_health_check=_fixtures
)
settings.register_profile("soak", parent=settings.get_profile("test"), derandomize=False, max_examples=3000)
settings.register_profile(
    "brief", parent=settings.get_profile("test"), max_examples=int(os.environ.get("CHARLEOS_EXAMPLES", "25"))
)
settings.load_profile("brief" if "CHARLEOS_EXAMPLES" in os.environ else "soak" if SOAK else "test")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=KINDS, default=None, help="run the tests on one kind of database only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long runs are chosen by CHARLEOS_SOAK=1, not skipped one by one."""
    if SOAK:
        return
    long_runs = [item for item in items if item.get_closest_marker("soak")]
    if long_runs:
        config.hook.pytest_deselected(items=long_runs)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--db")
        metafunc.parametrize("database_kind", [chosen] if chosen else KINDS, scope="session")


class Databases:
    """Makes databases of either kind; each is a copy of a template that was migrated once."""

    def __init__(self, folder: Path, still_to_end: ExitStack) -> None:
        self._folder = folder
        self._ending = still_to_end
        self._server: postgres.Server | None = None
        self._templates: dict[str, str] = {}
        self._made = 0

    @contextmanager
    def fresh(self, kind: str) -> Iterator[Database]:
        """A migrated database that nothing was written to; gone afterwards."""
        with self._copy_of_template(kind) as url:
            database = open_database(url)
            try:
                yield database
            finally:
                database.close()

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """The URL of a database without a single table; gone afterwards."""
        if kind == "sqlite":
            yield f"sqlite:///{self._file()}"
            return
        url = self.server.create()
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self.server.drop(url)

    @contextmanager
    def copy_of(self, database: Database) -> Iterator[str]:
        """The URL of a copy of a database that nobody uses meanwhile; gone afterwards."""
        database.close()
        if database.is_sqlite:
            file = self._file()
            with closing(sqlite3.connect(str(database.url.database))) as source, closing(sqlite3.connect(file)) as copy:
                source.backup(copy)
            yield f"sqlite:///{file}"
            return
        url = self.server.create(template=database.url.database)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self.server.drop(url)

    @property
    def server(self) -> postgres.Server:
        if self._server is None:
            try:
                self._server = self._ending.enter_context(postgres.running())
            except postgres.Unavailable as missing:
                _cannot(str(missing))
        return self._server

    def _file(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.db"

    @contextmanager
    def _copy_of_template(self, kind: str) -> Iterator[str]:
        if kind == "sqlite":
            file = self._file()
            shutil.copyfile(self._sqlite_template(), file)
            yield f"sqlite:///{file}"
            for one in self._folder.glob(f"{file.name}*"):
                one.unlink()
            return
        url = self.server.create(template=self._postgresql_template())
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self.server.drop(url)

    def _sqlite_template(self) -> str:
        if "sqlite" not in self._templates:
            file = self._folder / "template.db"
            migrate(f"sqlite:///{file}")
            self._templates["sqlite"] = str(file)
        return self._templates["sqlite"]

    def _postgresql_template(self) -> str:
        if "postgresql" not in self._templates:
            url = self.server.create()
            migrate(url.render_as_string(hide_password=False))
            self._templates["postgresql"] = url.database or ""
        return self._templates["postgresql"]


def _cannot(sentence: str) -> NoReturn:
    """What the machine lacks fails a run that must be whole (CI=true), and is named in any other."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with ExitStack() as still_to_end:
        yield Databases(tmp_path_factory.mktemp("databases"), still_to_end)


@pytest.fixture
def db(databases: Databases, database_kind: str) -> Iterator[Database]:
    with databases.fresh(database_kind) as database:
        yield database


@pytest.fixture(scope="module")
def module_db(databases: Databases, database_kind: str) -> Iterator[Database]:
    with databases.fresh(database_kind) as database:
        yield database


@pytest.fixture
def sqlite_db(databases: Databases) -> Iterator[Database]:
    """For what does not depend on the kind of database, or is about SQLite alone."""
    with databases.fresh("sqlite") as database:
        yield database


@pytest.fixture
def postgresql_db(databases: Databases) -> Iterator[Database]:
    """For what is about PostgreSQL alone."""
    with databases.fresh("postgresql") as database:
        yield database


@pytest.fixture
def empty_url(databases: Databases, database_kind: str) -> Iterator[str]:
    with databases.empty(database_kind) as url:
        yield url
