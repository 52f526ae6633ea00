"""The command itself: its help, the way it refuses, and what it takes to start."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from charleos.cli import command as command_line
from tests.cli.conftest import Command

COMMANDS = (
    *("serve", "simulate", "statement", "explain", "close", "reopen", "migrate", "load", "demo", "check", "rebuild"),
    "person",
)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_it_says_what_it_can_do(command: Command, arguments: list[str]) -> None:
    told = command(*arguments)
    assert (told.status, told.error) == (0, "")
    assert all(f"\n  {name} " in told.out for name in COMMANDS)
    assert "─" not in told.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fly"], "No such command 'fly'; see “charleos --help”."),
        (["--fly"], "No such option: --fly; see “charleos --help”."),
        (["check", "now"], "Got unexpected extra argument"),
        (["explain", "acme-corp", "--month"], "requires an argument"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--port", "web"], "--port"),
    ],
)
def test_what_it_does_not_know_is_one_sentence(typed: Command, arguments: list[str], told: str) -> None:
    answer = typed(*arguments)
    assert answer.status == 2
    assert told in answer.complaint


def test_a_terminal_that_cannot_write_a_letter_stops_nothing(typed: Command) -> None:
    asked = ("simulate", "--requirement", "Größe 大:M:3h")
    assert typed(*asked, "--json", PYTHONIOENCODING="ascii").document["requirements"][0]["name"] == "Größe 大"
    assert typed(*asked, PYTHONIOENCODING="ascii").status == 0
    assert "Größe 大" in typed(*asked).out


def test_a_busy_port_names_the_option(typed: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = typed("serve", "--port", str(taken.getsockname()[1]))
    assert answer.status == 2
    assert "--port" in answer.error


@pytest.mark.parametrize("today", ["tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_refused(command: Command, monkeypatch: pytest.MonkeyPatch, today: str) -> None:
    monkeypatch.setenv("CHARLEOS_TODAY", today)
    answer = command("check")
    assert answer.status == 2
    assert answer.complaint.startswith("CHARLEOS_TODAY: ")


def test_today_is_what_the_environment_says(sample: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARLEOS_TODAY", "2026-01-31")
    assert "close it from 1 February 2026 on" in sample("close", "2026-01").complaint
    monkeypatch.setenv("CHARLEOS_TODAY", "2026-02-01")
    assert sample("close", "2026-01").status == 0


def test_a_fault_of_ours_is_a_sentence_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise KeyError("a line\nand another")

    monkeypatch.setattr(command_line, "app", broken)
    answer = command("check")
    assert answer.status == 1
    assert "fault of CharleOS" in answer.complaint


def test_a_question_without_a_database_loads_none_of_its_machinery() -> None:
    script = (
        "import sys; from charleos.cli.command import run; run(['simulate', '--size', 'M', '--actual', '3h']); "
        "print({'sqlalchemy', 'streamlit', 'pandas', 'holidays', 'alembic', 'bcrypt'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"CHARLEOS_DATABASE_URL": "sqlite:////nowhere/none.db"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "set()"
