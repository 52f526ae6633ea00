"""A file is loaded, and sums are rebuilt, while somebody goes on logging time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import sqlalchemy as sa

from charleos.actions.upkeep import check, rebuild
from charleos.imports.load import load_agency
from charleos.store.engine import Database
from charleos.store.schema import LedgerLine, TimeEntry
from tests.build import Build
from tests.load.agencies import small_agency

LOGGED, LOADED = 30, 80


def test_nothing_is_lost_or_doubled_when_a_file_is_loaded_while_people_work(db: Database):
    build = Build(db)
    devon = build.person("Devon")
    work = build.task(build.client("acme", plan=build.plan("own")), "Site", [("design", "L")]).only
    file = small_agency(7, entries=LOADED)
    with ThreadPoolExecutor(3) as pool:
        logging = pool.submit(lambda: [build.log(devon, work, 5, date(2026, 1, 1 + n)) for n in range(LOGGED)])
        loading = pool.submit(load_agency, build.system(), file)
        rebuilding = pool.submit(lambda: [rebuild(build.system()) for _ in range(3)])
        for one in (logging, loading, rebuilding):
            one.result()
    desk = build.system()
    assert check(desk) == ()
    assert desk.one(sa.select(sa.func.count(TimeEntry.id)))[0] == LOGGED + LOADED
    mine = sa.select(sa.func.sum(LedgerLine.minutes)).where(LedgerLine.requirement_id == work)
    assert desk.one(mine)[0] == LOGGED * 5
