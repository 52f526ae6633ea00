"""What moved the clients' months: lines, the sums kept of them, and the figures of closed months."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from charleos.periods import Month
from charleos.store.schema.base import ClientOwned, Table, check, ref, rules


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
