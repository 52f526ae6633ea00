from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charleos.errors import Forbidden
from charleos.periods import Month
from charleos.reads.plans import size_table
from charleos.reads.settings import agency, plans_kept, policies_kept
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY
from charleos.store.engine import Database
from charleos.units import Minutes
from tests.build import Build


def test_delivery_people_see_list_prices_and_sizes_of_a_day(db: Database) -> None:
    build = Build(db)
    build.plan("scale", hours=120, pounds=9000)
    build.plan("growth", hours=60, pounds=5000)
    build.plan("growth", hours=60, pounds=6000, since="2026-02")
    table = size_table(build.desk(build.person("Devon")), date(2026, 1, 31))
    assert [(plan.key, plan.agreed.net, plan.agreed.cost, plan.day_rate, plan.hourly) for plan in table.plans] == [
        ("growth", 3060, 500_000, 62_500, 8_333),
        ("scale", 6120, 900_000, 56_250, 7_500),
    ]
    assert [tuple(row.split) for row in table.sizes][:3] == [(15, 0), (60, 30), (210, 60)]
    later = size_table(build.system(), date(2026, 2, 1)).plan("growth")
    assert later is not None
    assert later.agreed.cost == 600_000


def test_a_plan_is_not_sold_before_its_first_version(db: Database) -> None:
    build = Build(db)
    build.plan("growth", hours=60, since="2026-02")
    assert size_table(build.system(), date(2026, 1, 31)).plans == ()
    assert [plan.key for plan in size_table(build.system(), date(2026, 2, 1)).plans] == ["growth"]
    assert size_table(build.system(), date(2026, 2, 1)).plan("starter") is None


def test_the_size_table_of_a_day_is_the_one_that_held_then(db: Database) -> None:
    build = Build(db)
    wider = tuple(size._replace(maximum=Minutes(420)) if size.code == "M" else size for size in DEFAULT_POLICY.sizes)
    build.policy(replace(DEFAULT_POLICY, sizes=wider), since="2026-01")
    before, after = (size_table(build.system(), day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (before.policy.size("M").maximum, str(before.since)) == (360, "2000-01")
    assert (after.policy.size("M").maximum, str(after.since)) == (420, "2026-01")
    assert str(size_table(build.system(), date(1970, 1, 1)).since) == "2000-01"
    build.policy(replace(DEFAULT_POLICY, sizes=wider, pm_share=0), since="2026-05")
    assert str(size_table(build.system(), date(2026, 6, 1)).since) == "2026-01"


def test_the_history_of_a_plan_counts_its_clients_of_this_month(db: Database) -> None:
    build = Build(db)
    growth, scale = build.plan("growth", hours=60), build.plan("scale", hours=120)
    build.plan("growth", hours=70, since="2026-03", name="Growth Plus")
    build.client("acme", plan=growth)
    moved = build.client("beta", plan=growth, start=date(2025, 12, 1))
    build.terms(moved, since="2026-01", plan=scale)
    build.client("gone", plan=growth, start=date(2025, 1, 1), archived_on=date(2025, 6, 1))
    build.client("project", plan=None)
    first, second = plans_kept(build.desk(build.person("Morgan", roles={Role.MANAGER})))
    assert (first.key, first.clients, second.key, second.clients) == ("growth", 1, "scale", 1)
    assert [version.name for version, _ in first.versions] == ["Growth", "Growth Plus"]
    assert first.in_force(Month.parse("2026-02")).minutes == 3600
    assert first.in_force(Month.parse("2026-03")).minutes == 4200
    assert first.in_force(Month.parse("1999-01")).minutes == 3600


def test_the_history_of_the_policy_says_what_each_version_changed(db: Database) -> None:
    build = Build(db)
    build.policy(replace(DEFAULT_POLICY, pm_share=1), since="2026-02")
    build.policy(replace(DEFAULT_POLICY, pm_share=100_000, billing_day=Minutes(480)), since="2026-02")
    records = policies_kept(build.desk(build.person("Morgan", roles={Role.MANAGER})))
    assert [(str(one.since), one.changed, one.replaced) for one in records] == [
        ("2000-01", (), False),
        ("2026-02", ("pm_share",), True),
        ("2026-02", ("pm_share", "billing_day"), False),
    ]


@pytest.mark.parametrize("role", [Role.DELIVERY, Role.PM, Role.CSM])
@pytest.mark.parametrize("read", [agency, plans_kept, policies_kept])
def test_only_managers_read_settings(sqlite_db: Database, role: Role, read: object) -> None:
    build = Build(sqlite_db)
    with pytest.raises(Forbidden):
        read(build.desk(build.person("Ana", roles={role})))  # type: ignore[operator]
