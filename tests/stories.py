"""A random agency that lived a few months: people of every kind, clients of every kind, work of every kind.

The same seed tells the same story. Work happens through the real actions, as it does for people; what was planned
is put down as rows, so that every combination is there that the tables can hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from charleos.actions.delays import false_alarm
from charleos.actions.months import close_month, reopen_month
from charleos.actions.tasks import NewSize, complete_requirement, reopen_requirement, resize_requirement
from charleos.actions.time import void_entry
from charleos.errors import CharleosError
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.policy import Rollover, Unused
from charleos.store.engine import Database
from charleos.store.schema import RagReport, Requirement, ScheduleChange, ScheduleMove, Subtask, Task, TimeEntry
from charleos.store.schema.quotes import QUOTE_STATES
from charleos.store.schema.work import STEP_STATES
from charleos.units import Pence
from tests.build import Account, Build, Someone, Work

BEGIN = date(2025, 11, 3)
DAYS = 95
WORDS = ("Über-Relaunch", "Checkout", "Café menu", "SEO audit", "Landing page", "日本語サイト", "Newsletter", "Icons")
TYPES = ("design", "development", "seo", "qa")


@dataclass
class Story:
    """What there is to ask about, and the agency on its last day."""

    agency: Build
    people: list[Someone] = field(default_factory=list)
    clients: list[Account] = field(default_factory=list)
    tasks: list[Work] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)

    @property
    def requirements(self) -> list[int]:
        return [one for task in self.tasks for one in task.requirements.values()]


def tell(db: Database, seed: int, *, steps: int = 150) -> Story:
    """Raises nothing that people would not be told: a refused act is part of the story."""
    random = Random(seed)
    story = Story(Build(db, today=BEGIN))
    _found(story, random)
    for step in range(steps):
        story.agency = story.agency.at(BEGIN + timedelta(days=DAYS * step // steps))
        act = random.choices(list(_ACTS), weights=[weight for _, weight in _ACTS.values()])[0]
        try:
            _ACTS[act][0](story, random)
        except CharleosError:
            act = f"{act} refused"
        story.happened[act] = story.happened.get(act, 0) + 1
    _be_away(story)
    _leave_to_plan(story)
    return story


def _leave_to_plan(story: Story) -> None:
    """Each client has a step as its size made it in some month's planner."""
    for n, client in enumerate(story.clients):
        work = story.agency.task(client, f"To plan for {client.slug}", [("seo", "M")])
        story.agency.step(work, minutes=270)
        with story.agency.system().writing() as session:
            session.get(Task, work.id).target_month = Month.of(BEGIN).plus(n % 4)


def _be_away(story: Story) -> None:
    """Three steps lie wholly on days off of whoever does them."""
    lying_ahead = (
        sa.select(Subtask.assignee_id, Subtask.start, Subtask.end_on)
        .where(Subtask.status == "scheduled", Subtask.end_on >= story.agency.today, Subtask.assignee_id.is_not(None))
        .order_by(Subtask.id.desc())
        .limit(3)
    )
    for person_id, start, end in story.agency.system().all(lying_ahead):
        story.agency.leave(next(one for one in story.people if one.id == person_id), start, end)


def _found(story: Story, random: Random) -> None:
    agency = story.agency
    cast = {
        "Clara Marlow": {Role.CSM},
        "Oscar Quill": {Role.CSM},
        "Priya Nair": {Role.PM},
        "Dana Fox": {Role.PM, Role.CSM},
        "Morgan Lee": {Role.MANAGER},
        "Devon Ray": {Role.DELIVERY},
        "Iris Vale": {Role.DELIVERY},
        "Quinn Ash": {Role.DELIVERY, Role.CSM},
        "Noone Yet": set[Role](),
    }
    for name, roles in cast.items():
        story.people.append(agency.person(name, roles=roles, discipline=random.choice(["development", "design", "qa"])))
    plans = [agency.plan("growth", hours=60, pounds=5000), agency.plan("starter", hours=20, pounds=2000)]
    agency.plan("growth", hours=66, pounds=5500, since="2026-01")
    answering = [one for one in story.people if Role.CSM in one.roles]
    for n, slug in enumerate(("acme", "bolt", "cedar", "delta", "echo-long", "fjord", "gale")):
        story.clients.append(_client(story, random, slug, n, plans, answering))
    for client in story.clients:
        for _ in range(2):
            _new_task(story, random, client)
            _plan_step(story, random)
            _ask_for_quote(story, random, client)


def _client(story: Story, random: Random, slug: str, n: int, plans: list[int], answering: list[Someone]) -> Account:
    rollover = Rollover(random.random() < 0.8, random.choice(list(Unused)), random.randint(1, 3) * (1 + n % 2))
    return story.agency.client(
        slug,
        plan=None if n == 5 else random.choice(plans),
        start=BEGIN.replace(day=1) if n % 3 else date(2025, 9, 15),
        csm=None if n == 6 else answering[n % len(answering)],
        name=f"{random.choice(WORDS)} {slug.title()}",
        notes=f"Notes about {slug}",
        hours=random.choice([None, None, 31.5]),
        pounds=random.choice([None, None, 1234.56]),
        rollover=rollover if n % 2 else None,
        hourly_rate=Pence(9000) if n == 5 else None,
    )


def _new_task(story: Story, random: Random, client: Account | None = None) -> None:
    sizes = ["XS", "S", "S", "M", "M", "L", None]
    story.tasks.append(
        story.agency.task(
            client or random.choice(story.clients),
            f"{random.choice(WORDS)} {len(story.tasks) + 1}",
            [
                (random.choice(TYPES), random.choice(sizes), random.choice([*story.people, None]))
                for _ in range(random.randint(1, 3))
            ],
            pm=random.choice([None, *story.people]),
        )
    )


def _log(story: Story, random: Random) -> None:
    day = story.agency.today - timedelta(days=random.choice([0, 0, 1, 2, 35]))
    minutes = random.choice([15, 30, 45, 90, 200, 480, 720])
    story.agency.log(random.choice(story.people), random.choice(story.requirements), minutes, day, note="a note")


def _log_own(story: Story, random: Random) -> None:
    person = random.choice(story.people)
    story.agency.log_own(person, random.choice(story.requirements), random.choice([20, 60, 150]))


def _meet(story: Story, random: Random) -> None:
    client = random.choice([*story.clients, None])
    activity = random.choice([Activity.CLIENT_CALL, Activity.INTERNAL_MEETING, Activity.ADMIN])
    story.agency.log(random.choice(story.people), None, 30, client=client, activity=activity)


def _void(story: Story, random: Random) -> None:
    rows = story.agency.system().all(sa.select(TimeEntry.id).order_by(TimeEntry.id))
    which = random.choice(rows).id if rows else 0
    void_entry(story.agency.system(), story.agency.key(), which, "typed twice")


def _behind(story: Story, random: Random) -> None:
    story.agency.behind(random.choice(story.tasks))


def _alarm(story: Story, random: Random) -> None:
    false_alarm(story.agency.system(), story.agency.key(), random.choice(story.tasks).id)


def _complete(story: Story, random: Random) -> None:
    complete_requirement(story.agency.system(), story.agency.key(), random.choice(story.requirements))


def _undo_completion(story: Story, random: Random) -> None:
    reopen_requirement(story.agency.system(), story.agency.key(), random.choice(story.requirements))


def _resize(story: Story, random: Random) -> None:
    which = random.choice(story.requirements)
    version = story.agency.system().one(sa.select(Requirement.version).where(Requirement.id == which)).version
    size = NewSize(random.choice(["XS", "S", "M", "L"]), "bigger than thought", version)
    resize_requirement(story.agency.system(), story.agency.key(), which, size)


def _close(story: Story, random: Random) -> None:
    client = random.choice(story.clients)
    month = Month.of(story.agency.today).plus(-random.choice([1, 1, 2, 3]))
    close_month(story.agency.system(), story.agency.key(), client.slug, month)


def _reopen(story: Story, random: Random) -> None:
    month = Month.of(story.agency.today).previous
    reopen_month(story.agency.system(), story.agency.key(), random.choice(story.clients).slug, month, "late work")


KINDS = ("design", "development", "internal_qa_review", "external_qa_review", "deployment")


def _days(story: Story, random: Random) -> tuple[date, date]:
    start = story.agency.today + timedelta(days=random.randint(-12, 25))
    return start, start + timedelta(days=random.choice([0, 0, 1, 3, 9]))


def _plan_step(story: Story, random: Random) -> None:
    work, somebody = random.choice(story.tasks), random.choice(story.people)
    status = random.choice(STEP_STATES)
    start, end = (None, None) if status == "not_scheduled" else _days(story, random)
    story.steps.append(
        story.agency.step(
            work,
            somebody if start else random.choice([None, somebody]),
            start,
            end,
            minutes=random.choice([0, 60, 210, 500, 2000]),
            kind=random.choice(KINDS),
            requirement=random.choice(list(work.requirements.values())),
            status=status,
            position=random.choice([None, None, 0, 1, 2]),
        )
    )


def _move_step(story: Story, random: Random) -> None:
    """Another person and other days, as part of a change that can be undone."""
    start, end = _days(story, random)
    with story.agency.system().writing() as session:
        step = session.get(Subtask, random.choice(story.steps))
        before = _placed(step)
        step.assignee_id, step.start, step.end_on = random.choice(story.people).id, start, end
        if step.status == "not_scheduled":
            step.status = "scheduled"
        by_id = random.choice(story.people).id
        change = ScheduleChange(kind="reschedule", at=story.agency.now, by_id=by_id)
        session.add(change)
        session.flush()
        session.add(
            ScheduleMove(
                change_id=change.id, client_id=step.client_id, subtask_id=step.id, before=before, after=_placed(step)
            )
        )


def _placed(step: Subtask) -> str:
    dates = {"start": str(step.start) if step.start else None, "end_on": str(step.end_on) if step.end_on else None}
    told = {"assignee_id": step.assignee_id, **dates, "estimate": step.estimate, "status": step.status}
    return json.dumps(told | {"position": step.position})


def _reserve(story: Story, random: Random) -> None:
    start, end = _days(story, random)
    kind = random.choice(["internal_qa_review", "internal_qa_fixes", "external_qa_fixes"])
    client, person = random.choice(story.clients), random.choice(story.people)
    story.agency.block(client, person, start, end, minutes=random.choice([60, 450, 1500]), kind=kind)


def _ask_for_leave(story: Story, random: Random) -> None:
    start, end = _days(story, random)
    story.agency.leave(
        random.choice(story.people),
        start,
        end,
        status=random.choice(["requested", "approved", "approved", "refused", "cancelled"]),
        start_half=random.random() < 0.3,
        end_half=random.random() < 0.3,
        note=random.choice(["", "a note about a wedding"]),
    )


def _ask_for_quote(story: Story, random: Random, client: Account | None = None) -> None:
    asked = client or random.choice(story.clients)
    status = random.choice(QUOTE_STATES)
    agreed = None
    if status == "approved":
        agreed = story.agency.task(asked, "Agreed", [("seo", "S", random.choice(story.people))])
        story.tasks.append(agreed)
    story.agency.quote(
        asked,
        f"{random.choice(WORDS)} quote",
        [
            (random.choice(TYPES), random.choice(["S", "M", None]), random.choice([*story.people, None]))
            for _ in range(random.randint(1, 3))
        ],
        status=status,
        task=agreed,
        comments=[("internal", "a note among us"), ("client", "a note for them")][: random.randint(0, 2)],
        by=random.choice([None, *story.people]),
    )


def _report(story: Story, random: Random) -> None:
    """The client's week, once; a later one of the same week mends it."""
    client, today = random.choice(story.clients), story.agency.today
    week = today - timedelta(days=today.weekday())
    complete = random.random() < 0.7
    with story.agency.system().writing() as session:
        row = session.get(RagReport, (client.id, week))
        if row is None:
            row = RagReport(client_id=client.id, week=week, saved_at=story.agency.now)
            session.add(row)
        row.status = random.choice(["green", "amber", "red"])
        row.note, row.next_step = "a note on the week", "call them"
        row.state = "complete" if complete else "draft"
        row.completed_at = story.agency.now if complete else None


_ACTS = {
    "log": (_log, 50),
    "log own": (_log_own, 10),
    "meet": (_meet, 8),
    "void": (_void, 8),
    "behind": (_behind, 5),
    "alarm": (_alarm, 3),
    "complete": (_complete, 8),
    "undo completion": (_undo_completion, 2),
    "resize": (_resize, 5),
    "close": (_close, 10),
    "reopen": (_reopen, 1),
    "new task": (_new_task, 4),
    "plan step": (_plan_step, 16),
    "move step": (_move_step, 6),
    "reserve": (_reserve, 6),
    "ask for leave": (_ask_for_leave, 6),
    "ask for quote": (_ask_for_quote, 4),
    "report": (_report, 4),
}
