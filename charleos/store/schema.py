"""The tables. Facts are stored; judgements (who is near the limit, which case applies) are computed by rules.

Minutes and pence are whole numbers; months are whole numbers (see MonthColumn); flags are 0 or 1.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from charleos.periods import Month
from charleos.store.columns import DayColumn, InstantColumn, MonthColumn

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Every table of the product."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        int: sa.Integer(),
        date: DayColumn(),
        datetime: InstantColumn(),
        Month: MonthColumn(),
    }


def rules(*constraints: Any) -> tuple[Any, ...]:
    """Table arguments: the constraints, and STRICT typing on SQLite."""
    return (*constraints, {"sqlite_strict": True})


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def ref(column: str, **options: Any) -> Any:
    return mapped_column(sa.ForeignKey(column), **options)


class ClientOwned:
    """Exists only for viewers whose reach includes the client."""

    client_key: ClassVar[str] = "client_id"


class Agency(Table):
    """The one row about the agency itself. demo: 1 lists the sign-ins and binds to loopback only."""

    __tablename__ = "agency"
    __table_args__ = rules(check("one", "id = 1"), check("demo", "demo in (0, 1)"))
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    time_zone: Mapped[str]
    demo: Mapped[int]


class Person(Table):
    """Someone who works at the agency. key is the sign-in name."""

    __tablename__ = "person"
    __table_args__ = rules(check("status", "status in ('active', 'archived')"))
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[str]
    discipline: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    capacity: Mapped[int | None]
    password_hash: Mapped[str | None]
    token_version: Mapped[int] = mapped_column(default=1)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class SignIn(Table):
    """A signed-in browser. id is the SHA-256 of the random token that only its cookie holds."""

    __tablename__ = "sign_in"
    __table_args__ = rules()
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = ref("person.id", index=True)
    token_version: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OneTimeLink(Table):
    """An invitation, a password reset, or the first Manager's token. id is the SHA-256 of its secret."""

    __tablename__ = "one_time_link"
    __table_args__ = rules(check("purpose", "purpose in ('invite', 'reset', 'first_manager')"))
    id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    person_id: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PolicyVersion(Table):
    """What the agency may tune, from a month on; append-only, a later row for the same month wins."""

    __tablename__ = "policy_version"
    __table_args__ = rules()
    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[Month] = mapped_column(index=True)
    body: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = ref("person.id")


class Plan(Table):
    __tablename__ = "plan"
    __table_args__ = rules(check("status", "status in ('active', 'archived')"))
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="active")


class PlanTerms(Table):
    """A plan's name, gross minutes and cost (pence) from a month on; append-only, a later row wins."""

    __tablename__ = "plan_terms"
    __table_args__ = rules(check("minutes", "minutes > 0"), check("cost", "cost >= 0"))
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = ref("plan.id", index=True)
    since: Mapped[Month]
    name: Mapped[str]
    minutes: Mapped[int]
    cost: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = ref("person.id")


class Client(ClientOwned, Table):
    """open_from: the earliest open month; all months before it are closed."""

    __tablename__ = "client"
    client_key: ClassVar[str] = "id"
    __table_args__ = rules(
        check("status", "status in ('active', 'archived')"),
        check("archived", "(status = 'archived') = (archived_on is not null)"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    slack_channel: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    archived_on: Mapped[date | None]
    start: Mapped[date]
    csm_id: Mapped[int | None] = ref("person.id", index=True)
    open_from: Mapped[Month]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class ClientTerms(ClientOwned, Table):
    """What the client agreed from a month on; empty columns inherit (see rules.retainer.Terms)."""

    __tablename__ = "client_terms"
    __table_args__ = rules(
        check("minutes", "minutes > 0"),
        check("cost", "cost >= 0"),
        check("pm_share", "pm_share between 0 and 1000000"),
        check("rollover_excess", "rollover_excess in (0, 1)"),
        check("rollover_unused", "rollover_unused in ('none', 'all', 'cap', 'months')"),
        check("rollover_amount", "rollover_amount >= 0"),
        check("hourly_rate", "hourly_rate >= 0"),
    )
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    since: Mapped[Month] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = ref("plan.id")
    minutes: Mapped[int | None]
    cost: Mapped[int | None]
    pm_share: Mapped[int | None]
    rollover_excess: Mapped[int | None]
    rollover_unused: Mapped[str | None]
    rollover_amount: Mapped[int | None]
    hourly_rate: Mapped[int | None]


class Task(ClientOwned, Table):
    """number is what people call it: #123."""

    __tablename__ = "task"
    __table_args__ = rules()
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[int] = ref("client.id", index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    phase: Mapped[str] = mapped_column(default="Backlog")
    target_month: Mapped[Month | None]
    pm_id: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]
    borrowed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Requirement(ClientOwned, Table):
    """size None is *Not required*. average, maximum and policy_id are copied when it is sized."""

    __tablename__ = "requirement"
    __table_args__ = rules(
        sa.UniqueConstraint("task_id", "key"),
        check("estimate", "average >= 0 and maximum >= average"),
        check("actual", "actual >= 0"),
        sa.Index("ix_requirement_assignee", "assignee_id", "completed_on"),
        sa.Index("ix_requirement_client", "client_id", "completed_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    task_id: Mapped[int] = ref("task.id", index=True)
    key: Mapped[str]
    type: Mapped[str]
    size: Mapped[str | None]
    policy_id: Mapped[int] = ref("policy_version.id")
    average: Mapped[int]
    maximum: Mapped[int]
    actual: Mapped[int] = mapped_column(default=0)
    assignee_id: Mapped[int | None] = ref("person.id")
    completed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Subtask(ClientOwned, Table):
    """A step of a task. For now: the Delayed step that a Running Behind mark adds; cleared by a false alarm."""

    __tablename__ = "subtask"
    __table_args__ = rules(check("kind", "kind in ('delayed')"), check("estimate", "estimate >= 0"))
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    task_id: Mapped[int] = ref("task.id", index=True)
    requirement_id: Mapped[int | None] = ref("requirement.id")
    kind: Mapped[str]
    estimate: Mapped[int]
    cause: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    marked_on: Mapped[date]
    cleared_at: Mapped[datetime | None]


class TimeEntry(ClientOwned, Table):
    """Time a person spent. Without a client it is internal; without a requirement it never bills.

    A correction is a void plus a new entry that names the one it replaces.
    """

    __tablename__ = "time_entry"
    __table_args__ = rules(
        check("minutes", "minutes between 1 and 720"),
        check("note", "length(note) <= 2000"),
        check("linked", "requirement_id is null or client_id is not null"),
        sa.Index("ix_time_entry_person_day", "person_id", "work_date"),
        sa.Index("ix_time_entry_client_day", "client_id", "work_date"),
        sa.Index("ix_time_entry_requirement_person", "requirement_id", "person_id"),
        sa.Index("ix_time_entry_person_requirement", "person_id", "requirement_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = ref("client.id")
    requirement_id: Mapped[int | None] = ref("requirement.id")
    person_id: Mapped[int] = ref("person.id")
    work_date: Mapped[date]
    minutes: Mapped[int]
    activity: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = ref("person.id")
    replaces_id: Mapped[int | None] = ref("time_entry.id")
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = ref("person.id")
    void_reason: Mapped[str | None]


class LedgerLine(ClientOwned, Table):
    """What moved a client's month; append-only (triggers refuse updates and deletes). id is the posting number.

    before: the requirement's (for borrowing the task's borrowed) total before the line.
    """

    __tablename__ = "ledger_line"
    __table_args__ = rules(
        check("kind", "kind in ('entry', 'void', 'resize_off', 'resize_on', 'borrowing')"),
        check("law", "billable = minutes + banked - overage"),
        check("borrowed", "borrowed = case when kind = 'borrowing' then billable else 0 end"),
        check("requirement", "(requirement_id is null) = (kind = 'borrowing')"),
        sa.Index(
            "ix_ledger_line_client_month",
            "client_id",
            "month",
            "work_date",
            "requirement_id",
            "billable",
            "banked",
            "overage",
        ),
        sa.Index("ix_ledger_line_requirement", "requirement_id"),
        sa.Index("ix_ledger_line_task", "task_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[int] = ref("client.id")
    month: Mapped[Month]
    work_date: Mapped[date]
    task_id: Mapped[int] = ref("task.id")
    requirement_id: Mapped[int | None] = ref("requirement.id")
    entry_id: Mapped[int | None] = ref("time_entry.id")
    person_id: Mapped[int | None] = ref("person.id")
    kind: Mapped[str]
    type: Mapped[str]
    size: Mapped[str | None]
    policy_id: Mapped[int | None] = ref("policy_version.id")
    average: Mapped[int]
    maximum: Mapped[int]
    before: Mapped[int]
    minutes: Mapped[int]
    billable: Mapped[int]
    banked: Mapped[int]
    overage: Mapped[int]
    borrowed: Mapped[int]
    cause: Mapped[str | None]
    posted_at: Mapped[datetime]
    posted_by: Mapped[int | None] = ref("person.id")


class ClientMonth(ClientOwned, Table):
    """Kept sums of a client's month: its ledger lines added up. Posting locks this row first."""

    __tablename__ = "client_month"
    __table_args__ = rules()
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    logged: Mapped[int] = mapped_column(default=0)
    billable: Mapped[int] = mapped_column(default=0)
    banked: Mapped[int] = mapped_column(default=0)
    overage: Mapped[int] = mapped_column(default=0)
    borrowed: Mapped[int] = mapped_column(default=0)


class WorkMonth(ClientOwned, Table):
    """Kept sums of a client's month by type and size of work. Borrowing, which has neither, stands under ''."""

    __tablename__ = "work_month"
    __table_args__ = rules(sa.Index("ix_work_month_month", "month"))
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    logged: Mapped[int] = mapped_column(default=0)
    billable: Mapped[int] = mapped_column(default=0)
    banked: Mapped[int] = mapped_column(default=0)
    overage: Mapped[int] = mapped_column(default=0)
    borrowed: Mapped[int] = mapped_column(default=0)


class PersonMonth(ClientOwned, Table):
    """Kept sums of actual minutes per person and client's month; nothing judged."""

    __tablename__ = "person_month"
    __table_args__ = rules()
    person_id: Mapped[int] = ref("person.id", primary_key=True)
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    minutes: Mapped[int] = mapped_column(default=0)


class ClosedMonth(ClientOwned, Table):
    """A closed month's frozen figures: minutes, except cost (pence). gross null is project-only.

    lots: unused time that leaves the month, as JSON [[month, minutes, last month or null], ...].
    """

    __tablename__ = "closed_month"
    __table_args__ = rules()
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    gross: Mapped[int | None]
    pm: Mapped[int | None]
    net: Mapped[int | None]
    cost: Mapped[int | None]
    excess_in: Mapped[int]
    unused_in: Mapped[int]
    logged: Mapped[int]
    billable: Mapped[int]
    banked: Mapped[int]
    overage: Mapped[int]
    borrowed: Mapped[int]
    available: Mapped[int]
    remaining: Mapped[int]
    excess: Mapped[int]
    expired: Mapped[int]
    written_off: Mapped[int]
    excess_out: Mapped[int]
    lots: Mapped[str]
    closed_at: Mapped[datetime]
    closed_by: Mapped[int | None] = ref("person.id")


class Submission(Table):
    """A form that was sent once; its key makes a second sending return the first one's receipt."""

    __tablename__ = "submission"
    __table_args__ = rules()
    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = ref("person.id")
    action: Mapped[str]
    payload: Mapped[str]
    receipt: Mapped[str]
    created_at: Mapped[datetime]


class Audit(ClientOwned, Table):
    """Who did what and when; append-only. detail is a sentence. Its newest id for a client is its version stamp."""

    __tablename__ = "audit"
    __table_args__ = rules(sa.Index("ix_audit_client", "client_id", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = ref("person.id")
    action: Mapped[str]
    client_id: Mapped[int | None] = ref("client.id")
    subject: Mapped[str]
    detail: Mapped[str]
