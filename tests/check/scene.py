"""An agency with a bit of everything that a check looks at, made through the actions of the product."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from charleos.actions.months import close_month
from charleos.actions.time import void_entry
from charleos.desk import Desk
from charleos.periods import Month
from charleos.store.engine import Database
from charleos.store.schema import TimeEntry
from tests.build import Account, Build, Someone, Work


@dataclass(frozen=True)
class Scene:
    agency: Build
    acme: Account
    beta: Account
    devon: Someone
    homepage: Work
    shop: Work

    @property
    def desk(self) -> Desk:
        return self.agency.system()


def scene(db: Database) -> Scene:
    """Two clients, December closed for Acme, work routed on, an entry voided, a step worked on, a task that borrows."""
    agency = Build(db, today=date(2026, 1, 30))
    devon = agency.person("Devon")
    iris = agency.person("Iris", discipline="design")
    plan = agency.plan("growth", hours=40)
    acme = agency.client("acme", plan=plan, start=date(2025, 12, 1))
    beta = agency.client("beta", plan=plan, start=date(2025, 12, 1))
    homepage = agency.task(acme, "Homepage", [("design", "M", iris), ("development", "S", devon)], delayed=True)
    shop = agency.task(beta, "Shop", [("development", "L", devon)])
    agency.log(devon, homepage.requirements["design"], 300, date(2025, 12, 10))
    agency.log(iris, homepage.requirements["development"], 180, date(2025, 12, 11))
    built = agency.step(shop, devon, date(2025, 12, 12))
    agency.log(devon, shop.only, 600, date(2025, 12, 12), step=built)
    agency.log(devon, shop.only, 60, date(2025, 12, 15))
    close_month(agency.system(), agency.key(), "acme", Month.parse("2025-12"))
    agency.log(devon, homepage.requirements["design"], 30, date(2025, 12, 20))
    void_entry(agency.system(), agency.key(), _newest(agency), "twice")
    agency.log(iris, homepage.requirements["design"], 45, date(2026, 1, 5))
    agency.log(devon, None, 60, date(2026, 1, 6), client=beta)
    return Scene(agency, acme, beta, devon, homepage, shop)


def later(scene: Scene, today: date) -> Scene:
    return replace(scene, agency=scene.agency.at(today))


def _newest(agency: Build) -> int:
    return int(agency.system().all(sa.select(sa.func.max(TimeEntry.id)))[0][0])
