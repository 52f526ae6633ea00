"""What a page costs on a running server: the client list beside an empty page, and beside Streamlit's own settings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from charleos.actions.sign_in import new_secret, sign_in
from charleos.bench.timing import paired
from charleos.bench.visitor import Visitor
from charleos.desk import Desk
from charleos.errors import Unavailable
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.ui.handover import COOKIE

COMMAND = "from charleos.cli import main; main()"
MANAGER = "morgan"
RUNS = 150
"""Every one counts: the server sends what a page drew at intervals, and the quickest run is the luckiest."""

VISITORS = 4
SECONDS = 6
PATIENCE = 90


def page_costs(desk: Desk, url: str, folder: Path) -> dict[str, object]:
    """Ratios of whole runs of a page, as a signed-in visitor meets them, on servers that run side by side."""
    cookies = {COOKIE: _signed_in(desk)}
    with ExitStack() as running:
        product = running.enter_context(_server(url, "-c", COMMAND, "serve", "--port"))
        bare, framed = (
            running.enter_context(_server(url, "-m", "charleos.bench.empty", str(folder), kind))
            for kind in ("bare", "framed")
        )
        stock = running.enter_context(_server(url, "-m", "charleos.bench.stock"))
        clients = running.enter_context(Visitor(product, "clients", cookies))
        nothing = running.enter_context(Visitor(bare, "", {}))
        empty = running.enter_context(Visitor(framed, "clients", cookies))
        as_shipped = running.enter_context(Visitor(stock, "clients", cookies))
        for visitor in (clients, as_shipped):
            _must_see_clients(visitor)
        return {
            "client_list_beside_empty_page": _beside(clients, empty),
            "client_list_beside_bare_script": _beside(clients, nothing),
            "stock_settings_beside_shipped": _beside(as_shipped, clients),
            "client_list_reruns_per_second": _reruns_a_second(product, cookies),
        }


def _signed_in(desk: Desk) -> str:
    """The token of a new sign-in of the demo's Manager."""
    token = new_secret()
    sign_in(desk, MANAGER, DEMO_PASSWORD, token)
    return token


def _beside(one: Visitor, other: Visitor) -> dict[str, float]:
    return paired(one.run, other.run, rounds=RUNS, repeats=1)._asdict()


def _must_see_clients(visitor: Visitor) -> None:
    visitor.run()
    if "Clients" not in visitor.texts:
        raise Unavailable(f"The visitor of the bench does not see the client list but {visitor.texts[:3]}.")


def _reruns_a_second(port: int, cookies: dict[str, str]) -> float:
    """Several visitors at once, each asking again as soon as it was answered."""
    with ThreadPoolExecutor(VISITORS) as crowd:
        counts = list(crowd.map(lambda _: _asking(port, cookies), range(VISITORS)))
    return round(sum(counts) / SECONDS, 1)


def _asking(port: int, cookies: dict[str, str]) -> int:
    with Visitor(port, "clients", cookies) as visitor:
        visitor.run()
        end, runs = monotonic() + SECONDS, 0
        while monotonic() < end:
            visitor.run()
            runs += 1
    return runs


@contextmanager
def _server(url: str, *command: str) -> Iterator[int]:
    """A server of the bench on a free port, until the block ends."""
    port = _free_port()
    environment = {**os.environ, "CHARLEOS_DATABASE_URL": url}
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *command, str(port)], env=environment, stdout=quiet, stderr=quiet) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            sleep(0.1)
    raise Unavailable("A server of the bench did not start.")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
