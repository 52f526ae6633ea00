"""Builds an agency for a test, a sentence at a time.

agency = Build(db)
ana = agency.person("Ana", roles={Role.MANAGER})
acme = agency.client("acme", plan=agency.plan("growth", hours=60, pounds=5000), csm=ana)
homepage = agency.task(acme, "Homepage", [("design", "M", ana)])
agency.log(ana, homepage.requirements["design"], 210)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

import sqlalchemy as sa

from charleos.actions.delays import Delay, mark_behind
from charleos.actions.time import Entry, log_time
from charleos.desk import Desk, system_desk
from charleos.periods import Month
from charleos.rules.access import Role, Viewer, roles_text
from charleos.rules.entries import Activity
from charleos.rules.policy import Policy, Rollover, dump_policy
from charleos.store.engine import Database
from charleos.store.numbering import next_task_number
from charleos.store.schema import (
    Block,
    Client,
    ClientTerms,
    Leave,
    Person,
    Plan,
    PlanTerms,
    PolicyVersion,
    Quote,
    QuoteComment,
    QuoteEvent,
    QuoteRequirement,
    Requirement,
    Subtask,
    Task,
)
from charleos.units import Minutes, Pence

TODAY = date(2026, 1, 30)
"""A Friday, in the month that most examples are about."""


@dataclass(frozen=True)
class Someone:
    id: int
    key: str
    name: str
    roles: frozenset[Role]

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.id, self.name, self.roles)


@dataclass(frozen=True)
class Account:
    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Work:
    """A task. requirements: key (the type of work; design-2 for a second one) to id."""

    id: int
    number: int
    key: str
    requirements: Mapping[str, int]

    @property
    def only(self) -> int:
        (requirement,) = self.requirements.values()
        return requirement


class Build:
    """today is the agency's date; entries are logged on it unless a day is given."""

    def __init__(self, db: Database, *, today: date = TODAY) -> None:
        self.db = db
        self.today = today
        self._keys = count(1)

    def at(self, today: date) -> Build:
        """The same agency on another day."""
        other = Build(self.db, today=today)
        other._keys = self._keys
        return other

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(12), UTC)

    def key(self) -> str:
        """A form's key that nobody used before."""
        return f"key-{id(self._keys):x}-{next(self._keys)}"

    def system(self) -> Desk:
        return system_desk(self.db, self.today, self.now)

    def desk(self, person: Someone, *, read_only: bool = False) -> Desk:
        return Desk(person.viewer, self.today, self.now, self.db, read_only)

    def person(
        self,
        name: str,
        *,
        roles: Iterable[Role] = (Role.DELIVERY,),
        discipline: str = "development",
        key: str | None = None,
        status: str = "active",
        password_hash: str | None = None,
        capacity: int | None = None,
    ) -> Someone:
        held = frozenset(roles)
        row = Person(
            key=key or name.lower().replace(" ", "."),
            name=name,
            roles=roles_text(held),
            discipline=discipline,
            status=status,
            password_hash=password_hash,
            capacity=capacity,
        )
        return Someone(self._add(row), row.key, name, held)

    def plan(
        self, key: str = "growth", *, hours: float = 60, pounds: float = 5000, since: str = "2020-01", name: str = ""
    ) -> int:
        """A plan's id. The same key again is a new version of it from `since` on."""
        with self.system().writing() as session:
            plan = session.scalars(sa.select(Plan).where(Plan.key == key)).one_or_none()
            if plan is None:
                plan = Plan(key=key)
                session.add(plan)
                session.flush()
            session.add(
                PlanTerms(
                    plan_id=plan.id,
                    since=Month.parse(since),
                    name=name or key.title(),
                    minutes=round(hours * 60),
                    cost=round(pounds * 100),
                    created_at=self.now,
                )
            )
            return int(plan.id)

    def policy(self, policy: Policy, *, since: str) -> int:
        row = PolicyVersion(since=Month.parse(since), body=dump_policy(policy), created_at=self.now)
        return self._add(row)

    def client(
        self,
        slug: str,
        *,
        plan: int | None = None,
        start: date = date(2026, 1, 1),
        csm: Someone | None = None,
        name: str | None = None,
        notes: str = "",
        archived_on: date | None = None,
        **terms: Any,
    ) -> Account:
        """plan None is project-only. terms: see `terms`."""
        called = name or slug.replace("-", " ").title()
        row = Client(
            slug=slug,
            name=called,
            notes=notes,
            start=start,
            csm_id=csm.id if csm else None,
            open_from=Month.of(start),
            status="archived" if archived_on else "active",
            archived_on=archived_on,
        )
        made = Account(self._add(row), slug, called)
        self.terms(made, since=str(Month.of(start)), plan=plan, **terms)
        return made

    def terms(
        self,
        client: Account,
        *,
        since: str,
        plan: int | None,
        hours: float | None = None,
        pounds: float | None = None,
        pm_share: int | None = None,
        rollover: Rollover | None = None,
        hourly_rate: Pence | None = None,
    ) -> None:
        row = ClientTerms(
            client_id=client.id,
            since=Month.parse(since),
            plan_id=plan,
            minutes=None if hours is None else round(hours * 60),
            cost=None if pounds is None else round(pounds * 100),
            pm_share=pm_share,
            rollover_excess=None if rollover is None else int(rollover.excess_carried),
            rollover_unused=None if rollover is None else rollover.unused.value,
            rollover_amount=None if rollover is None else rollover.amount,
            hourly_rate=hourly_rate,
        )
        with self.system().writing() as session:
            session.add(row)

    def task(
        self,
        client: Account,
        title: str,
        requirements: Sequence[tuple[str, str | None] | tuple[str, str | None, Someone | None]],
        *,
        delayed: bool = False,
        completed_on: date | None = None,
        pm: Someone | None = None,
    ) -> Work:
        """requirements: (type, size, assignee); size None is *Not required*. Figures come from the policy in force."""
        with self.system().writing() as session:
            number = next_task_number(session)
            task = Task(
                number=number,
                key=f"task-{number}",
                client_id=client.id,
                title=title,
                pm_id=pm.id if pm else None,
                created_at=self.now,
            )
            session.add(task)
            session.flush()
            made = {}
            for row in self._requirements(task, requirements, completed_on):
                session.add(row)
                made[row.key] = row
            session.flush()
            work = Work(int(task.id), number, str(task.key), {key: int(row.id) for key, row in made.items()})
        if delayed:
            self.behind(work)
        return work

    def _requirements(
        self, task: Task, requirements: Sequence[tuple[Any, ...]], completed_on: date | None
    ) -> list[Requirement]:
        policy_id, policy = self.system().rulebook().policy_version(Month.of(self.today))
        rows: list[Requirement] = []
        for work_type, size, *assignee in requirements:
            same = sum(1 for row in rows if row.type == work_type)
            estimate = policy.estimate(size)
            rows.append(
                Requirement(
                    client_id=task.client_id,
                    task_id=task.id,
                    key=work_type if not same else f"{work_type}-{same + 1}",
                    type=work_type,
                    size=size,
                    policy_id=policy_id,
                    average=estimate.average,
                    maximum=estimate.maximum,
                    assignee_id=assignee[0].id if assignee and assignee[0] else None,
                    completed_on=completed_on,
                )
            )
        return rows

    def behind(self, work: Work, minutes: int = 60) -> str:
        delay = Delay(Minutes(minutes), "Scope underestimated")
        return mark_behind(self.system(), self.key(), work.id, delay)

    def log(
        self,
        person: Someone,
        requirement: int | None,
        minutes: int,
        day: date | None = None,
        *,
        note: str = "",
        client: Account | None = None,
        activity: Activity = Activity.TASK,
        by: Desk | None = None,
        step: int | None = None,
    ) -> str:
        """Through the real action, as the system for the person (or `by` someone). Returns the receipt."""
        entry = Entry(
            work_date=day or self.today,
            minutes=Minutes(minutes),
            activity=activity,
            note=note,
            requirement_id=requirement,
            client_id=client.id if client else None,
            person_id=person.id,
            subtask_id=step,
        )
        return log_time(by or self.system(), self.key(), entry)

    def log_own(self, person: Someone, requirement: int, minutes: int, day: date | None = None) -> str:
        """As the person signs in and logs it."""
        return self.log(person, requirement, minutes, day, by=self.desk(person))

    def log_long(self, person: Someone, requirement: int, minutes: int, day: date | None = None) -> None:
        """Any length, in as many entries as it takes; each holds at most twelve hours."""
        while minutes > 0:
            self.log(person, requirement, min(minutes, 720), day)
            minutes -= 720

    def step(
        self,
        work: Work,
        person: Someone | None = None,
        start: date | None = None,
        end: date | None = None,
        *,
        minutes: int = 240,
        kind: str = "development",
        requirement: int | None = None,
        status: str | None = None,
        position: int | None = None,
        marked_on: date | None = None,
    ) -> int:
        """A step's id. start alone: a single day. Scheduled when it has dates and no other status is given.

        requirement: an id; the task's only one unless given, and none where there are several.
        """
        if requirement is None and len(work.requirements) == 1:
            requirement = work.only
        state = status or ("scheduled" if start else "not_scheduled")
        with self.system().writing() as session:
            (client_id,) = session.execute(sa.select(Task.client_id).where(Task.id == work.id)).one()
            same = session.scalar(
                sa.select(sa.func.count(Subtask.id)).where(Subtask.task_id == work.id, Subtask.kind == kind)
            )
            row = Subtask(
                client_id=client_id,
                task_id=work.id,
                requirement_id=requirement,
                key=f"built-{kind}-{(same or 0) + 1}",
                kind=kind,
                assignee_id=person.id if person else None,
                start=start,
                end_on=(end or start) if start else None,
                estimate=minutes,
                status=state,
                position=position,
                completed_on=self.today if state == "complete" else None,
                marked_on=marked_on or (self.today if kind == "delayed" else None),
                created_at=self.now,
            )
            session.add(row)
            session.flush()
            return int(row.id)

    def block(
        self,
        client: Account,
        person: Someone,
        start: date,
        end: date,
        *,
        minutes: int = 600,
        kind: str = "development",
        status: str = "scheduled",
    ) -> int:
        """A block's id; it belongs to the month it starts in, in the next free round of its kind."""
        month = Month.of(start)
        with self.system().writing() as session:
            same = session.scalar(
                sa.select(sa.func.count(Block.id)).where(
                    Block.client_id == client.id, Block.month == month, Block.kind == kind
                )
            )
            row = Block(
                client_id=client.id,
                month=month,
                kind=kind,
                round=(same or 0) + 1,
                assignee_id=person.id,
                start=start,
                end_on=end,
                minutes=minutes,
                status=status,
                created_at=self.now,
            )
            session.add(row)
            session.flush()
            return int(row.id)

    def leave(
        self,
        person: Someone,
        start: date,
        end: date | None = None,
        *,
        status: str = "approved",
        start_half: bool = False,
        end_half: bool = False,
        note: str = "",
    ) -> int:
        decided = status in ("approved", "refused")
        row = Leave(
            person_id=person.id,
            start=start,
            end_on=end or start,
            start_half=int(start_half),
            end_half=int(end_half),
            status=status,
            note=note,
            created_at=self.now,
            decided_at=self.now if decided else None,
        )
        return self._add(row)

    def quote(
        self,
        client: Account,
        title: str,
        pieces: Sequence[tuple[str, str | None] | tuple[str, str | None, Someone | None]],
        *,
        status: str = "awaiting_quote",
        left: str | None = None,
        task: Work | None = None,
        comments: Sequence[tuple[str, str]] = (),
        by: Someone | None = None,
    ) -> int:
        """pieces: (type, size, who sizes it); a size is done. comments: (audience, text)."""
        of: dict[str, Any] = {"client_id": client.id}
        by_id = by.id if by else None
        with self.system().writing() as session:
            number = 1 + (session.scalar(sa.select(sa.func.max(Quote.number))) or 0)
            quote = Quote(
                number=number,
                title=title,
                status=status,
                left_status=left or ("awaiting_quote" if status == "cancelled" else None),
                task_id=task.id if task else None,
                created_at=self.now,
                created_by=by_id,
                **of,
            )
            session.add(quote)
            session.flush()
            of["quote_id"] = quote.id
            for place, (work_type, size, *who) in enumerate(pieces, 1):
                sizer = who[0].id if who and who[0] else None
                done = {"done_at": self.now, "done_by": sizer} if size else {}
                session.add(
                    QuoteRequirement(
                        place=place, type=work_type, size=size, assignee_id=sizer, brief=title, **of, **done
                    )
                )
            session.add(QuoteEvent(at=self.now, by_id=by_id, status="awaiting_quote", **of))
            if status != "awaiting_quote":
                word = "client" if status == "approved" else ""
                session.add(QuoteEvent(at=self.now, by_id=by_id, status=status, word=word, **of))
            for audience, text in comments:
                session.add(QuoteComment(at=self.now, by_id=by_id, audience=audience, text=text, **of))
            session.flush()
            return int(quote.id)

    def _add(self, row: Any) -> int:
        with self.system().writing() as session:
            session.add(row)
            session.flush()
            return int(row.id)


def golden_month(agency: Build) -> tuple[Account, Someone]:
    """Acme Corp's January on Growth, as the rules describe it: 51h, then 46h 30m, 44h 30m, 30h 30m."""
    devon = agency.person("Devon")
    acme = agency.client("acme-corp", plan=agency.plan("growth", hours=60, pounds=5000), name="Acme Corp")
    for title, size, worked in (
        ("Homepage Redesign", "M", 210),
        ("Product Page Update", "S", 150),
        ("Blog Integration", "L", 840),
    ):
        work = agency.task(acme, title, [("development", size, devon)])
        agency.log_long(devon, work.only, worked)
    return acme, devon
