"""The desk: one viewer, one date, and the only way to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import sqlalchemy as sa

from charleos.errors import Conflict, Forbidden, NotFound, Unavailable
from charleos.rules.access import SYSTEM, Capability, Viewer
from charleos.rules.policy import Rulebook
from charleos.store.engine import Database
from charleos.store.rulebook import current_rulebook
from charleos.store.scope import Lens, ScopedSession

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Desk:
    """A request as this viewer. now carries its time zone (UTC); today is the agency's calendar date.

    read_only: a Manager looks at the product as the viewer; nothing can be written.
    """

    viewer: Viewer
    today: date
    now: datetime
    database: Database
    read_only: bool = False

    @contextmanager
    def reading(self, lens: Lens = Lens.REACH) -> Iterator[ScopedSession]:
        """Several selects over one snapshot."""
        with _answering(), ScopedSession(self.database, self.viewer, lens) as session:
            yield session

    def all(
        self, query: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None, *, lens: Lens = Lens.REACH
    ) -> Sequence[sa.Row[Any]]:
        with self.reading(lens) as session:
            return session.execute(query, values).all()

    def one(
        self, query: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None, *, lens: Lens = Lens.REACH
    ) -> sa.Row[Any]:
        """The only row. Raises NotFound when there is none in reach."""
        rows = self.all(query, values, lens=lens)
        if len(rows) != 1:
            raise NotFound("There is no such thing, or it is not yours to see.")
        return rows[0]

    @contextmanager
    def writing(self, lens: Lens = Lens.REACH) -> Iterator[ScopedSession]:
        """One transaction: everything in it is stored, or nothing. Raises Conflict when another edit was first."""
        if self.read_only:
            raise Forbidden(f"You are looking as {self.viewer.name}; nothing can be changed until you stop.")
        try:
            with (
                _answering(),
                self.database.one_writer(),
                ScopedSession(self.database, self.viewer, lens, writing=True) as session,
                session.begin(),
            ):
                yield session
        except sa.orm.exc.StaleDataError:
            raise Conflict("Somebody else changed this a moment ago; look at it again, then save.") from None

    @property
    def actor_id(self) -> int | None:
        """Whom stored rows name as their author; None for the system itself."""
        return self.viewer.person_id or None

    def rulebook(self) -> Rulebook:
        """The dated policies and plans, read again only when one was added."""
        with self.reading() as session:
            return current_rulebook(session)

    def require(self, capability: Capability) -> None:
        if not self.viewer.can(capability):
            raise Forbidden("This is not among the things you may do; ask a Manager.")


@contextmanager
def _answering() -> Iterator[None]:
    """A database that is down or held up becomes a sentence."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.TimeoutError) as broken:
        raise Unavailable(
            "The database does not answer just now. Nothing was changed; try again in a moment."
        ) from broken


def system_desk(database: Database, today: date, now: datetime) -> Desk:
    """The desk of jobs and of the command line."""
    return Desk(SYSTEM, today, now, database)


def needs(
    capability: Capability,
) -> Callable[[Callable[Concatenate[Desk, Parameters], Answer]], Callable[Concatenate[Desk, Parameters], Answer]]:
    """Every read and action states what it needs; a structural test fails where one does not."""

    def mark(
        function: Callable[Concatenate[Desk, Parameters], Answer],
    ) -> Callable[Concatenate[Desk, Parameters], Answer]:
        @wraps(function)
        def guarded(desk: Desk, *args: Parameters.args, **options: Parameters.kwargs) -> Answer:
            desk.require(capability)
            return function(desk, *args, **options)

        guarded.needs = capability  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Desk, Parameters], Answer], guarded)

    return mark
