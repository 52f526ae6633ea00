"""Real servers on free ports, each with a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bcrypt

from charleos.rules.access import Role
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.store.engine import Database
from charleos.store.schema import Agency
from tests.build import TODAY, Build, Someone, golden_month

ROOT = Path(__file__).parents[2]
CHEAP = bcrypt.hashpw(DEMO_PASSWORD.encode(), bcrypt.gensalt(4)).decode()


@dataclass(frozen=True)
class Server:
    """url: http://127.0.0.1:port. agency builds in its database while it runs; log is what it printed."""

    url: str
    agency: Build
    log: Path
    by: str

    @property
    def socket_url(self) -> str:
        return self.url.replace("http://", "ws://") + "/_stcore/stream"


def small_agency(db: Database, *, demo: bool = True) -> Build:
    """The golden month of Acme Corp, and somebody of each role; the password of all is that of the demo."""
    agency = Build(db)
    golden_month(agency)
    for key, name, roles, discipline in (
        ("morgan", "Morgan Lee", {Role.MANAGER}, "management"),
        ("priya", "Priya Nair", {Role.PM}, "pm"),
        ("clara", "Clara Díaz", {Role.CSM}, "csm"),
        ("dana", "Dana Osei", {Role.PM, Role.CSM}, "pm"),
        ("iris", "Iris Holm", {Role.DELIVERY}, "design"),
    ):
        agency.person(name, key=key, roles=roles, discipline=discipline, password_hash=CHEAP)
    if demo:
        with agency.system().writing() as session:
            session.get(Agency, 1).demo = 1
    return agency


@contextmanager
def serving(agency: Build, log: Path, *, by: str = "charleos") -> Iterator[Server]:
    """by: "charleos" is `charleos serve`; "streamlit" is `streamlit run app.py`, without our own routes and headers."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CHARLEOS_DATABASE_URL": agency.db.url.render_as_string(hide_password=False),
        "CHARLEOS_TODAY": TODAY.isoformat(),
    }
    with log.open("wb") as out:
        process = subprocess.Popen(_command(by, port), cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            _wait_until_it_answers(process, url + ("/health" if by == "charleos" else "/_stcore/health"), log)
            yield Server(url, agency, log, by)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def sign_in_of(server: Server, person: Someone) -> str:
    """The token of a browser that signed in as the person a moment ago."""
    from tests.app.screens import Screens

    return Screens(server.agency.db).sign_in(person)


def _command(by: str, port: int) -> Sequence[str]:
    if by == "streamlit":
        return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    start = "from charleos.cli import main; main()"
    return [sys.executable, "-c", start, "serve", "--port", str(port)]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The server does not answer at {url}:\n{log.read_text(errors='replace')}")
