"""A random agency that lived a few months: people of every kind, clients of every kind, work of every kind.

The same seed tells the same story. Everything happens through the real actions, as it does for people.
"""

from __future__ import annotations

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
from charleos.store.schema import Requirement, TimeEntry
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
    happened: dict[str, int] = field(default_factory=dict)

    @property
    def requirements(self) -> list[int]:
        return [one for task in self.tasks for one in task.requirements.values()]


def tell(db: Database, seed: int, *, steps: int = 120) -> Story:
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
    return story


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
}
