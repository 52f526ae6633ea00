from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from charleos.periods import Month
from charleos.rules.chain import Agreement, chain
from charleos.rules.policy import DEFAULT_POLICY, PlanVersion, Rollover, Rulebook, Unused
from charleos.rules.retainer import (
    NO_ALLOCATION,
    NO_CARRY,
    UNUSED_MONTH,
    Allocation,
    Carry,
    Statement,
    Terms,
    Usage,
    allocation,
    statement,
    terms_in,
    utilisation,
)
from charleos.units import NOTHING, Minutes, Pence
from tests.strategies import allocations, months, rollovers, usages

JANUARY = Month.parse("2026-01")
GROWTH = PlanVersion(1, 0, "Growth", Minutes(3600), Pence(500_000))
FORTY = Allocation(Minutes(2400), NOTHING, Minutes(2400), Pence(0))
DEFAULT = DEFAULT_POLICY.rollover


def used(hours: float) -> Usage:
    minutes = Minutes(round(hours * 60))
    return Usage(minutes, minutes, NOTHING, NOTHING, NOTHING)


def run(rollover: Rollover, *hours: float, agreed: Allocation | None = FORTY) -> list[Statement]:
    carried, told = NO_CARRY, []
    for n, use in enumerate(hours):
        told.append(statement(JANUARY.plus(n), agreed, rollover, carried, used(use)))
        carried = told[-1].carry
    return told


def in_hours(minutes: list[Minutes]) -> list[float]:
    return [m / 60 for m in minutes]


# ---- the examples of the trade


def test_growth_has_51_hours_after_the_pms_deduction() -> None:
    agreed = allocation(Terms(0, 1), GROWTH, DEFAULT_POLICY)
    assert in_hours([agreed.gross, agreed.pm, agreed.net]) == [60, 9, 51]


def test_the_pms_share_applies_to_overrides_and_rounds_half_up() -> None:
    own = Terms(0, 1, minutes=Minutes(90), cost=Pence(100), pm_share=150_000)
    assert allocation(own, GROWTH, DEFAULT_POLICY) == (90, 14, 76, 100)
    assert allocation(own._replace(pm_share=0), GROWTH, DEFAULT_POLICY).net == 90


def test_excess_rolls_over_and_unused_time_expires() -> None:
    told = run(DEFAULT, 48, 24, 36, 44)
    assert in_hours([one.available for one in told]) == [40, 32, 40, 40]
    assert in_hours([one.excess for one in told]) == [8, 0, 0, 4]
    assert in_hours([one.expired for one in told]) == [0, 8, 4, 0]


def test_all_unused_time_can_be_kept() -> None:
    told = run(Rollover(True, Unused.ALL), 30, 60, 30)
    assert in_hours([one.available for one in told]) == [40, 50, 30]


def test_unused_time_usable_for_one_month_expires_after_it() -> None:
    told = run(Rollover(True, Unused.MONTHS, 1), 12, 12, 12)
    assert in_hours([one.available for one in told]) == [40, 68, 80]
    assert in_hours([one.expired for one in told]) == [0, 16, 28]


def test_a_cap_limits_the_total_that_is_carried_out() -> None:
    told = run(Rollover(True, Unused.CAP, 600), 20, 0, 0)
    assert in_hours([one.available for one in told]) == [40, 50, 50]
    assert in_hours([one.expired for one in told]) == [10, 40, 40]


def test_forgiven_excess_still_shows_in_its_month() -> None:
    told = run(Rollover(excess_carried=False, unused=Unused.NONE), 48, 24)
    assert in_hours([one.excess for one in told]) == [8, 0]
    assert in_hours([one.available for one in told]) == [40, 40]


def test_excess_may_exceed_a_months_allocation_and_rolls_on() -> None:
    told = run(DEFAULT, 100, 10, 0)
    assert in_hours([one.available for one in told]) == [40, -20, 10]
    assert in_hours([one.remaining for one in told]) == [-60, -30, 10]


def test_a_month_that_becomes_project_only_writes_its_carry_off() -> None:
    over, under = run(DEFAULT, 48)[0].carry, run(Rollover(True, Unused.ALL), 30)[0].carry
    for carried, lost in ((over, 8), (under, 10)):
        one = statement(JANUARY.next, None, DEFAULT, carried, used(5))
        assert (one.written_off / 60, one.carry, one.allocation, one.usage.billable) == (lost, NO_CARRY, None, 300)
        assert not one.is_retained


def test_use_takes_the_oldest_carried_time_first_and_the_months_own_last() -> None:
    told = run(Rollover(True, Unused.ALL), 30, 35, 20)
    assert [(Month(lot.month).short_name, lot.minutes / 60) for lot in told[1].carry.lots] == [("Feb 2026", 15)]
    assert [(Month(lot.month).short_name, lot.minutes / 60) for lot in told[2].carry.lots] == [("Mar 2026", 35)]


def test_unused_time_that_was_carried_expires_when_the_terms_no_longer_keep_any() -> None:
    kept = run(Rollover(True, Unused.ALL), 30)[0].carry
    one = statement(JANUARY.next, FORTY, DEFAULT, kept, used(0))
    assert (one.available / 60, one.expired / 60, one.carry) == (50, 50, NO_CARRY)


def test_a_lot_keeps_its_own_number_of_months_when_the_terms_change() -> None:
    one_month = run(Rollover(True, Unused.MONTHS, 1), 30)[0].carry
    later = statement(JANUARY.next, FORTY, Rollover(True, Unused.ALL), one_month, used(0))
    assert (later.carry.unused / 60, later.expired / 60) == (40, 10)


def test_a_correction_that_leaves_negative_billable_time_raises_what_remains() -> None:
    one = statement(JANUARY, FORTY, DEFAULT, NO_CARRY, used(-0.5))
    assert (one.remaining / 60, one.excess, one.expired / 60) == (40.5, 0, 40.5)


def test_utilisation_is_billable_of_available_and_nothing_where_nothing_is_available() -> None:
    assert utilisation(run(DEFAULT, 48, 24)[1]) == (24 * 60, 32 * 60)
    assert utilisation(run(DEFAULT, 100, 10)[1]) is None
    assert utilisation(run(DEFAULT, 10, agreed=None)[0]) is None


def test_terms_hold_from_their_month_until_the_next_ones() -> None:
    first, second = Terms(int(JANUARY), 1), Terms(int(JANUARY) + 2, None)
    held = [terms_in([second, first], JANUARY + n) for n in (-1, 0, 1, 2, 9)]
    assert held == [None, first, first, second, second]


def test_terms_are_custom_when_hours_or_cost_are_the_clients_own() -> None:
    assert not Terms(0, 1, pm_share=0).is_custom
    assert Terms(0, 1, minutes=Minutes(60)).is_custom
    assert Terms(0, 1, cost=Pence(0)).is_custom


def test_empty_rollover_terms_inherit_the_policys() -> None:
    assert Terms(0, 1).rollover(DEFAULT_POLICY) == DEFAULT
    assert Terms(0, 1, rollover_excess=False).rollover(DEFAULT_POLICY) == (False, Unused.NONE, 0)
    capped = Terms(0, 1, rollover_unused=Unused.CAP, rollover_amount=600)
    assert capped.rollover(DEFAULT_POLICY) == (True, Unused.CAP, 600)


# ---- laws

carries = st.one_of(
    st.integers(0, 5000).map(lambda excess: Carry(Minutes(excess))),
    st.lists(st.integers(1, 900), min_size=1, max_size=4).map(lambda sizes: Carry(NOTHING, run_lots(sizes))),
)


def run_lots(sizes: list[int]) -> tuple:  # type: ignore[type-arg]
    """Lots of the months before January, oldest first, each from an own statement."""
    out: list[object] = []
    for n, size in enumerate(sizes):
        agreed = Allocation(Minutes(size), NOTHING, Minutes(size), Pence(0))
        month = JANUARY.plus(n - len(sizes))
        out.extend(statement(month, agreed, Rollover(True, Unused.ALL), NO_CARRY, used(0)).carry.lots)
    return tuple(out)


@given(allocations(), rollovers, carries, usages())
def test_the_retainer_law_holds_in_every_month(
    agreed: Allocation, rollover: Rollover, carried: Carry, usage: Usage
) -> None:
    one = statement(JANUARY, agreed, rollover, carried, usage)
    assert one.excess_in + usage.billable + one.remaining == agreed.net + one.unused_in


@given(allocations(), rollovers, carries, usages())
def test_what_remains_is_carried_or_expires_and_what_is_missing_is_excess(
    agreed: Allocation, rollover: Rollover, carried: Carry, usage: Usage
) -> None:
    one = statement(JANUARY, agreed, rollover, carried, usage)
    if one.remaining > 0:
        assert one.carry.unused + one.expired == one.remaining
        assert (one.excess, one.carry.excess) == (0, 0)
        assert one.expired >= 0
    else:
        assert one.excess == -one.remaining
        assert one.carry == (Carry(one.excess) if rollover.excess_carried and one.excess else NO_CARRY)


@given(allocations(), st.integers(0, 2000), carries, usages())
def test_a_cap_is_never_exceeded(agreed: Allocation, cap: int, carried: Carry, usage: Usage) -> None:
    assert statement(JANUARY, agreed, Rollover(True, Unused.CAP, cap), carried, usage).carry.unused <= cap


@given(allocations(), rollovers, carries, usages())
def test_lots_are_positive_oldest_first_and_usable_next_month(
    agreed: Allocation, rollover: Rollover, carried: Carry, usage: Usage
) -> None:
    lots = statement(JANUARY, agreed, rollover, carried, usage).carry.lots
    assert all(lot.minutes > 0 for lot in lots)
    assert [lot.month for lot in lots] == sorted(lot.month for lot in lots)
    assert all(lot.last is None or lot.last > JANUARY for lot in lots)


@given(st.lists(st.tuples(allocations(), rollovers, usages()), min_size=1, max_size=12))
def test_months_never_create_time(story: list[tuple[Allocation, Rollover, Usage]]) -> None:
    """What was agreed is used, expired, forgiven or still carried; nothing else."""
    carried, agreed_in_all, gone = NO_CARRY, 0, 0
    for n, (agreed, rollover, usage) in enumerate(story):
        one = statement(JANUARY.plus(n), agreed, rollover, carried, usage)
        forgiven = one.excess - one.carry.excess
        agreed_in_all += agreed.net
        gone += usage.billable + one.expired - forgiven
        carried = one.carry
    assert agreed_in_all == gone + carried.unused - carried.excess


class RolloverStory(RuleBasedStateMachine):
    """The chain against a box of single minutes: each is tagged with its month, and the oldest is spent first."""

    def __init__(self) -> None:
        super().__init__()
        self.month = JANUARY
        self.carry = NO_CARRY
        self.box: list[tuple[int, int | None]] = []
        self.debt = 0

    @rule(net=st.integers(1, 40), use=st.integers(0, 60), rollover=rollovers)
    def a_month_passes(self, net: int, use: int, rollover: Rollover) -> None:
        if rollover.unused is Unused.CAP:
            rollover = rollover._replace(amount=rollover.amount * 10)
        agreed = Allocation(Minutes(net), NOTHING, Minutes(net), Pence(0))
        usage = Usage(Minutes(use), Minutes(use), NOTHING, NOTHING, NOTHING)
        told = statement(self.month, agreed, rollover, self.carry, usage)
        assert told.available == len(self.box) + net - self.debt
        self._spend(net, use, rollover)
        self.carry, self.month = told.carry, self.month.next

    @rule()
    def a_month_is_project_only(self) -> None:
        told = statement(self.month, None, DEFAULT, self.carry, UNUSED_MONTH)
        assert told.written_off == len(self.box) + self.debt
        self.box, self.debt = [], 0
        self.carry, self.month = told.carry, self.month.next

    def _spend(self, net: int, use: int, rollover: Rollover) -> None:
        last = self.month + rollover.amount if rollover.unused is Unused.MONTHS else None
        full = self.box + [(int(self.month), last)] * net
        owed = use + self.debt
        self.debt = max(0, owed - len(full)) if rollover.excess_carried else 0
        rest = [one for one in full[owed:] if one[1] is None or one[1] > self.month]
        keeps = {Unused.NONE: 0, Unused.CAP: rollover.amount}.get(rollover.unused, len(rest))
        self.box = rest[len(rest) - min(keeps, len(rest)) :]

    @invariant()
    def what_is_carried_is_what_is_in_the_box(self) -> None:
        assert Counter({(lot.month, lot.last): lot.minutes for lot in self.carry.lots}) == Counter(self.box)
        assert self.carry.excess == self.debt


test_the_chain_agrees_with_a_box_of_minutes = RolloverStory.TestCase


# ---- an agreement over time


def agreement(*terms: Terms, archived_on: date | None = None) -> Agreement:
    plans = {1: (GROWTH, GROWTH._replace(since=int(JANUARY) + 2, cost=Pence(600_000)))}
    book = Rulebook(((0, 1, DEFAULT_POLICY),), plans)
    return Agreement(JANUARY.first, archived_on, terms, book)


def test_the_start_month_is_not_prorated() -> None:
    late = Agreement(date(2026, 1, 31), None, (Terms(int(JANUARY), 1),), agreement().rulebook)
    first = next(chain(late, JANUARY, JANUARY, {}))
    assert first.available == 3060


def test_a_plans_new_version_leaves_earlier_months_as_they_were() -> None:
    told = list(chain(agreement(Terms(int(JANUARY), 1)), JANUARY, JANUARY.plus(2), {}))
    assert [one.allocation and one.allocation.cost for one in told] == [500_000, 500_000, 600_000]


def test_an_override_stands_when_the_plan_changes() -> None:
    own = agreement(Terms(int(JANUARY), 1, cost=Pence(1)))
    assert {one.allocation and one.allocation.cost for one in chain(own, JANUARY, JANUARY.plus(3), {})} == {1}


def test_after_archiving_there_is_no_allocation_from_the_next_month() -> None:
    gone = agreement(Terms(int(JANUARY), 1), archived_on=date(2026, 2, 1))
    told = [one.allocation for one in chain(gone, JANUARY, JANUARY.plus(2), {})]
    assert told[0] is not None
    assert told[0] == told[1]
    assert told[2] == NO_ALLOCATION


def test_months_before_any_terms_and_project_only_months_have_no_allocation() -> None:
    of = agreement(Terms(int(JANUARY) + 1, 1), Terms(int(JANUARY) + 2, None))
    assert [one.is_retained for one in chain(of, JANUARY, JANUARY.plus(2), {})] == [False, True, False]
    assert not next(chain(agreement(), JANUARY, JANUARY, {})).is_retained
    assert not next(chain(agreement(Terms(int(JANUARY) + 1, 1)), JANUARY, JANUARY, {})).is_retained


@given(st.lists(usages(), min_size=1, max_size=10), rollovers)
def test_each_month_takes_in_what_the_one_before_it_carried_out(months_used: list[Usage], rollover: Rollover) -> None:
    terms = Terms(
        int(JANUARY),
        1,
        rollover_excess=rollover.excess_carried,
        rollover_unused=rollover.unused,
        rollover_amount=rollover.amount,
    )
    use = {JANUARY + n: usage for n, usage in enumerate(months_used)}
    told = list(chain(agreement(terms), JANUARY, JANUARY.plus(len(months_used) - 1), use))
    assert (told[0].excess_in, told[0].unused_in) == (0, 0)
    for earlier, later in pairwise(told):
        assert (later.excess_in, later.unused_in) == (earlier.carry.excess, earlier.carry.unused)
        assert later.excess_in == (earlier.excess if rollover.excess_carried else 0)


@given(st.lists(usages(), min_size=2, max_size=10), st.data())
def test_folding_on_from_any_month_gives_the_same_chain(months_used: list[Usage], data: st.DataObject) -> None:
    """So closing a month, which freezes its carry, changes no later figure."""
    of = agreement(Terms(int(JANUARY), 1, rollover_unused=Unused.ALL))
    use = {JANUARY + n: usage for n, usage in enumerate(months_used)}
    last = JANUARY.plus(len(months_used) - 1)
    whole = list(chain(of, JANUARY, last, use))
    cut = data.draw(st.integers(1, len(months_used) - 1))
    assert list(chain(of, JANUARY.plus(cut), last, use, carried=whole[cut - 1].carry)) == whole[cut:]


def test_a_month_is_judged_by_the_policy_in_force_on_its_first_day() -> None:
    later = replace(DEFAULT_POLICY, pm_share=0)
    of = replace(agreement(Terms(int(JANUARY), 1)), rulebook=agreement().rulebook.with_policy(JANUARY + 1, later))
    assert [of.policy(JANUARY + n).pm_share for n in (0, 1)] == [150_000, 0]
    assert [one.available for one in chain(of, JANUARY, JANUARY.next, {})] == [3060, 3600]


def test_the_golden_month_by_the_rules_alone() -> None:
    usage = Usage(Minutes(1200), Minutes(1230), Minutes(60), Minutes(30), NOTHING)
    one = next(chain(agreement(Terms(int(JANUARY), 1)), JANUARY, JANUARY, {JANUARY: usage}))
    assert (one.available / 60, one.remaining / 60) == (51, 30.5)
    assert (one.usage.banked - one.usage.overage) / 60 == 0.5


@pytest.mark.parametrize("unused", Unused)
@given(month=months, use=st.integers(0, 6000))
def test_a_month_alone_uses_its_own_allocation_whatever_becomes_of_the_rest(
    unused: Unused, month: Month, use: int
) -> None:
    usage = Usage(Minutes(use), Minutes(use), NOTHING, NOTHING, NOTHING)
    one = statement(month, FORTY, Rollover(True, unused, 1), NO_CARRY, usage)
    assert (one.available, one.remaining) == (2400, 2400 - use)
