"""The agency file: people, plans, clients, tasks, time and what is planned, as JSON, read strictly into frozen rows.

docs/agency-file.md describes the format. Here every value is checked by itself; what rows say about each other
(an entry before its client's start) is checked in agency_rules.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from charleos.imports.agency_plans import FileBlock, FileLeave, FileStep, blocks_in, leave_in, steps_in
from charleos.imports.content import content_of
from charleos.imports.fields import Item, Shape, decode, shown
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import LONGEST_ENTRY, LONGEST_NOTE, Activity
from charleos.rules.policy import Bands, Unused
from charleos.rules.retainer import Terms
from charleos.units import NOTHING, Minutes, Pence

LONGEST_CLIENT_NOTES = 10_000
LONGEST_CARRY = 120

FILE = Shape.of("people plans clients tasks time", "subtasks blocks leave policy months_closed")
PERSON = Shape.of("key name roles discipline", "capacity_minutes")
PLAN = Shape.of("key name monthly_hours monthly_cost")
CLIENT = Shape.of("slug name start terms", "csm notes status archived slack_channel")
TERMS = Shape.of("from plan", "hours cost pm_share hourly_rate rollover")
ROLLOVER = Shape.of("excess unused")
TASK = Shape.of("key client title requirements", "delayed complete target_month")
REQUIREMENT = Shape.of("key type size", "assignee")
TASK_TIME = Shape.of("person task requirement date minutes", "subtask note")
OTHER_TIME = Shape.of("person activity date minutes", "client note")
POLICY = Shape.of("bands")
BANDS = Shape.of("amazing goal under_target")


class FilePerson(NamedTuple):
    key: str
    name: str
    roles: frozenset[Role]
    discipline: str
    capacity: Minutes | None = None


class FilePlan(NamedTuple):
    key: str
    name: str
    minutes: Minutes
    cost: Pence


class FileTerms(NamedTuple):
    """plan: a plan's key; None is project-only. agreed: everything else, with an empty plan_id."""

    plan: str | None
    agreed: Terms


class FileClient(NamedTuple):
    """terms: oldest first. archived: None for an active client. csm: a person's key."""

    slug: str
    name: str
    start: date
    terms: tuple[FileTerms, ...]
    csm: str | None = None
    notes: str = ""
    is_archived: bool = False
    archived: date | None = None
    slack_channel: str = ""


class FileRequirement(NamedTuple):
    """size None is *Not required*. assignee: a person's key."""

    key: str
    type: str
    size: str | None
    assignee: str | None = None


class FileTask(NamedTuple):
    """client: a slug. complete: keys of its requirements. target: the month it is planned for."""

    key: str
    client: str
    title: str
    requirements: tuple[FileRequirement, ...]
    is_delayed: bool = False
    complete: frozenset[str] = frozenset()
    target: Month | None = None


class FileEntry(NamedTuple):
    """Time on a requirement (task and requirement), on a client (client), or internal (neither).

    step: the key of the task's step that it was spent on.
    """

    person: str
    day: date
    minutes: Minutes
    activity: Activity
    note: str = ""
    task: str | None = None
    requirement: str | None = None
    client: str | None = None
    step: str | None = None


class AgencyFile(NamedTuple):
    """Rows in the order of the file. closed_to: the last closed month of every client. bands: day-rate bands."""

    people: tuple[FilePerson, ...]
    plans: tuple[FilePlan, ...]
    clients: tuple[FileClient, ...]
    tasks: tuple[FileTask, ...]
    time: tuple[FileEntry, ...]
    bands: Bands | None = None
    closed_to: Month | None = None
    steps: tuple[FileStep, ...] = ()
    blocks: tuple[FileBlock, ...] = ()
    leave: tuple[FileLeave, ...] = ()

    @property
    def first_month(self) -> Month | None:
        """The earliest month that any client's terms speak of; None without clients."""
        return min((Month(terms.agreed.since) for client in self.clients for terms in client.terms), default=None)


def read_agency_file(path: Path) -> AgencyFile:
    """The file at a path, unpacked when its name ends in .gz. Raises BadInput with the place of what is wrong."""
    return parse_agency(decode(content_of(path)))


def parse_agency(document: object) -> AgencyFile:
    """Decoded JSON as rows. Raises BadInput that begins with the place, such as clients[2].terms[0].hours."""
    file = Item(document, "", FILE)
    return AgencyFile(
        people=tuple(_person(item) for item in file.items("people", PERSON)),
        plans=tuple(_plan(item) for item in file.items("plans", PLAN)),
        clients=tuple(_client(item) for item in file.items("clients", CLIENT)),
        tasks=tuple(_task(item) for item in file.items("tasks", TASK)),
        time=tuple(_entry(value, f"time[{n}]") for n, value in enumerate(file.entries("time"))),
        bands=_bands(file),
        closed_to=file.month("months_closed") if "months_closed" in file else None,
        steps=steps_in(file),
        blocks=blocks_in(file),
        leave=leave_in(file),
    )


def _person(item: Item) -> FilePerson:
    capacity = Minutes(item.whole("capacity_minutes", least=0, most=1440)) if "capacity_minutes" in item else None
    return FilePerson(item.key("key"), item.line("name"), item.roles("roles"), item.line("discipline"), capacity)


def _plan(item: Item) -> FilePlan:
    return FilePlan(item.key("key"), item.line("name"), _some_hours(item, "monthly_hours"), item.pounds("monthly_cost"))


def _some_hours(item: Item, key: str) -> Minutes:
    minutes = item.hours(key)
    if minutes == 0:
        item.refuse(key, "a month has more than 0 hours")
    return minutes


def _client(item: Item) -> FileClient:
    status = item.one_of("status", ("active", "archived")) if "status" in item else "active"
    if "archived" in item and status != "archived":
        item.refuse("archived", "a client with a day of archiving has the status “archived”")
    terms = sorted((_terms(one) for one in item.items("terms", TERMS)), key=lambda one: one.agreed.since)
    return FileClient(
        slug=item.slug("slug"),
        name=item.line("name"),
        start=item.day("start"),
        terms=tuple(terms),
        csm=item.key("csm") if "csm" in item else None,
        notes=item.note("notes", longest=LONGEST_CLIENT_NOTES),
        is_archived=status == "archived",
        archived=item.day("archived") if "archived" in item else None,
        slack_channel=item.line("slack_channel") if "slack_channel" in item else "",
    )


def _terms(item: Item) -> FileTerms:
    plan = None if item.body["plan"] is None else item.key("plan")
    for key in ("hours", "cost"):
        if plan is None and key in item:
            item.refuse(key, "project-only work (plan null) has no monthly hours or cost; leave it out")
    excess, unused, amount = _rollover(item)
    agreed = Terms(
        since=item.month("from"),
        plan_id=None,
        minutes=_some_hours(item, "hours") if "hours" in item else None,
        cost=item.pounds("cost") if "cost" in item else None,
        pm_share=item.share("pm_share") if "pm_share" in item else None,
        rollover_excess=excess,
        rollover_unused=unused,
        rollover_amount=amount,
        hourly_rate=item.pounds("hourly_rate") if "hourly_rate" in item else None,
    )
    return FileTerms(plan, agreed)


def _rollover(item: Item) -> tuple[bool | None, Unused | None, int | None]:
    if "rollover" not in item:
        return None, None, None
    agreed = Item(item.body["rollover"], item.at("rollover"), ROLLOVER)
    excess, unused = agreed.flag("excess"), agreed.body["unused"]
    if not isinstance(unused, dict):
        return excess, Unused(agreed.one_of("unused", ("none", "all"))), None
    if "cap_hours" in unused:
        return excess, Unused.CAP, Item(unused, agreed.at("unused"), Shape.of("cap_hours")).hours("cap_hours")
    limit = Item(unused, agreed.at("unused"), Shape.of("months"))
    return excess, Unused.MONTHS, limit.whole("months", least=0, most=LONGEST_CARRY)


def _task(item: Item) -> FileTask:
    return FileTask(
        key=item.key("key"),
        client=item.key("client"),
        title=item.line("title"),
        requirements=tuple(_requirement(one) for one in item.items("requirements", REQUIREMENT)),
        is_delayed=item.flag("delayed") if "delayed" in item else False,
        complete=frozenset(item.names("complete")) if "complete" in item else frozenset(),
        target=item.month("target_month") if "target_month" in item else None,
    )


def _requirement(item: Item) -> FileRequirement:
    return FileRequirement(
        key=item.key("key"),
        type=item.line("type", longest=40).lower(),
        size=None if item.body["size"] is None else item.key("size"),
        assignee=item.key("assignee") if "assignee" in item else None,
    )


def _entry(value: object, place: str) -> FileEntry:
    if isinstance(value, dict) and "activity" in value:
        return _other_entry(Item(value, place, OTHER_TIME))
    item = Item(value, place, TASK_TIME)
    return FileEntry(
        person=item.key("person"),
        day=item.day("date"),
        minutes=_minutes(item),
        activity=Activity.TASK,
        note=item.note("note", longest=LONGEST_NOTE),
        task=item.key("task"),
        requirement=item.key("requirement"),
        step=item.key("subtask") if "subtask" in item else None,
    )


def _other_entry(item: Item) -> FileEntry:
    return FileEntry(
        person=item.key("person"),
        day=item.day("date"),
        minutes=_minutes(item),
        activity=Activity(item.one_of("activity", [activity.value for activity in Activity])),
        note=item.note("note", longest=LONGEST_NOTE),
        client=item.key("client") if "client" in item else None,
    )


def _minutes(item: Item) -> Minutes:
    minutes = item.body["minutes"]
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        item.refuse("minutes", f"{shown(minutes)} is not a whole number of minutes")
    if minutes > LONGEST_ENTRY:
        item.refuse("minutes", f"{shown(minutes)} is more than an entry can hold ({LONGEST_ENTRY})")
    if minutes < 1:
        item.refuse("minutes", f"{shown(minutes)} is less than an entry can hold (1)")
    return Minutes(minutes)


def _bands(file: Item) -> Bands | None:
    if "policy" not in file:
        return None
    bands = Item(Item(file.body["policy"], "policy", POLICY).body["bands"], "policy.bands", BANDS)
    rates = Bands(bands.pounds("amazing"), bands.pounds("goal"), bands.pounds("under_target"))
    if not NOTHING < rates.under_target < rates.goal < rates.amazing:
        bands.refuse(None, "the bands must rise: under target, then goal, then amazing")
    return rates
