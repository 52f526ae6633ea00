"""`charleos check` and `rebuild`: whether the books are right, and deriving the kept sums anew."""

from __future__ import annotations

from typing import Annotated

import typer

from charleos.cli.ground import open_desk
from charleos.cli.show import as_json, complain, say

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def register(app: typer.Typer) -> None:
    for command in (check, rebuild):
        app.command()(command)


def check(json: Json = False) -> None:
    """Recompute everything from the entries; exits 1 when anything differs."""
    from charleos.actions.upkeep import check as findings_of

    with open_desk() as desk:
        findings = findings_of(desk)
    if json:
        as_json({"ok": not findings, "findings": list(findings)})
    for finding in () if json else findings:
        say(finding)
    if findings:
        things = "One thing does" if len(findings) == 1 else f"{len(findings):,} things do"
        complain(f"{things} not agree with the entries.")
        raise typer.Exit(1)
    if not json:
        say("Everything agrees with the entries, to the minute.")


def rebuild(json: Json = False) -> None:
    """Derive every kept sum anew from the entries and the ledger, neither of which is touched."""
    from charleos.actions.upkeep import rebuild as derive

    with open_desk() as desk:
        receipt = derive(desk)
    if json:
        as_json({"receipt": receipt})
        return
    say(receipt)
