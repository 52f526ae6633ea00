"""Tasks, their requirements and steps, and the time spent on them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from charleos.periods import Month
from charleos.store.schema.base import ClientOwned, Table, check, one_of, ref, rules


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
    target_month: Mapped[Month | None]
    pm_id: Mapped[int | None] = ref("person.id")
    created_at: Mapped[datetime]
    borrowed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


UNFINISHED = sa.text("completed_on IS NULL")


class Requirement(ClientOwned, Table):
    """size None is *Not required*. average, maximum and policy_id are copied when it is sized."""

    __tablename__ = "requirement"
    __table_args__ = rules(
        sa.UniqueConstraint("task_id", "key"),
        check("estimate", "average >= 0 and maximum >= average"),
        check("actual", "actual >= 0"),
        sa.Index("ix_requirement_assignee", "assignee_id", "completed_on"),
        sa.Index("ix_requirement_client", "client_id", "completed_on"),
        sa.Index("ix_requirement_unfinished", "id", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
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


STEP_STATES = ("not_scheduled", "scheduled", "in_progress", "awaiting_review", "complete")


class Subtask(ClientOwned, Table):
    """A step of a task. Dates are both there or both absent; logged is the sum of the entries that name it.

    kind 'delayed': the step that a Running Behind mark puts after step behind_id; cleared by a false alarm.
    position orders a person's day among steps of equal priority. iterations: how often changes were requested.
    """

    __tablename__ = "subtask"
    __table_args__ = rules(
        sa.UniqueConstraint("task_id", "key"),
        one_of(
            "kind",
            "design",
            "client_design_feedback",
            "development",
            "internal_qa_review",
            "internal_qa_fixes",
            "external_qa_review",
            "external_qa_fixes",
            "deployment",
            "delayed",
        ),
        one_of("status", *STEP_STATES),
        check("estimate", "estimate >= 0"),
        check("logged", "logged >= 0"),
        check("dated", "(start is null) = (end_on is null)"),
        check("ordered", "end_on >= start"),
        check("completed", "(status = 'complete') = (completed_on is not null)"),
        check("marked", "(kind = 'delayed') = (marked_on is not null)"),
        sa.Index("ix_subtask_requirement_assignee", "requirement_id", "assignee_id"),
        sa.Index("ix_subtask_assignee_end", "assignee_id", "end_on"),
        sa.Index("ix_subtask_client_end", "client_id", "end_on"),
        sa.Index("ix_subtask_end", "end_on"),
        sa.Index("ix_subtask_open", "end_on", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    task_id: Mapped[int] = ref("task.id")
    requirement_id: Mapped[int | None] = ref("requirement.id")
    key: Mapped[str]
    kind: Mapped[str]
    assignee_id: Mapped[int | None] = ref("person.id")
    start: Mapped[date | None]
    end_on: Mapped[date | None]
    estimate: Mapped[int]
    logged: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="not_scheduled")
    position: Mapped[int | None]
    iterations: Mapped[int] = mapped_column(default=0)
    completed_on: Mapped[date | None]
    behind_id: Mapped[int | None] = ref("subtask.id")
    cause: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    marked_on: Mapped[date | None]
    cleared_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


WAITING = sa.text("coalesce(requirement_id, 0) = 0 AND activity = 'Task' AND voided_at IS NULL")
"""Task time that names no requirement, so that nothing is billed for it."""


class TimeEntry(ClientOwned, Table):
    """Time a person spent. Without a client it is internal; without a requirement it never bills.

    A correction is a void plus a new entry that names the one it replaces.
    """

    __tablename__ = "time_entry"
    __table_args__ = rules(
        check("minutes", "minutes between 1 and 720"),
        check("note", "length(note) <= 2000"),
        check("linked", "requirement_id is null or client_id is not null"),
        check("step", "subtask_id is null or requirement_id is not null"),
        sa.Index("ix_time_entry_person_day", "person_id", "work_date", "voided_at"),
        sa.Index("ix_time_entry_waiting", "work_date", sqlite_where=WAITING, postgresql_where=WAITING),
        sa.Index("ix_time_entry_client_day", "client_id", "work_date"),
        sa.Index("ix_time_entry_requirement_person", "requirement_id", "person_id"),
        sa.Index("ix_time_entry_person_requirement", "person_id", "requirement_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = ref("client.id")
    requirement_id: Mapped[int | None] = ref("requirement.id")
    subtask_id: Mapped[int | None] = ref("subtask.id", index=True)
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
