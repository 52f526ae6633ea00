"""The agency itself: its people, their sign-ins, its policies and plans, what was sent and what was done."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from charleos.periods import Month
from charleos.store.schema.base import ClientOwned, Table, check, ref, rules


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
