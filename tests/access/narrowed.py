"""A copy of a database that holds only what a viewer may know, made without the product's own scoping.

What is in reach is worked out here a second time, from the rules in words: a CSM has the clients they are assigned,
Managers and Project Managers all; everybody has the requirements they are assigned, wholly or a step of, or have
logged on, with the task and the name of the client; their own entries, steps and blocks; and the quotes of which a
piece is theirs to size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa

from charleos.rules.access import Capability, Role, Viewer
from charleos.store.engine import open_for_migration
from charleos.store.schema import ClientOwned, Table

OWN_TOO = {
    "client",
    "task",
    "requirement",
    "time_entry",
    "person_month",
    "subtask",
    "block",
    "quote",
    "quote_requirement",
    "quote_comment",
}
_DISGUISE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "subtask": lambda of: {
        "task_id": of.task_id + 100_000,
        "requirement_id": None,
        "key": of.key + "-other",
        "kind": "design",
        "marked_on": None,
        "position": None,
        "behind_id": None,
        "iterations": 7,
        "cause": "",
        "notes": "",
    },
    "block": lambda of: {"kind": "design", "round": of.id + 1000},
}
"""What cannot be seen in how loaded somebody is."""
EVERYBODYS = {"agency", "plan", "plan_terms", "policy_version"}


def narrow(url: str, viewer: Viewer, *, with_load: bool = False) -> None:
    """Delete from the database at `url` every row, and blank every column, that is not the viewer's to know.

    with_load: everybody's steps and blocks stay, with other names, clients and tasks than theirs; it is what the one
    read of how loaded people are may add up, and nothing of it but person, day and minutes may be told.
    """
    engine = open_for_migration(url)
    try:
        with engine.begin() as connection:
            _unprotect(connection)
            _Narrowing(connection, viewer, with_load=with_load).narrow()
    finally:
        engine.dispose()


def _unprotect(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


class _Narrowing:
    def __init__(self, connection: sa.Connection, viewer: Viewer, *, with_load: bool) -> None:
        self.run = connection
        self.viewer = viewer
        self.with_load = with_load
        self.tables: dict[str, Any] = {name: table.c for name, table in Table.metadata.tables.items()}
        self.reach = self._clients_in_reach()
        self.requirements = self._ids("requirement", self._is_own_work())
        own = self.tables["requirement"].id.in_(self.requirements)
        step = self.tables["subtask"].assignee_id == viewer.person_id
        block = self.tables["block"].assignee_id == viewer.person_id
        piece = self.tables["quote_requirement"].assignee_id == viewer.person_id
        self.tasks = self._ids("requirement", own, "task_id") | self._ids("subtask", step, "task_id")
        self.quotes = self._ids("quote_requirement", piece, "quote_id")
        self.clients = (
            self._ids("requirement", own, "client_id")
            | self._ids("subtask", step, "client_id")
            | self._ids("block", block, "client_id")
            | self._ids("quote_requirement", piece, "client_id")
        )

    def narrow(self) -> None:
        owned = {
            cast(sa.Table, mapper.local_table).name
            for mapper in Table.registry.mappers
            if issubclass(mapper.class_, ClientOwned)
        }
        for name in sorted(owned - OWN_TOO):
            self._keep(name, self.tables[name].client_id.in_(self.reach), null_is_everybodys=self._sees_all)
        self._keep_own()
        self._blank_clients_known_by_name_only()
        for name in sorted(set(self.tables) - owned - EVERYBODYS):
            self._keep_agencys(name)

    @property
    def _sees_all(self) -> bool:
        return bool(self.viewer.roles & {Role.PM, Role.MANAGER})

    def _clients_in_reach(self) -> set[int]:
        client = self.tables["client"]
        if self._sees_all:
            return self._ids("client", sa.true())
        if Role.CSM in self.viewer.roles:
            return self._ids("client", client.csm_id == self.viewer.person_id)
        return set()

    def _is_own_work(self) -> Any:
        requirement, entry = self.tables["requirement"], self.tables["time_entry"]
        logged = sa.select(entry.requirement_id).where(
            entry.person_id == self.viewer.person_id, entry.requirement_id.is_not(None)
        )
        step = self.tables["subtask"]
        stepped = sa.select(step.requirement_id).where(
            step.assignee_id == self.viewer.person_id, step.requirement_id.is_not(None)
        )
        mine = requirement.assignee_id == self.viewer.person_id
        return sa.or_(mine, requirement.id.in_(logged), requirement.id.in_(stepped))

    def _ids(self, name: str, condition: Any, column: str = "id") -> set[int]:
        return set(self.run.scalars(sa.select(self.tables[name][column]).where(condition)))

    def _keep(self, name: str, condition: Any, *, null_is_everybodys: bool = False) -> None:
        gone = sa.not_(condition)
        if "client_id" in self.tables[name] and self.tables[name].client_id.nullable:
            known = sa.func.coalesce(condition, sa.true() if null_is_everybodys else sa.false())
            gone = sa.not_(known)
        self.run.execute(sa.delete(Table.metadata.tables[name]).where(gone))

    def _keep_own(self) -> None:
        client, task, requirement, entry, person_month = (
            self.tables[name] for name in ("client", "task", "requirement", "time_entry", "person_month")
        )
        me = self.viewer.person_id
        in_reach = sa.func.coalesce(entry.client_id.in_(self.reach), sa.true() if self._sees_all else sa.false())
        self._delete("time_entry", in_reach, entry.person_id == me)
        self._delete("person_month", person_month.client_id.in_(self.reach), person_month.person_id == me)
        self._delete("requirement", requirement.client_id.in_(self.reach), requirement.id.in_(self.requirements))
        for name in ("subtask", "block", "quote_requirement"):
            table = self.tables[name]
            if self.with_load and name in _DISGUISE:
                self._disguise(name, table.client_id.in_(self.reach), table.assignee_id == me)
            else:
                self._delete(name, table.client_id.in_(self.reach), table.assignee_id == me)
        quote, comment = self.tables["quote"], self.tables["quote_comment"]
        self._delete("quote", quote.client_id.in_(self.reach), quote.id.in_(self.quotes))
        self._delete("quote_comment", comment.client_id.in_(self.reach), comment.quote_id.in_(self.quotes))
        self._delete("task", task.client_id.in_(self.reach), task.id.in_(self.tasks))
        self._delete("client", client.id.in_(self.reach), client.id.in_(self.clients))

    def _delete(self, name: str, *kept: Any) -> None:
        self.run.execute(sa.delete(Table.metadata.tables[name]).where(sa.not_(sa.or_(*kept))))

    def _disguise(self, name: str, *known: Any) -> None:
        table = Table.metadata.tables[name]
        elsewhere = {"client_id": table.c.client_id + 100_000} | _DISGUISE[name](table.c)
        self.run.execute(
            sa.update(table).where(sa.not_(sa.func.coalesce(sa.or_(*known), sa.false()))).values(**elsewhere)
        )

    def _blank_clients_known_by_name_only(self) -> None:
        client = Table.metadata.tables["client"]
        self.run.execute(
            sa.update(client)
            .where(client.c.id.not_in(self.reach))
            .values(notes="", slack_channel="", csm_id=None, version=1)
        )

    def _keep_agencys(self, name: str) -> None:
        """Tables that no client owns: whose rows they are is said here, for every one there is."""
        manages = self.viewer.can(Capability.MANAGE_PEOPLE)
        if name == "person":
            if not manages:
                person = Table.metadata.tables[name]
                secret = {"password_hash": None, "failed_attempts": 0, "next_attempt_at": None, "token_version": 1}
                self.run.execute(sa.update(person).where(person.c.id != self.viewer.person_id).values(**secret))
        elif name == "leave":
            leave = Table.metadata.tables[name]
            mine = leave.c.person_id == self.viewer.person_id
            if not self.viewer.can(Capability.APPROVE_LEAVE):
                self.run.execute(sa.delete(leave).where(sa.not_(mine), leave.c.status != "approved"))
                self.run.execute(sa.update(leave).where(sa.not_(mine)).values(note="", decision=""))
        elif name == "schedule_change":
            pass  # who changed something and when; what it moved is in the moves, which clients own
        elif name in ("sign_in", "submission", "one_time_link", "sign_in_attempt"):
            if not manages:
                self._keep(name, self.tables[name].person_id == self.viewer.person_id)
        else:
            raise AssertionError(f"Say in tests/access/narrowed.py who may know the rows of {name}.")
