"""`charleos simulate`: what a requirement, or a task of several, would bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from charleos.cli.ground import policy_in_force
from charleos.cli.show import as_json, say, table, time
from charleos.errors import BadInput
from charleos.units import Minutes, parse_duration

if TYPE_CHECKING:
    from charleos.rules.billing import Estimate
    from charleos.rules.policy import Policy
    from charleos.rules.simulation import SimulatedRequirement, Simulation

LONGEST_NAME = 200
MOST_REQUIREMENTS = 1000


def register(app: typer.Typer) -> None:
    app.command()(simulate)


def simulate(
    size: Annotated[str | None, typer.Option(help="A size of the size table, such as M.")] = None,
    actual: Annotated[str | None, typer.Option(help="The time worked: 3h 20m, 3.5h, 210m or 3.5 (hours).")] = None,
    requirement: Annotated[
        list[str] | None, typer.Option(metavar="NAME:SIZE:ACTUAL", help="A requirement of the task; repeat it.")
    ] = None,
    delayed: Annotated[bool, typer.Option("--delayed", help="The task runs behind, so requirements borrow.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What work of a size bills: one requirement, or several of one task."""
    from charleos.rules.simulation import simulate as bill_task

    if requirement:
        if size is not None or actual is not None:
            raise BadInput("Give either --size with --actual, or --requirement, not both.")
        told = bill_task(_parts(requirement), delayed=delayed)
        _show_task(told, json=json)
        return
    if size is None or actual is None:
        raise BadInput("Give --size and --actual, such as --size M --actual 3h, or --requirement NAME:SIZE:ACTUAL.")
    if delayed:
        raise BadInput("--delayed goes with --requirement: only requirements of one task borrow from each other.")
    told = bill_task([("", *_sized(policy_in_force(), size, actual))], delayed=False)
    _show_one(told.requirements[0], json=json)


def _parts(texts: list[str]) -> list[tuple[str, str, Estimate, Minutes]]:
    if len(texts) > MOST_REQUIREMENTS:
        raise BadInput(f"A task has at most {MOST_REQUIREMENTS:,} requirements here; {len(texts):,} are given.")
    policy = policy_in_force()
    return [_part(policy, text) for text in texts]


def _part(policy: Policy, text: str) -> tuple[str, str, Estimate, Minutes]:
    """NAME:SIZE:ACTUAL; a name may contain colons itself."""
    parts = text.rsplit(":", 2)
    if len(parts) < 3 or not parts[0].strip():
        raise BadInput(f"“{text[:60]}” is not NAME:SIZE:ACTUAL; write it like Design:M:3h.")
    if len(parts[0]) > LONGEST_NAME:
        raise BadInput(f"The name “{parts[0][:40]}…” is longer than {LONGEST_NAME} characters; shorten it.")
    return (parts[0].strip(), *_sized(policy, parts[1], parts[2]))


def _sized(policy: Policy, size: str, actual: str) -> tuple[str, Estimate, Minutes]:
    chosen = policy.size(size)
    return chosen.code, chosen.estimate, parse_duration(actual)


def _show_one(one: SimulatedRequirement, *, json: bool) -> None:
    if json:
        as_json(_document(one))
        return
    average, maximum = one.estimate
    say(f"{one.size}: average {time(average)}, maximum {time(maximum)}, worked {time(one.bill.actual)}")
    say(f"billable {time(one.bill.billable)}, banked {time(one.bill.banked)}, overage {time(one.bill.overage)}")


def _document(one: SimulatedRequirement) -> dict[str, Any]:
    return {
        "size": one.size,
        "average_minutes": one.estimate.average,
        "maximum_minutes": one.estimate.maximum,
        "actual_minutes": one.bill.actual,
        "billable_minutes": one.bill.billable,
        "banked_minutes": one.bill.banked,
        "overage_minutes": one.bill.overage,
        "case": one.bill.case.value,
    }


def _show_task(told: Simulation, *, json: bool) -> None:
    task = told.task
    if json:
        total = {f"{name}_minutes": minutes for name, minutes in task._asdict().items()}
        as_json({"requirements": [{"name": one.name, **_document(one)} for one in told.requirements], "task": total})
        return
    rows = [
        (one.name, one.size, one.bill.case.value, *map(time, (one.estimate.maximum, *one.bill[1:])))
        for one in told.requirements
    ]
    total_row = ("Task", "", "", *map(time, (task.maximum, task.actual, task.billable, task.banked, task.overage)))
    headings = ("requirement", "size", "case", "maximum", "actual", "billable", "banked", "overage")
    table(headings, [*rows, total_row], text_columns=3)
    if task.borrowed:
        say(f"{time(task.borrowed)} of overage is borrowed from the headroom of other requirements.")
