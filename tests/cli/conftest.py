"""The command as somebody types it: in a process of its own, or in this one where only the answer matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from charleos.cli.command import run
from charleos.store.engine import Database

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data/sample-agency.json"
TODAY = "2026-03-20"


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    error: str

    @property
    def document(self) -> Any:
        """What --json printed: one document, and nothing beside it on either stream."""
        assert self.status == 0, self.error
        assert self.error == ""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one sentence of a refusal: nothing on stdout, no box, no trace."""
        assert self.out == ""
        assert self.error.count("\n") == 1, self.error
        assert self.error.endswith((".\n", ".”\n")), self.error
        assert "Traceback" not in self.error
        assert "Usage" not in self.error
        return self.error.strip()


Command = Callable[..., Answer]


@pytest.fixture
def url(sqlite_db: Database) -> str:
    return sqlite_db.url.render_as_string(hide_password=False)


@pytest.fixture
def typed(url: str) -> Command:
    """Run the installed command in a process of its own, on an empty migrated database."""

    def type_(*arguments: str, typing: str = "", **environment: str) -> Answer:
        settings = {"CHARLEOS_DATABASE_URL": url, "CHARLEOS_TODAY": TODAY, "PYTHONWARNINGS": "error"}
        done = subprocess.run(
            [Path(sys.executable).parent / "charleos", *arguments],
            input=typing,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            env=os.environ | settings | environment,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return type_


@pytest.fixture
def command(url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run it in this process: the same parsing, the same answers, without the time to start."""
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", url)
    monkeypatch.setenv("CHARLEOS_TODAY", TODAY)

    def type_(*arguments: str) -> Answer:
        status = run(arguments)
        told = capfd.readouterr()
        return Answer(status, told.out, told.err)

    return type_


@pytest.fixture
def sample(command: Command) -> Command:
    """The same, with the sample agency loaded."""
    assert command("load", str(SAMPLE)).status == 0
    return command
