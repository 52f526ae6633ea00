"""A session in which rows outside the viewer's reach do not exist.

Three lenses: REACH, the clients a viewer answers for; OWN, what a person needs for their own work
(their entries, steps and blocks, what they are assigned, asked to size or have logged on, and those clients'
names); LOAD, everybody's steps and blocks, which the one read about how loaded people are adds up.
Everything that is not an ORM select is refused; `store.posting` alone issues set-based statements.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import TableSample, TextualSelect

from charleos.errors import NotFound, ScopeError
from charleos.rules.access import Reach, Viewer
from charleos.store.engine import IMMEDIATE, MARK, Database
from charleos.store.schema import (
    Block,
    Client,
    ClientOwned,
    PersonMonth,
    Quote,
    QuoteComment,
    QuoteRequirement,
    Requirement,
    Subtask,
    Table,
    Task,
    TimeEntry,
)

SCOPED: tuple[type[Any], ...] = tuple(
    mapper.class_ for mapper in Table.registry.mappers if issubclass(mapper.class_, ClientOwned)
)


class Lens(Enum):
    REACH = auto()
    OWN = auto()
    LOAD = auto()


class ScopedSession(Session):
    """One viewer, one lens, for its whole life; every statement passes the guard below."""

    def __init__(self, database: Database, viewer: Viewer, lens: Lens, *, writing: bool = False) -> None:
        super().__init__(database.engine.execution_options(**_options(database, writing)), expire_on_commit=False)
        self.viewer = viewer
        self.lens = lens
        self.database = database

    def get(self, entity: Any, ident: Any, **_options: Any) -> Any:
        """By primary key, through the same filter as every select."""
        mapper = inspect(entity)
        keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
        values = ident if isinstance(ident, tuple) else (ident,)
        conditions = [getattr(entity, key) == value for key, value in zip(keys, values, strict=True)]
        return self.scalars(sa.select(entity).where(*conditions)).one_or_none()

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise ScopeError("a scoped session gives no raw connection and no bulk writes")

    connection = bulk_update_mappings = bulk_insert_mappings = bulk_save_objects = _refuse


def _options(database: Database, writing: bool) -> dict[str, Any]:  # noqa: FBT001
    """A reader sees one snapshot on both databases, and cannot write on PostgreSQL."""
    if writing:
        return {MARK: True, IMMEDIATE: True}
    if database.is_sqlite:
        return {MARK: True}
    return {MARK: True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def clients_in_reach(viewer: Viewer) -> sa.Select[Any]:
    """Ids of the clients a viewer answers for, as a subquery that is itself never filtered."""
    clients = Client.__table__
    reached = clients.alias("in_reach")
    if viewer.reach is Reach.ALL:
        return sa.select(reached.c.id)
    mine = sa.false() if viewer.reach is Reach.NONE else reached.c.csm_id == viewer.person_id
    return sa.select(reached.c.id).where(mine)


def _own_work(table: type[Any], viewer: Viewer) -> sa.ColumnElement[bool]:
    """Requirements that the viewer is assigned, wholly or a step of, or has logged on; their tasks and clients.

    Asked of each row through an index: a list of all that somebody ever worked on would grow with every entry.
    """
    if table is Requirement:
        return _is_mine(Requirement, viewer, Requirement)
    piece = Requirement.__table__.alias("piece")
    if table is Task:
        of_it = sa.select(piece.c.id).where(piece.c.task_id == Task.id, _is_mine(piece.c, viewer, piece))
        step = Subtask.__table__.alias("step_of_it")
        my_step = sa.select(step.c.id).where(step.c.task_id == Task.id, step.c.assignee_id == viewer.person_id)
        return sa.or_(of_it.correlate(Task).exists(), my_step.correlate(Task).exists())
    worked = PersonMonth.__table__.alias("worked")  # holds a row, if of no minutes, wherever somebody ever logged
    of_it = sa.select(worked.c.month).where(worked.c.person_id == viewer.person_id, worked.c.client_id == Client.id)
    assigned = [
        sa.select(of.c.client_id).where(of.c.assignee_id == viewer.person_id)
        for of in (table.__table__.alias("mine") for table in (Requirement, Subtask, Block, QuoteRequirement))
    ]
    return sa.or_(of_it.correlate(Client).exists(), Client.id.in_(sa.union_all(*assigned)))


def _asked_to_size(table: type[Any], viewer: Viewer) -> sa.ColumnElement[bool]:
    """Quotes of which a piece is the viewer's to size, and what is said about them."""
    piece = QuoteRequirement.__table__.alias("piece_of_quote")
    quotes = sa.select(piece.c.quote_id).where(piece.c.assignee_id == viewer.person_id)
    key: sa.ColumnElement[int] = table.id if table is Quote else table.quote_id
    return key.in_(quotes)


def _is_mine(requirement: Any, viewer: Viewer, outer: Any) -> sa.ColumnElement[bool]:
    logged = TimeEntry.__table__.alias("logged")
    worked_on = sa.select(logged.c.id).where(
        logged.c.requirement_id == requirement.id, logged.c.person_id == viewer.person_id
    )
    step = Subtask.__table__.alias("step")
    my_step = sa.select(step.c.id).where(
        step.c.requirement_id == requirement.id, step.c.assignee_id == viewer.person_id
    )
    return sa.or_(
        requirement.assignee_id == viewer.person_id,
        worked_on.correlate(outer).exists(),
        my_step.correlate(outer).exists(),
    )


def _visible(table: type[Any], viewer: Viewer, lens: Lens) -> sa.ColumnElement[bool]:
    in_reach: sa.ColumnElement[bool] = getattr(table, table.client_key).in_(clients_in_reach(viewer))
    if lens is Lens.REACH:
        return in_reach
    if lens is Lens.LOAD:
        return sa.true() if table in (Subtask, Block) else sa.false()
    if table in (TimeEntry, PersonMonth):
        return table.person_id == viewer.person_id  # type: ignore[no-any-return]
    if table in (Subtask, Block, QuoteRequirement):
        return sa.or_(in_reach, table.assignee_id == viewer.person_id)
    if table in (Quote, QuoteComment):
        return sa.or_(in_reach, _asked_to_size(table, viewer))
    if table not in (Client, Task, Requirement):
        return sa.false()
    return sa.or_(in_reach, _own_work(table, viewer))


@lru_cache(maxsize=512)
def _criteria(viewer: Viewer, lens: Lens) -> tuple[Any, ...]:
    return tuple(with_loader_criteria(table, _visible(table, viewer, lens), include_aliases=True) for table in SCOPED)


@event.listens_for(ScopedSession, "do_orm_execute")
def _limit_reads(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or not state.is_select or state.is_from_statement:
        raise ScopeError("only ORM selects can be scoped; write through objects or posting")
    session: Any = state.session
    if not (state.is_relationship_load or state.is_column_load):
        _only_mapped(state.statement)
    if session.viewer.reach is Reach.ALL and session.lens is Lens.REACH:
        return
    state.statement = state.statement.options(*_criteria(session.viewer, session.lens))


def _only_mapped(statement: Any) -> None:
    key = statement._generate_cache_key()
    if key is not None and key.key in _checked:
        return
    for element in visitors.iterate(statement):
        _refuse_unmapped(element)
    if key is not None and len(_checked) < 4096:
        _checked.add(key.key)


_checked: set[Any] = set()


def _refuse_unmapped(element: Any) -> None:
    """Raises for anything that reaches a table, or hands words to the database, without a mapped class."""
    kind = getattr(element, "__visit_name__", "")
    if isinstance(element, TextClause | TextualSelect | TableSample) or _is_literal(element):
        raise ScopeError("text and samples cannot be scoped")
    bare: list[Any] = []
    if kind == "select":
        if element._prefixes or element._suffixes or element._hints or element._statement_hints:
            raise ScopeError("words before or after a select cannot be scoped")
        bare = [*element._from_obj, *(target for target, *_ in element._setup_joins), *element._raw_columns]
    elif kind == "column" and "parententity" not in element._annotations:
        bare = [getattr(element, "table", None)]
    elif kind in ("alias", "table_valued_alias") and "parententity" not in element._annotations:
        bare = [getattr(element, "element", None)]
    if any(_is_bare_table(one) for one in bare):
        raise ScopeError("a bare table cannot be scoped; select from the mapped class")


def _is_literal(element: Any) -> bool:
    """Words in place of a column; the star of a count is none of ours to read."""
    return getattr(element, "is_literal", False) and element.name != "*"


def _is_bare_table(element: Any) -> bool:
    return getattr(element, "__visit_name__", "") == "table" and "parententity" not in element._annotations


@event.listens_for(ScopedSession, "detached_to_persistent")
def _refuse_strangers(_session: Any, thing: Any) -> None:
    """An object that this session did not load could load the rest of itself, which no filter narrows."""
    raise ScopeError(f"a scoped session takes no {type(thing).__name__} that it did not load")


@event.listens_for(ScopedSession, "before_flush")
def _limit_writes(session: Any, _context: Any, _instances: Any) -> None:
    touched: set[int] = set()
    for thing in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(thing, ClientOwned):
            continue
        if isinstance(thing, Client) and thing in session.new:
            continue
        history = inspect(thing).attrs[thing.client_key].history
        touched.update(i for i in (*history.added, *history.deleted, *history.unchanged) if i is not None)
    if not touched or session.viewer.reach is Reach.ALL:
        return
    with session.no_autoflush:
        seen = set(session.scalars(sa.select(Client.id).where(Client.id.in_(touched))))
    if touched - seen:
        raise NotFound("There is no such client.")
