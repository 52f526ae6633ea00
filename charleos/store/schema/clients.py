"""Clients and what they agreed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from charleos.periods import Month
from charleos.store.schema.base import ClientOwned, Table, check, ref, rules


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
