"""Work that a client asked for, before it is agreed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from charleos.store.schema.base import ClientOwned, Table, check, one_of, ref, rules

QUOTE_STATES = (
    "awaiting_quote",
    "in_progress",
    "awaiting_csm_review",
    "awaiting_client_approval",
    "changes_requested",
    "approved",
    "cancelled",
)


class Quote(ClientOwned, Table):
    """Work a client asked for, before it is agreed. left: the status a cancelled quote returns to when reopened.

    task_id: the task it became, once. From then on it keeps what it was agreed by, so that nothing re-prices it:
    policy_id, the size table; rate_pence for rate_minutes, the client's rate, where there was one.
    """

    __tablename__ = "quote"
    __table_args__ = rules(
        one_of("status", *QUOTE_STATES),
        check("left", "(status = 'cancelled') = (left_status is not null)"),
        check("converted", "(status = 'approved') = (task_id is not null)"),
        check("title", "length(title) between 1 and 200"),
        check("agreed", "policy_id is null or task_id is not null"),
        check("rate", "(rate_pence is null) = (rate_minutes is null)"),
        sa.Index("ix_quote_client", "client_id", "status"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    client_id: Mapped[int] = ref("client.id")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="awaiting_quote")
    left_status: Mapped[str | None]
    task_id: Mapped[int | None] = ref("task.id", unique=True)
    policy_id: Mapped[int | None] = ref("policy_version.id")
    rate_pence: Mapped[int | None]
    rate_minutes: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = ref("person.id")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class QuoteRequirement(ClientOwned, Table):
    """A piece of a quote. size None with done_at is *Not required*; without, it is not sized yet.

    brief is what is asked for; scope is what the estimator counts in.
    """

    __tablename__ = "quote_requirement"
    __table_args__ = rules(
        sa.UniqueConstraint("quote_id", "place"),
        sa.Index("ix_quote_requirement_assignee", "assignee_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    quote_id: Mapped[int] = ref("quote.id")
    place: Mapped[int]
    type: Mapped[str]
    brief: Mapped[str] = mapped_column(default="")
    assignee_id: Mapped[int | None] = ref("person.id")
    size: Mapped[str | None]
    scope: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = ref("person.id")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class QuoteEvent(ClientOwned, Table):
    """A quote's history: each status with who and when. word: on whose word it was approved; append-only."""

    __tablename__ = "quote_event"
    __table_args__ = rules(
        one_of("status", *QUOTE_STATES),
        one_of("word", "", "client", "agency"),
        sa.Index("ix_quote_event_quote", "quote_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    quote_id: Mapped[int] = ref("quote.id")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = ref("person.id")
    status: Mapped[str]
    word: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class QuoteComment(ClientOwned, Table):
    """audience 'client' is written for the client's eyes; 'internal' never leaves the agency."""

    __tablename__ = "quote_comment"
    __table_args__ = rules(
        one_of("audience", "internal", "client"),
        check("text", "length(text) between 1 and 10000"),
        sa.Index("ix_quote_comment_quote", "quote_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = ref("client.id")
    quote_id: Mapped[int] = ref("quote.id")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = ref("person.id")
    audience: Mapped[str]
    text: Mapped[str]
