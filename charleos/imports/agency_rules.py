"""What the rows of an agency file say about each other: keys, references, dates, and how full a day is.

A file may come in instalments (a long history is never held in memory at once): what is known grows with each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from charleos.imports.agency_file import AgencyFile, FileClient, FileEntry, FileRequirement, FileTask
from charleos.imports.fields import shown
from charleos.imports.plan_rules import PlanRules, TaskInFile, refuse
from charleos.periods import Month, long_day
from charleos.rules.entries import LONGEST_DAY
from charleos.rules.policy import Policy
from charleos.units import Minutes, hours


def check_agency(file: AgencyFile, *, today: date, policy: Policy) -> None:
    """Raises BadInput that begins with the place, such as time[3].date, unless the rows of the file fit together.

    policy: whose sizes requirements may have.
    """
    AgencyRules(file, today=today, policy=policy).check_instalment(file)


class AgencyRules:
    """People, plans, clients and leave come first, at once; then blocks, tasks, steps and time, by instalments."""

    def __init__(self, head: AgencyFile, *, today: date, policy: Policy) -> None:
        self.today = today
        self.sizes = frozenset(size.code for size in policy.sizes)
        self.people = _unique("people", "key", (person.key for person in head.people))
        self.plans = _unique("plans", "key", (plan.key for plan in head.plans))
        _unique("clients", "slug", (client.slug for client in head.clients))
        self.clients: Mapping[str, FileClient] = {client.slug: client for client in head.clients}
        self.tasks: dict[str, TaskInFile] = {}
        self.days: Counter[tuple[str, date]] = Counter()
        self.posted_to: date | None = None
        self.schedule = PlanRules(self.people, self.clients, self.tasks, today)
        for n, client in enumerate(head.clients):
            self._check_client(client, f"clients[{n}]")
        if head.closed_to is not None and head.closed_to >= Month.of(today):
            sentence = f"{head.closed_to.name} has not ended; only months that have ended are closed"
            refuse("months_closed", sentence)
        for n, leave in enumerate(head.leave):
            self.schedule.check_leave(leave, f"leave[{n}]")

    def check_instalment(self, part: AgencyFile) -> None:
        """Blocks, tasks, steps, then time. Raises BadInput; also for time earlier than that of an instalment before."""
        for n, block in enumerate(part.blocks):
            self.schedule.check_block(block, f"blocks[{n}]")
        for n, task in enumerate(part.tasks):
            self._check_task(task, f"tasks[{n}]")
            self.tasks[task.key] = TaskInFile(task.client, frozenset(one.key for one in task.requirements), {})
        for n, step in enumerate(part.steps):
            self.schedule.check_step(step, f"subtasks[{n}]")
        for n, entry in enumerate(part.time):
            self._check_entry(entry, n)
        if part.time:
            last = max(entry.day for entry in part.time)
            self.posted_to = last
            self.days = Counter({key: minutes for key, minutes in self.days.items() if key[1] == last})

    def _check_client(self, client: FileClient, place: str) -> None:
        if client.csm is not None and client.csm not in self.people:
            refuse(f"{place}.csm", f"{shown(client.csm)} is not among the people of this file")
        for n, terms in enumerate(client.terms):
            if terms.plan is not None and terms.plan not in self.plans:
                refuse(f"{place}.terms", f"{shown(terms.plan)} is not among the plans of this file")
            if n and client.terms[n - 1].agreed.since == terms.agreed.since:
                refuse(f"{place}.terms", f"two of them hold from {Month(terms.agreed.since)}; keep one")
        if client.archived is not None and client.archived > self.today:
            refuse(f"{place}.archived", f"{long_day(client.archived)} is in the future")
        if client.archived is not None and client.archived < client.start:
            refuse(f"{place}.archived", f"{long_day(client.archived)} is before the start, {long_day(client.start)}")

    def _check_task(self, task: FileTask, place: str) -> None:
        if task.key in self.tasks:
            refuse(f"{place}.key", f"{shown(task.key)} stands twice; the key of each task is its own")
        if task.client not in self.clients:
            refuse(f"{place}.client", f"{shown(task.client)} is not among the clients of this file")
        keys = _unique(f"{place}.requirements", "key", (one.key for one in task.requirements))
        for n, requirement in enumerate(task.requirements):
            self._check_requirement(requirement, f"{place}.requirements[{n}]")
        if unknown := task.complete - keys:
            refuse(f"{place}.complete", f"{shown(min(unknown))} is not a requirement of this task")

    def _check_requirement(self, requirement: FileRequirement, place: str) -> None:
        if requirement.size is not None and requirement.size not in self.sizes:
            known = ", ".join(sorted(self.sizes))
            refuse(f"{place}.size", f"{shown(requirement.size)} is not a size; use one of {known}, or null")
        if requirement.assignee is not None and requirement.assignee not in self.people:
            refuse(f"{place}.assignee", f"{shown(requirement.assignee)} is not among the people of this file")

    def _check_entry(self, entry: FileEntry, n: int) -> None:
        if entry.person not in self.people:
            refuse(f"time[{n}].person", f"{shown(entry.person)} is not among the people of this file")
        slug = entry.client if entry.task is None else self._client_of(entry, n)
        if slug is not None:
            self._check_calendar(entry, slug, n)
        if entry.day > self.today:
            refuse(f"time[{n}].date", f"{long_day(entry.day)} is in the future; time is logged when it was worked")
        if self.posted_to is not None and entry.day < self.posted_to:
            refuse(f"time[{n}].date", f"{long_day(entry.day)} is earlier than time of an instalment before")
        day = (entry.person, entry.day)
        self.days[day] += entry.minutes
        if self.days[day] > LONGEST_DAY:
            total = hours(Minutes(self.days[day]))
            refuse(f"time[{n}].minutes", f"{shown(entry.person)} has {total} on {long_day(entry.day)} with this entry")

    def _client_of(self, entry: FileEntry, n: int) -> str:
        task = self.tasks.get(entry.task or "")
        if task is None:
            refuse(f"time[{n}].task", f"{shown(entry.task)} is not among the tasks of this file")
        if entry.requirement not in task.requirements:
            refuse(f"time[{n}].requirement", f"{shown(entry.requirement)} is not a requirement of that task")
        self.schedule.check_entry(entry, task, f"time[{n}]")
        return task.client

    def _check_calendar(self, entry: FileEntry, slug: str, n: int) -> None:
        client = self.clients.get(slug)
        if client is None:
            refuse(f"time[{n}].client", f"{shown(slug)} is not among the clients of this file")
        if entry.day < client.start:
            starts = long_day(client.start)
            refuse(f"time[{n}].date", f"work on {client.name} starts on {starts}, not on {long_day(entry.day)}")
        if client.archived is not None and entry.day > client.archived:
            refuse(f"time[{n}].date", f"{client.name} is archived since {long_day(client.archived)}")


def _unique(kind: str, field: str, keys: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for n, key in enumerate(keys):
        if key in seen:
            refuse(f"{kind}[{n}].{field}", f"{shown(key)} stands twice; each has its own")
        seen.add(key)
    return frozenset(seen)
