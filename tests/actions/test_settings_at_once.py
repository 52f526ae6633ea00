"""Two Managers saving at the same moment: one is first, the other is told, and nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Barrier

from charleos.actions.months import close_month
from charleos.actions.policy import change_policy
from charleos.errors import BadInput, CharleosError, Conflict
from charleos.periods import Month
from charleos.reads.settings import policies_kept
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.proposals import PolicyProposal
from charleos.store.engine import Database
from tests.build import Build

JANUARY = Month.parse("2026-01")


def outcome(act: Callable[[], str], start: Barrier) -> str | CharleosError:
    start.wait(timeout=20)
    try:
        return act()
    except CharleosError as refused:
        return refused


def at_once(*acts: Callable[[], str]) -> list[str | CharleosError]:
    start = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as people:
        return [one.result(timeout=60) for one in [people.submit(outcome, act, start) for act in acts]]


def test_of_four_who_save_the_policy_at_once_one_is_first_and_three_are_told(db: Database) -> None:
    build = Build(db)
    build.client("acme", plan=build.plan())
    desks = [build.desk(build.person(name, roles={Role.MANAGER})) for name in ("Ana", "Ben", "Cleo", "Dan")]
    opened = policies_kept(desks[0])[-1].version_id

    def save(at: int) -> str:
        proposal = PolicyProposal(JANUARY, replace(DEFAULT_POLICY, pm_share=at + 1), opened)
        return change_policy(desks[at], f"key-{at}", proposal)

    told = at_once(*(partial(save, at) for at in range(4)))
    assert sum(isinstance(one, str) for one in told) == 1
    assert sum(isinstance(one, Conflict) for one in told) == 3
    assert len(policies_kept(desks[0])) == 2


def test_a_month_that_closes_meanwhile_is_either_closed_by_the_old_policy_or_refuses_the_new_one(db: Database) -> None:
    build = Build(db, today=date(2026, 2, 10))
    acme = build.client("acme", plan=build.plan())
    desk = build.desk(build.person("Ana", roles={Role.MANAGER}))
    opened = policies_kept(desk)[-1].version_id
    proposal = PolicyProposal(JANUARY, replace(DEFAULT_POLICY, pm_share=0), opened)
    closed, changed = at_once(
        lambda: close_month(desk, "close", acme.slug, JANUARY), lambda: change_policy(desk, "change", proposal)
    )
    assert isinstance(closed, str)
    assert isinstance(changed, str | BadInput)
    frozen = statements(desk, acme.slug, JANUARY, JANUARY).of(JANUARY).allocation
    assert frozen is not None
    assert frozen.net == (3600 if isinstance(changed, str) else 3060)
