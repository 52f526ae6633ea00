"""Plan this month, as the Schedule page and a client's page open it."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.access import Role
from charleos.store.schema import Subtask, Task
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone, Work

JANUARY = Month.parse("2026-01")
FRIDAY = date(2026, 1, 30)


class Cast:
    """Acme's planner of January holds two steps; only the first finds a place on its last day."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        self.devon = agency.person("Devon Ray")
        acme = agency.client("acme", plan=agency.plan("growth", hours=60))
        self.shop = agency.task(acme, "Shop | new", [("development", "M")])
        agency.step(self.shop, minutes=300)
        agency.step(self.shop, minutes=30, kind="internal_qa_review")
        with agency.system().writing() as session:
            session.get(Task, self.shop.id).target_month = JANUARY

    def dates(self, work: Work) -> list[date | None]:
        rows = self.agency.system().all(sa.select(Subtask.start).where(Subtask.task_id == work.id).order_by(Subtask.id))
        return [row.start for row in rows]


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def opened(screens: Screens, person: Someone) -> Tab:
    tab = screens.open(person, "schedule")
    run(tab)
    return tab


def run(tab: Tab) -> None:
    """AppTest runs the whole page each time, so what opened the dialog is clicked along."""
    tab.at.button(key="schedule:auto_plan").click()
    tab.run()


def apply(tab: Tab) -> None:
    next(button for button in tab.at.button if button.label == "Apply to 1 step").click()
    run(tab)


def words(tab: Tab) -> str:
    return "\n".join(one.value for one in (*tab.at.markdown, *tab.at.caption, *tab.at.error, *tab.at.info))


def test_what_is_proposed_is_seen_and_then_applied(cast: Cast, screens: Screens) -> None:
    tab = opened(screens, cast.priya)
    shown = words(tab)
    assert "**1 step** finds a place · 5h" in shown
    assert ":gray[nobody →] Devon Ray" in shown
    assert "Nobody here does QA" in shown
    assert "Under Scheduled" in shown
    assert cast.dates(cast.shop) == [None, None]
    apply(tab)
    assert cast.dates(cast.shop) == [FRIDAY, None]


def test_a_proposal_that_is_no_longer_right_is_refused_and_made_anew(cast: Cast, screens: Screens) -> None:
    tab = opened(screens, cast.priya)
    cast.agency.person("Amara Nwosu", key="a")
    cast.agency.leave(cast.devon, FRIDAY)
    apply(tab)
    assert "The schedule changed since this was proposed" in words(tab)
    assert "Amara Nwosu" in words(tab)
    assert cast.dates(cast.shop) == [None, None]
    apply(tab)
    assert cast.dates(cast.shop) == [FRIDAY, None]


def test_steps_are_planned_as_long_as_such_work_usually_takes_where_that_is_chosen(
    cast: Cast, screens: Screens
) -> None:
    with cast.agency.system().writing() as session:
        session.scalars(sa.select(Subtask).where(Subtask.kind == "development")).one().estimate = 210
    tab = opened(screens, cast.priya)
    assert "**1 step** finds a place · 3h 30m" in words(tab)
    tab.at.toggle[0].set_value(True)
    run(tab)
    assert "**1 step** finds a place · 4h 45m" in words(tab)
    assert ":gray[3h 30m →] 4h 45m" in words(tab)
    apply(tab)
    (found,) = cast.agency.system().all(sa.select(Subtask.estimate).where(Subtask.start == FRIDAY))
    assert found.estimate == 285


def test_an_empty_planner_says_so(cast: Cast, screens: Screens) -> None:
    tab = opened(screens, cast.priya)
    tab.at.button_group(key="auto_plan:month").set_value(Month.parse("2026-03"))
    run(tab)
    assert "The planner of March 2026 holds nothing that waits for dates." in words(tab)
