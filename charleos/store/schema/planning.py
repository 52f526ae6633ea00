"""Whose time is promised to what: changes of the schedule, blocks, days off."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from charleos.periods import Month
from charleos.store.schema.base import ClientOwned, Table, check, one_of, ref, rules


class ScheduleChange(Table):
    """One thing somebody did to the schedule, whoever's clients it moved; what it moved are its ScheduleMoves.

    kind 'behind' belongs to the Delayed step subtask_id, and a false alarm undoes it.
    """

    __tablename__ = "schedule_change"
    __table_args__ = rules(
        one_of("kind", "schedule", "reschedule", "order", "behind", "more_time", "auto_plan", "undo"),
        sa.Index("ix_schedule_change_by", "by_id", "id"),
        sa.Index("ix_schedule_change_subtask", "subtask_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = ref("person.id")
    subtask_id: Mapped[int | None] = ref("subtask.id")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = ref("person.id")


class ScheduleMove(ClientOwned, Table):
    """A step before and after a change: JSON of assignee_id, start, end_on, estimate, status, position. Append-only."""

    __tablename__ = "schedule_move"
    __table_args__ = rules(
        sa.Index("ix_schedule_move_change", "change_id"),
        sa.Index("ix_schedule_move_subtask", "subtask_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = ref("schedule_change.id")
    client_id: Mapped[int] = ref("client.id")
    subtask_id: Mapped[int] = ref("subtask.id")
    before: Mapped[str]
    after: Mapped[str]


class Block(ClientOwned, Table):
    """A person's time that is reserved for a client's month. round: 1 for kinds there is one of in a month."""

    __tablename__ = "block"
    __table_args__ = rules(
        sa.UniqueConstraint("client_id", "month", "kind", "round"),
        one_of(
            "kind",
            "design",
            "development",
            "deployment",
            "internal_qa_review",
            "internal_qa_fixes",
            "external_qa_fixes",
        ),
        one_of("status", "not_scheduled", "scheduled", "in_progress", "completed", "late"),
        check("round", "round >= 1"),
        check("minutes", "minutes > 0"),
        check("ordered", "end_on >= start"),
        sa.Index("ix_block_assignee_end", "assignee_id", "end_on"),
        sa.Index("ix_block_end", "end_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    month: Mapped[Month]
    kind: Mapped[str]
    round: Mapped[int]
    assignee_id: Mapped[int] = ref("person.id")
    start: Mapped[date]
    end_on: Mapped[date]
    minutes: Mapped[int]
    status: Mapped[str] = mapped_column(default="scheduled")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Leave(Table):
    """Days off. start_half: only the afternoon of the first day; end_half: only the morning of the last.

    A single day with either is half a day. Whose days off are approved everybody may know; the note is between
    the person and the Managers.
    """

    __tablename__ = "leave"
    __table_args__ = rules(
        one_of("status", "requested", "approved", "refused", "cancelled"),
        check("ordered", "end_on >= start"),
        check("halves", "start_half in (0, 1) and end_half in (0, 1)"),
        sa.Index("ix_leave_person_end", "person_id", "end_on"),
        sa.Index("ix_leave_end", "end_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = ref("person.id")
    start: Mapped[date]
    end_on: Mapped[date]
    start_half: Mapped[int] = mapped_column(default=0)
    end_half: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="requested")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = ref("person.id")
    decision: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
