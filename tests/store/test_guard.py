"""Every way we know to ask a session for rows: each is refused, or answers as if other clients did not exist.

A form that is answered must answer a Manager differently, or it would prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, defer, load_only, make_transient_to_detached, undefer

from charleos.errors import NotFound, ScopeError
from charleos.rules.access import Role, Viewer
from charleos.store.engine import Database
from charleos.store.schema import Audit, Client, LedgerLine, Requirement, Task, TimeEntry
from charleos.store.scope import Lens, ScopedSession
from tests.build import TODAY, Account, Build, Someone

T, R, K, C = TimeEntry, Requirement, Task, Client


@dataclass(frozen=True)
class Ground:
    db: Database
    mine: Account
    theirs: Account
    csm: Someone
    manager: Someone
    worker: Someone
    their_entry: int
    their_task: int
    their_requirement: int
    my_requirement: int

    def session(self, viewer: Viewer, lens: Lens = Lens.REACH) -> ScopedSession:
        return ScopedSession(self.db, viewer, lens)


@pytest.fixture(scope="module")
def ground(module_db: Database) -> Ground:
    """Two clients: mine with five entries of 10 minutes, theirs with five of 700."""
    agency = Build(module_db)
    csm, other = (agency.person(name, roles={Role.CSM}) for name in ("Clara", "Oscar"))
    manager, worker = agency.person("Morgan", roles={Role.MANAGER}), agency.person("Devon")
    plan = agency.plan()
    mine, theirs = (agency.client(slug, plan=plan, csm=who) for slug, who in (("mine", csm), ("theirs", other)))
    my_task = agency.task(mine, "Mine", [("design", "M", worker)])
    their_task = agency.task(theirs, "Secret", [("design", "XXL")])
    for n in range(5):
        agency.log(worker, my_task.only, 10, date(2026, 1, 5 + n))
        agency.log(other, their_task.only, 700, date(2026, 1, 5 + n))
    with agency.system().reading() as session:
        entry = session.scalars(sa.select(T.id).where(T.minutes == 700)).first()
    return Ground(
        module_db, mine, theirs, csm, manager, worker, int(entry or 0), their_task.id, their_task.only, my_task.only
    )


Form = Callable[[ScopedSession, Ground], Any]
FORMS: dict[str, tuple[Form, Any]] = {}
REFUSED = object()


def form(expected: Any) -> Callable[[Form], Form]:
    """Register a way of asking, and what a viewer of one's own client alone is told."""

    def register(asked: Form) -> Form:
        FORMS[asked.__name__] = (asked, expected)
        return asked

    return register


_TABLE: Any = T.__table__

# ---- selects of mapped classes: answered, narrowed


@form(5)
def entities(s: ScopedSession, g: Ground) -> Any:
    return len(s.scalars(sa.select(T)).all())


@form([10] * 5)
def a_column(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(T.minutes)))


@form(50)
def a_sum(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(T.minutes)))


@form(5)
def a_count_from(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.count()).select_from(T))


@form(5)
def a_literal_from(s: ScopedSession, g: Ground) -> Any:
    return len(s.execute(sa.select(sa.literal(1)).select_from(T)).all())


@form(5)
def a_legacy_count(s: ScopedSession, g: Ground) -> Any:
    return s.query(T).count()


@form(50)
def a_legacy_sum(s: ScopedSession, g: Ground) -> Any:
    return s.query(sa.func.sum(T.minutes)).scalar()


@form(1)
def groups_with_a_case(s: ScopedSession, g: Ground) -> Any:
    total = sa.func.sum(sa.case((T.minutes > 0, T.minutes), else_=0))
    return len(s.execute(sa.select(T.client_id, total).group_by(T.client_id)).all())


@form([10])
def distinct_values(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(T.minutes).distinct()))


@form([])
def having(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(T.client_id).group_by(T.client_id).having(sa.func.max(T.minutes) > 100)))


@form([5] * 5)
def a_window(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(sa.func.count().over()).select_from(T)))


@form(5)
def an_alias(s: ScopedSession, g: Ground) -> Any:
    return len(s.scalars(sa.select(aliased(T))).all())


@form(REFUSED)
def a_sum_of_an_alias(s: ScopedSession, g: Ground) -> Any:
    other = aliased(T)
    return s.scalar(sa.select(sa.func.sum(other.minutes)).select_from(other))


@form(REFUSED)
def a_self_join(s: ScopedSession, g: Ground) -> Any:
    one, other = aliased(T), aliased(T)
    return s.scalar(sa.select(sa.func.count()).select_from(one, other).where(one.minutes + other.minutes > 0))


@form(50)
def a_subquery(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(sa.select(T.minutes.label("m")).subquery().c.m)))


@form(50)
def a_common_table(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(sa.select(T.minutes.label("m")).cte("x").c.m)))


@form(50)
def an_alias_of_a_subquery(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(aliased(T, sa.select(T).subquery()).minutes)))


@form([(1, 50)])
def a_scalar_subquery_beside_columns(s: ScopedSession, g: Ground) -> Any:
    total = sa.select(sa.func.sum(T.minutes)).scalar_subquery()
    return [(1, row[1]) for row in s.execute(sa.select(K.id, total))]


@form(50)
def a_scalar_subquery_alone(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.select(sa.func.sum(T.minutes)).scalar_subquery()))


@form(0)
def an_exists(s: ScopedSession, g: Ground) -> Any:
    found = sa.select(T).where(T.minutes == 700).exists()
    return s.scalar(sa.select(sa.case((found, 1), else_=0)))


@form([])
def an_in_of_a_select(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(K.number).where(sa.literal(700).in_(sa.select(T.minutes)))))


@form(10)
def a_union(s: ScopedSession, g: Ground) -> Any:
    return len(s.execute(sa.union_all(sa.select(T.minutes), sa.select(T.minutes))).all())


@form(10)
def a_union_in_a_subquery(s: ScopedSession, g: Ground) -> Any:
    both = sa.union_all(sa.select(T.id, T.minutes), sa.select(T.id, T.minutes)).subquery()
    return len(s.execute(sa.select(both)).all())


@form(0)
def an_intersection(s: ScopedSession, g: Ground) -> Any:
    return len(s.execute(sa.intersect(sa.select(T.minutes), sa.select(sa.literal(700)))).all())


@form(50)
def a_join(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(T.minutes)).join(R, R.id == T.requirement_id).join(K, K.id == R.task_id))


@form(50)
def an_outer_join(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(T.minutes)).select_from(C).outerjoin(T, T.client_id == C.id))


@form(5)
def a_full_outer_join(s: ScopedSession, g: Ground) -> Any:
    joined = sa.select(sa.func.count(T.id)).select_from(C).outerjoin(T, T.client_id == C.id, full=True)
    return s.scalar(joined)


@form(50)
def a_join_object(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(T.minutes)).select_from(sa.join(C, T, T.client_id == C.id)))


@form(50)
def an_orm_join_to_a_subquery(s: ScopedSession, g: Ground) -> Any:
    inner = sa.select(T.client_id, T.minutes).subquery()
    return s.scalar(sa.select(sa.func.sum(inner.c.minutes)).select_from(C).join(inner, inner.c.client_id == C.id))


@form(["mine"])
def several_entities(s: ScopedSession, g: Ground) -> Any:
    return sorted({c.slug for c, _ in s.execute(sa.select(C, T).join(T, T.client_id == C.id))})


@form(5)
def replaced_columns(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(T).with_only_columns(sa.func.count(T.id)))


@form(5)
def loaded_with_options(s: ScopedSession, g: Ground) -> Any:
    return len(s.scalars(sa.select(T).options(load_only(T.id), defer(T.note), undefer(T.minutes))).all())


@form(5)
def in_steps(s: ScopedSession, g: Ground) -> Any:
    return sum(len(part) for part in s.scalars(sa.select(T).execution_options(yield_per=2)).partitions(2))


@form(None)
def by_key(s: ScopedSession, g: Ground) -> Any:
    found = s.get(T, g.their_entry)
    return found and found.minutes


@form([])
def by_key_in_a_where(s: ScopedSession, g: Ground) -> Any:
    return list(s.scalars(sa.select(K.title).where(K.id == g.their_task)))


@form(1)
def audit_lines(s: ScopedSession, g: Ground) -> Any:
    return len(set(s.scalars(sa.select(Audit.client_id))))


@form(5)
def ledger_lines(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.count(LedgerLine.id)))


@form(1)
def a_limit_and_order(s: ScopedSession, g: Ground) -> Any:
    return len(set(s.scalars(sa.select(T.minutes).order_by(T.minutes.desc()).limit(9))))


@form(5)
def a_second_time_for_other_columns(s: ScopedSession, g: Ground) -> Any:
    for column in (T.note, T.work_date, T.minutes):
        rows = s.execute(sa.select(column)).all()
    return len(rows)


@form(1)
def a_correlated_subquery(s: ScopedSession, g: Ground) -> Any:
    total = sa.select(sa.func.sum(T.minutes)).where(T.client_id == C.id).correlate(C).scalar_subquery()
    return len(s.execute(sa.select(C.slug, total)).all())


@form([50])
def a_lateral(s: ScopedSession, g: Ground) -> Any:
    per_client = sa.select(T.client_id, sa.func.sum(T.minutes).label("m")).group_by(T.client_id).subquery()
    return list(s.scalars(sa.select(per_client.c.m)))


# ---- everything else: refused


@form(REFUSED)
def a_bare_table(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(_TABLE)).all()


@form(REFUSED)
def a_bare_column(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(_TABLE.c.minutes)).all()


@form(REFUSED)
def a_bare_sum(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.select(sa.func.sum(_TABLE.c.minutes)))


@form(REFUSED)
def a_bare_alias(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, _TABLE.alias("x").c.minutes)).all()


@form(REFUSED)
def a_bare_table_joined_to_a_class(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id).join(_TABLE, _TABLE.c.client_id == K.client_id)).all()


@form(REFUSED)
def a_bare_column_beside_a_class(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, _TABLE.c.minutes).where(_TABLE.c.client_id != K.client_id)).all()


@form(REFUSED)
def a_bare_scalar_subquery(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, sa.select(sa.func.sum(_TABLE.c.minutes)).scalar_subquery())).all()


@form(REFUSED)
def a_bare_exists(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id).where(sa.exists().where(_TABLE.c.minutes == 700))).all()


@form(REFUSED)
def a_bare_common_table(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, sa.select(_TABLE.c.minutes).cte("x").c.minutes)).all()


@form(REFUSED)
def a_table_named_by_hand(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, sa.table("TIME_ENTRY", sa.column("minutes")).c.minutes)).all()


@form(REFUSED)
def a_bare_tablesample(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(sa.tablesample(_TABLE, 100).c.minutes, K.id)).all()


@form(REFUSED)
def a_text(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.text("select sum(minutes) from time_entry"))


@form(REFUSED)
def a_statement_from_text(s: ScopedSession, g: Ground) -> Any:
    return s.scalars(sa.select(T).from_statement(sa.text("select * from time_entry"))).all()


@form(REFUSED)
def a_text_condition(s: ScopedSession, g: Ground) -> Any:
    return s.scalars(sa.select(K.id).where(sa.text("exists (select 1 from time_entry where minutes = 700)"))).all()


@form(REFUSED)
def a_text_column(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, sa.text("(select sum(minutes) from time_entry)"))).all()


@form(REFUSED)
def a_literal_column(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id, sa.literal_column("(select sum(minutes) from time_entry)"))).all()


@form(REFUSED)
def a_text_order(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id).order_by(sa.text("(select sum(minutes) from time_entry)"))).all()


@form(REFUSED)
def words_after_a_select(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id).suffix_with("union select minutes from time_entry")).all()


@form(REFUSED)
def words_before_a_select(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.select(K.id).prefix_with("(select sum(minutes) from time_entry),")).all()


@form(REFUSED)
def text_with_columns(s: ScopedSession, g: Ground) -> Any:
    stated = sa.text("select minutes from time_entry").columns(sa.column("minutes")).subquery()
    return s.execute(sa.select(K.id, stated.c.minutes)).all()


@form(REFUSED)
def an_update(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.update(T).values(minutes=1))


@form(REFUSED)
def a_bare_update(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.update(_TABLE).values(minutes=1))


@form(REFUSED)
def an_update_by_key(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.update(T), [{"id": g.their_entry, "minutes": 1}])


@form(REFUSED)
def a_delete(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.delete(T))


@form(REFUSED)
def a_legacy_update(s: ScopedSession, g: Ground) -> Any:
    return s.query(T).update({"minutes": 1})


@form(REFUSED)
def a_legacy_delete(s: ScopedSession, g: Ground) -> Any:
    return s.query(T).delete()


@form(REFUSED)
def an_insert(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.insert(T).values(client_id=g.theirs.id))


@form(REFUSED)
def an_insert_from_a_select(s: ScopedSession, g: Ground) -> Any:
    return s.execute(sa.insert(T).from_select(["minutes"], sa.select(T.minutes)))


@form(REFUSED)
def bulk_mappings(s: ScopedSession, g: Ground) -> Any:
    return s.bulk_update_mappings(T, [{"id": g.their_entry, "minutes": 1}])


@form(REFUSED)
def bulk_inserts(s: ScopedSession, g: Ground) -> Any:
    return s.bulk_insert_mappings(T, [{"client_id": g.theirs.id}])


@form(REFUSED)
def bulk_objects(s: ScopedSession, g: Ground) -> Any:
    return s.bulk_save_objects([T(client_id=g.theirs.id)])


@form(REFUSED)
def the_sessions_connection(s: ScopedSession, g: Ground) -> Any:
    return s.connection().execute(sa.select(sa.func.sum(T.minutes))).scalar()


@form(REFUSED)
def a_function_alone(s: ScopedSession, g: Ground) -> Any:
    return s.scalar(sa.func.sum(T.minutes))


@form(REFUSED)
def the_engine(s: ScopedSession, g: Ground) -> Any:
    with g.db.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.sum(T.minutes))).scalar()


@form(REFUSED)
def the_engines_driver_sql(s: ScopedSession, g: Ground) -> Any:
    with g.db.engine.connect() as connection:
        return connection.exec_driver_sql("select sum(minutes) from time_entry").scalar()


@form(REFUSED)
def a_plain_session(s: ScopedSession, g: Ground) -> Any:
    with Session(g.db.engine) as plain:
        return plain.scalar(sa.select(sa.func.sum(T.minutes)))


@form(REFUSED)
def a_data_frame(s: ScopedSession, g: Ground) -> Any:
    return pd.read_sql(sa.select(T.minutes), g.db.engine)


@form(REFUSED)
def a_data_frame_of_the_session(s: ScopedSession, g: Ground) -> Any:
    return pd.read_sql(sa.select(T.minutes), s.connection())


# ---- writes through objects


@form(REFUSED)
def a_new_row_of_another_client(s: ScopedSession, g: Ground) -> Any:
    row = T(client_id=g.theirs.id, person_id=g.csm.id, work_date=TODAY, minutes=1, activity="Task")
    s.add(row)
    s.flush()


@form(REFUSED)
def a_row_moved_to_another_client(s: ScopedSession, g: Ground) -> Any:
    row = s.scalars(sa.select(T)).first()
    assert row is not None
    row.client_id = g.theirs.id
    s.flush()


@form(REFUSED)
def a_row_taken_from_another_client(s: ScopedSession, g: Ground) -> Any:
    row = K(id=g.their_task, client_id=g.theirs.id, version=1, title="x")
    make_transient_to_detached(row)
    s.add(row)
    row.client_id = g.mine.id
    s.flush()


@form(REFUSED)
def a_deleted_row_of_another_client(s: ScopedSession, g: Ground) -> Any:
    row = K(id=g.their_task, client_id=g.theirs.id, version=1)
    make_transient_to_detached(row)
    s.add(row)
    s.delete(row)
    s.flush()


@form(REFUSED)
def a_forged_row_that_loads_the_rest_of_itself(s: ScopedSession, g: Ground) -> Any:
    row = K(id=g.their_task)
    make_transient_to_detached(row)
    s.add(row)
    return row.title


@form(REFUSED)
def a_forged_row_that_is_refreshed(s: ScopedSession, g: Ground) -> Any:
    row = K(id=g.their_task)
    make_transient_to_detached(row)
    s.add(row)
    s.refresh(row)
    return row.title


@form(REFUSED)
def a_merge_over_another_clients_row(s: ScopedSession, g: Ground) -> Any:
    s.merge(K(id=g.their_task, client_id=g.theirs.id, number=99, key="x", title="mine now"))
    s.flush()


SAFE = (ScopeError, NotFound, sa.orm.exc.ObjectDeletedError, sa.exc.InvalidRequestError)


@pytest.fixture
def session(ground: Ground) -> Iterator[ScopedSession]:
    with ground.session(ground.csm.viewer) as one:
        yield one
        one.rollback()


@pytest.mark.parametrize("name", [name for name, (_, told) in FORMS.items() if told is REFUSED])
def test_what_cannot_be_scoped_is_refused(session: ScopedSession, ground: Ground, name: str) -> None:
    with pytest.raises(SAFE):
        FORMS[name][0](session, ground)


@pytest.mark.parametrize("name", [name for name, (_, told) in FORMS.items() if told is not REFUSED])
def test_what_is_answered_knows_only_the_viewers_clients(session: ScopedSession, ground: Ground, name: str) -> None:
    asked, expected = FORMS[name]
    assert asked(session, ground) == expected
    with ground.session(ground.manager.viewer) as wide:
        assert asked(wide, ground) != expected, "this form does not tell reach apart"


def test_there_are_enough_forms() -> None:
    assert len(FORMS) >= 80


def test_a_delivery_person_reaches_no_client_and_their_own_work_only_through_its_lens(ground: Ground) -> None:
    viewer = ground.worker.viewer
    with ground.session(viewer) as reach, ground.session(viewer, Lens.OWN) as own:
        assert [reach.scalar(sa.select(sa.func.count(t.id))) for t in (C, K, R, T, LedgerLine)] == [0, 0, 0, 0, 0]
        assert list(own.scalars(sa.select(C.slug))) == ["mine"]
        assert list(own.scalars(sa.select(R.id))) == [ground.my_requirement]
        assert list(own.scalars(sa.select(T.minutes))) == [10] * 5
        assert own.scalar(sa.select(sa.func.count(LedgerLine.id))) == 0


def test_a_session_without_a_viewer_cannot_be_made(ground: Ground) -> None:
    with pytest.raises(TypeError):
        ScopedSession(ground.db)  # type: ignore[call-arg]


def test_a_refused_statement_is_refused_the_second_time_too(session: ScopedSession, ground: Ground) -> None:
    """What was checked once is remembered; a refusal must not be."""
    for _ in range(2):
        with pytest.raises(ScopeError):
            a_literal_column(session, ground)
        with pytest.raises(ScopeError):
            a_bare_column_beside_a_class(session, ground)
