"""docs/command-line.md says what the command does."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.cli.conftest import ROOT, Command

PAGE = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ charleos ([^\n]+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("typed_in", "shown"), EXAMPLES)
def test_every_example_prints_what_the_page_shows(sample: Command, typed_in: str, shown: str) -> None:
    assert sample(*shlex.split(typed_in)).out == shown


def test_every_command_is_on_the_page(command: Command) -> None:
    commands = re.findall(r"^  ([a-z]+)  ", command("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert len(commands) >= 12
    assert [name for name in commands if f"`{name}" not in PAGE] == []
