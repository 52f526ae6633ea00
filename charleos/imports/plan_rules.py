"""What the plans of an agency file say about the rest of it: whose they are, and whether their dates can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple, NoReturn

from charleos.errors import BadInput
from charleos.imports.agency_file import FileClient, FileEntry
from charleos.imports.agency_plans import FileBlock, FileLeave, FileStep
from charleos.imports.fields import shown
from charleos.periods import long_day
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import check_dates
from charleos.rules.steps import step_key


class TaskInFile(NamedTuple):
    """The client's slug, the keys of the requirements, and what its steps are of: key to requirement."""

    client: str
    requirements: frozenset[str]
    steps: dict[str, str | None]


class PlanRules:
    """people: the keys there are. tasks: those that came so far, each with its steps so far."""

    def __init__(
        self, people: Collection[str], clients: Mapping[str, FileClient], tasks: Mapping[str, TaskInFile], today: date
    ) -> None:
        self.people, self.clients, self.tasks, self.today = people, clients, tasks, today
        self.rounds: set[tuple[str, object, object]] = set()
        self.away: defaultdict[str, list[FileLeave]] = defaultdict(list)

    def check_step(self, step: FileStep, place: str) -> None:
        task = self.tasks.get(step.task)
        if task is None:
            refuse(f"{place}.task", f"{shown(step.task)} is not among the tasks of this file")
        requirement = requirement_of(step, task.requirements, place)
        key = step.key or step_key(step.kind, task.steps)
        if key in task.steps:
            refuse(f"{place}.key", f"{shown(key)} stands twice among the steps of this task; each has its own")
        if step.minutes == 0 and step.kind is not StepKind.DEPLOYMENT:
            refuse(f"{place}.minutes", "only a deployment may take no minutes")
        self._check_assignee(step.assignee, place)
        _check_status(step, place)
        if step.start is not None and step.end is not None:
            self._check_step_dates(step, step.start, step.end, self.clients[task.client], place)
        if step.completed is not None and step.completed > self.today:
            refuse(f"{place}.completed", f"{long_day(step.completed)} is in the future")
        task.steps[key] = requirement

    def check_block(self, block: FileBlock, place: str) -> None:
        client = self._client(block.client, place)
        self._check_assignee(block.assignee, place)
        _check_range(block.start, block.end, place)
        self._check_calendar(client, block.start, block.end, place)
        if not block.month.first <= block.start <= block.month.last:
            told = f"{long_day(block.start)} is not in {block.month.name}; a block starts in its month"
            refuse(f"{place}.start", told)
        once = (block.client, block.month, block.kind)
        if once in self.rounds and not block.kind.comes_in_rounds:
            told = f"{client.name} has a block of this type in {block.month.name} already; there is one of each a month"
            refuse(f"{place}.type", told)
        self.rounds.add(once)

    def check_leave(self, leave: FileLeave, place: str) -> None:
        if leave.person not in self.people:
            refuse(f"{place}.person", f"{shown(leave.person)} is not among the people of this file")
        _check_range(leave.start, leave.end, place)
        if not leave.status.takes_days:
            return
        for other in self.away[leave.person]:
            if leave.start <= other.end and other.start <= leave.end:
                told = f"{shown(leave.person)} has asked for {long_day(max(leave.start, other.start))} already"
                refuse(f"{place}.start", told)
        self.away[leave.person].append(leave)

    def check_entry(self, entry: FileEntry, task: TaskInFile, place: str) -> None:
        """A step that time was spent on is one of the requirement's."""
        if entry.step is None:
            return
        if entry.step not in task.steps:
            refuse(f"{place}.subtask", f"{shown(entry.step)} is not a step of that task")
        if task.steps[entry.step] != entry.requirement:
            refuse(f"{place}.subtask", f"{shown(entry.step)} is not a step of that requirement")

    def _client(self, slug: str, place: str) -> FileClient:
        if slug not in self.clients:
            refuse(f"{place}.client", f"{shown(slug)} is not among the clients of this file")
        return self.clients[slug]

    def _check_assignee(self, assignee: str | None, place: str) -> None:
        if assignee is not None and assignee not in self.people:
            refuse(f"{place}.assignee", f"{shown(assignee)} is not among the people of this file")

    def _check_step_dates(self, step: FileStep, start: date, end: date, client: FileClient, place: str) -> None:
        if step.assignee is None:
            refuse(f"{place}.assignee", "a step with dates has somebody who does it")
        _check_range(start, end, place)
        self._check_calendar(client, start, end, place)

    def _check_calendar(self, client: FileClient, start: date, end: date, place: str) -> None:
        if start < client.start:
            told = f"work on {client.name} starts on {long_day(client.start)}, not on {long_day(start)}"
            refuse(f"{place}.start", told)
        archived = (client.archived or self.today) if client.is_archived else None
        if archived is not None and end > archived:
            refuse(f"{place}.end", f"{client.name} is archived since {long_day(archived)}")


def requirement_of(step: FileStep, requirements: Collection[str], place: str) -> str | None:
    """The requirement that the step is of: the one it names, or else the task's only one.

    None is the task as a whole: a deployment, or a step of a task that has no requirements.
    """
    if step.requirement is not None:
        if step.requirement not in requirements:
            refuse(f"{place}.requirement", f"{shown(step.requirement)} is not a requirement of that task")
        return step.requirement
    if len(requirements) > 1 and step.kind is not StepKind.DEPLOYMENT:
        refuse(f"{place}.requirement", f"the task has {len(requirements)} requirements; name the one the step is of")
    return next(iter(requirements)) if len(requirements) == 1 else None


def _check_status(step: FileStep, place: str) -> None:
    if step.is_dated and step.status is StepStatus.NOT_SCHEDULED:
        refuse(f"{place}.status", "a step with dates is scheduled; leave the dates out, or the status")
    if not step.is_dated and step.status is StepStatus.SCHEDULED:
        refuse(f"{place}.status", "a scheduled step has a start and an end")
    if step.completed is not None and step.status is not StepStatus.COMPLETE:
        refuse(f"{place}.completed", "only a complete step has a day on which it was completed")


def _check_range(start: date, end: date, place: str) -> None:
    try:
        check_dates(start, end, worker=None)
    except BadInput as broken:
        raise BadInput(f"{place}.{broken.field}: {broken.sentence}") from None


def refuse(place: str, sentence: str) -> NoReturn:
    raise BadInput(f"{place}: {sentence}.")
