"""A what-if as one text, so that a link holds it whole: the day of the size table, the plan, the task.

    2026-01-15_growth_behind_M.200.Homepage design_S.0.Build

reads: sizes and prices of 15 January 2026, plan growth, the task runs behind, an M with 200 minutes, an S not
started. `_` parts, `.` fields; in people's own text `-` is written `--` and `_` is written `-u`. Reading is strict:
what `write` would not have written is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import parse_day
from charleos.rules.policy import Size
from charleos.units import MOST_HOURS, NOTHING, Minutes

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_REQUIREMENTS = 12
LONGEST_NAME = 60
_LONGEST_PLAN = 100
_BEHIND = "behind"
_ON_TIME = "ontime"
_NUMBER = re.compile(r"0|[1-9]\d{0,5}", re.ASCII)


class Part(NamedTuple):
    """One requirement of the scenario; actual 0 is not started."""

    name: str
    size: str
    actual: Minutes


@dataclass(frozen=True, slots=True)
class Scenario:
    """day: whose size table and list prices apply. plan: a plan's key; empty shows hours only."""

    day: date
    plan: str
    behind: bool
    parts: tuple[Part, ...]


def usual(day: date, sizes: Collection[Size], plan: str) -> Scenario:
    """Where everybody starts: one requirement of a middling size, done a little under its average.

    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> usual(date(2026, 1, 15), DEFAULT_POLICY.sizes, "growth").parts
    (Part(name='Requirement 1', size='M', actual=200),)
    """
    size = middling(sizes)
    actual = Minutes(size.average * 3 // 4 // 10 * 10) or size.average
    return Scenario(day, plan, behind=False, parts=(Part(name_of(1), size.code, actual),))


def middling(sizes: Collection[Size]) -> Size:
    """The size that a new requirement starts with: an M where there is one, else the one in the middle.

    >>> middling([Size("TINY", Minutes(0), Minutes(60), ""), Size("HUGE", Minutes(60), Minutes(600), "")]).code
    'TINY'
    """
    listed = list(sizes)
    return next((size for size in listed if size.code == "M"), listed[(len(listed) - 1) // 2])


def name_of(number: int) -> str:
    return f"Requirement {number}"


def tidy_name(text: str) -> str:
    """A name on one line, not longer than it may be.

    >>> tidy_name("  Home\\n page ")
    'Home page'
    """
    return " ".join(text.split())[:LONGEST_NAME].strip()


def write(scenario: Scenario) -> str:
    """
    >>> parts = (Part("Home_page - v2", "M", Minutes(200)),)
    >>> write(Scenario(date(2026, 1, 15), "growth", behind=True, parts=parts))
    '2026-01-15_growth_behind_M.200.Home-upage -- v2'
    """
    parts = (f"{part.size}.{int(part.actual)}.{_escaped(part.name)}" for part in scenario.parts)
    mark = _BEHIND if scenario.behind else _ON_TIME
    return "_".join((scenario.day.isoformat(), _escaped(scenario.plan), mark, *parts))


def read(text: str) -> Scenario:
    """The scenario of a link. Raises BadInput for anything that `write` would not have written.

    >>> read("2026-01-15_growth_behind_M.200.Design_S.0.Build").parts
    (Part(name='Design', size='M', actual=200), Part(name='Build', size='S', actual=0))
    """
    day, *rest = text.split("_")
    if len(rest) < 3 or rest[1] not in (_BEHIND, _ON_TIME):
        raise _unreadable("it does not hold a scenario")
    if len(rest) - 2 > MOST_REQUIREMENTS:
        raise _unreadable(f"a task here has at most {MOST_REQUIREMENTS} requirements")
    plan, mark, *parts = rest
    if len(plan) > _LONGEST_PLAN * 2:
        raise _unreadable("its plan is not one of ours")
    scenario = Scenario(_day(day), _restored(plan), mark == _BEHIND, tuple(_part(one) for one in parts))
    if write(scenario) != text:
        raise _unreadable("it was not written by the simulator")
    return scenario


def fitted(scenario: Scenario, sizes: Collection[Size], plans: Collection[str]) -> tuple[Scenario, str]:
    """The scenario with what that day knows, and the sentence that says what was left out; empty when nothing was.

    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> asked = Scenario(date(2026, 1, 15), "gone", behind=False, parts=(Part("A", "M", Minutes(60)),))
    >>> fitted(asked, DEFAULT_POLICY.sizes, ["growth"])[1]
    'The plan of this link is not sold on that day, so prices are left out.'
    """
    known = {size.code for size in sizes}
    missing = sorted({part.size for part in scenario.parts} - known)
    told = []
    if missing:
        instead = middling(sizes).code
        parts = (part if part.size in known else part._replace(size=instead) for part in scenario.parts)
        scenario = replace(scenario, parts=tuple(parts))
        told.append(f"The size table of that day has no {' or '.join(missing)}; {instead} stands in its place.")
    if scenario.plan and scenario.plan not in plans:
        scenario = replace(scenario, plan="")
        told.append("The plan of this link is not sold on that day, so prices are left out.")
    return scenario, " ".join(told)


def _unreadable(why: str) -> BadInput:
    return BadInput(f"This link cannot be read: {why}.", field="scenario")


def _day(text: str) -> date:
    try:
        day = parse_day(text)
    except BadInput:
        raise _unreadable("it names no day") from None
    if not EARLIEST <= day <= LATEST:
        raise _unreadable("its day lies too far away")
    return day


def _part(text: str) -> Part:
    fields = text.split(".", 2)
    if len(fields) != 3:
        raise _unreadable("one of its requirements is incomplete")
    size, actual, name = fields[0], fields[1], _restored(fields[2])
    if not _NUMBER.fullmatch(actual) or int(actual) > MOST_HOURS * 60:
        raise _unreadable("one of its requirements has no time that we can read")
    if not re.fullmatch(r"[A-Z0-9]{1,8}", size, re.ASCII):
        raise _unreadable("one of its requirements has no size")
    if name != tidy_name(name) or not name:
        raise _unreadable("one of its requirements has no proper name")
    return Part(name, size, Minutes(int(actual)) if actual != "0" else NOTHING)


def _escaped(text: str) -> str:
    return text.replace("-", "--").replace("_", "-u")


def _restored(text: str) -> str:
    return re.sub(r"-(-|u)", lambda found: "-" if found[1] == "-" else "_", text)
