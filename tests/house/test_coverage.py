"""Every branch of the rules is taken by their own tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.house.code import ROOT


def test_every_branch_of_the_rules_is_taken_by_their_tests(tmp_path: Path) -> None:
    """In a process of its own, because the suite's workers have loaded the rules already."""
    environment = os.environ | {"COVERAGE_FILE": str(tmp_path / "coverage"), "CHARLEOS_EXAMPLES": "25"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    tests = ["-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-q", "charleos/rules", "tests/rules"]
    ran = _coverage(environment, "run", *tests)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    reported = _coverage(environment, "report", "--skip-covered")
    assert reported.returncode == 0, reported.stdout + reported.stderr


def _coverage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
