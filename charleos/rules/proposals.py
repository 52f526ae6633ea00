"""What a change of policy or of a plan would do, told before it is saved.

A proposal is tried out by asking the same rules under another rulebook; nothing here is a second formula. A change
holds from a month on, and reaches into no closed month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import Month, months
from charleos.rules.chain import Agreement
from charleos.rules.policy import DEFAULT_POLICY, PlanVersion, Policy, Size
from charleos.rules.rates import Band, actual_day_rate, band
from charleos.rules.retainer import Allocation, Usage
from charleos.units import NOTHING, Minutes, Pence

HORIZON = 12
"""How many months ahead a preview looks."""

_SOME_MONTH = Month.parse("2026-01")


@dataclass(frozen=True, slots=True)
class PolicyProposal:
    """A policy to hold from a month on. opened: the newest version (its id) when the form was opened."""

    since: Month = _SOME_MONTH
    policy: Policy = DEFAULT_POLICY
    opened: int = 0


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """A plan's terms from a month on. opened: its newest version (its id) when the form was opened."""

    plan_id: int = 0
    since: Month = _SOME_MONTH
    name: str = ""
    minutes: Minutes = NOTHING
    cost: Pence = Pence(0)  # noqa: RUF009 - a whole number
    opened: int = 0

    @property
    def version(self) -> PlanVersion:
        return PlanVersion(self.plan_id, int(self.since), self.name.strip(), self.minutes, self.cost)


SETTINGS = (
    "sizes",
    "pm_share",
    "feedback_share",
    "billing_day",
    "capacity",
    "other_capacity",
    "bands",
    "rollover",
    "underused_share",
)


def changed_settings(was: Policy, becomes: Policy) -> tuple[str, ...]:
    """The names of what differs, in the order in which a policy is told.

    >>> from dataclasses import replace
    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> changed_settings(DEFAULT_POLICY, replace(DEFAULT_POLICY, pm_share=100_000))
    ('pm_share',)
    """
    return tuple(name for name in SETTINGS if getattr(was, name) != getattr(becomes, name))


class SizeChange(NamedTuple):
    """A size that is added (was None), dropped (becomes None) or edited."""

    code: str
    was: Size | None
    becomes: Size | None


def size_changes(was: Policy, becomes: Policy) -> tuple[SizeChange, ...]:
    """Only new requirements take the new figures; what is sized already keeps its own.

    >>> from dataclasses import replace
    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> fewer = replace(DEFAULT_POLICY, sizes=DEFAULT_POLICY.sizes[:-1])
    >>> [(one.code, one.becomes) for one in size_changes(DEFAULT_POLICY, fewer)]
    [('XXL', None)]
    """
    before = {size.code: size for size in was.sizes}
    after = {size.code: size for size in becomes.sizes}
    codes = dict.fromkeys((*before, *after))
    each = (SizeChange(code, before.get(code), after.get(code)) for code in codes)
    return tuple(one for one in each if one.was != one.becomes)


class AllocationChange(NamedTuple):
    """The first month in which a client's allocation would differ."""

    month: Month
    was: Allocation
    becomes: Allocation


def allocation_change(was: Agreement, becomes: Agreement, since: Month) -> AllocationChange | None:
    """The first of the next months that would differ; None when none would, as with the client's own hours."""
    for month in months(max(since, Month.of(was.start)), since.plus(HORIZON - 1)):
        before, after = was.allocation(month), becomes.allocation(month)
        if before is not None and after is not None and before != after:
            return AllocationChange(month, before, after)
    return None


class Relabelling(NamedTuple):
    """An actual day rate and the bands it falls into."""

    rate: Pence
    was: Band
    becomes: Band


def relabelling(agreed: Allocation, usage: Usage, was: Policy, becomes: Policy) -> Relabelling | None:
    """How a month's rate would be labelled instead; None when it keeps its band, or has no rate.

    A longer billing day moves the rate itself as well.
    """
    before, after = (actual_day_rate(agreed, usage, policy.billing_day) for policy in (was, becomes))
    if before is None or after is None:
        return None
    one = Relabelling(after, band(before, was.bands), band(after, becomes.bands))
    return one if one.was is not one.becomes else None


def closed_month_reached(
    start: Month, open_from: Month, since: Month, *, concerns: Callable[[Month], bool]
) -> Month | None:
    """The latest closed month of a client that a change from `since` on would reach; None when it reaches none.

    >>> january, march = Month.parse("2026-01"), Month.parse("2026-03")
    >>> str(closed_month_reached(january, march, january, concerns=lambda month: True))
    '2026-02'
    >>> closed_month_reached(january, march, march, concerns=lambda month: True)
    """
    reached = (month for month in months(max(start, since), open_from.previous) if concerns(month))
    return max(reached, default=None)


def check_open(since: Month, reached: Iterable[tuple[str, Month | None]]) -> None:
    """Refuse a change from `since` on that reaches a closed month of a named client.

    >>> check_open(Month.parse("2026-01"), [("Acme", Month.parse("2026-02")), ("Beta", None)])
    Traceback (most recent call last):
    charleos.errors.BadInput: February 2026 is closed for Acme; choose a month from March 2026 on, or reopen it first.
    """
    closed = sorted((month, name) for name, month in reached if month is not None)
    if not closed:
        return
    latest, name = closed[-1]
    others = len(closed) - 1
    whom = name if not others else f"{name} and {others} other client{'s' if others > 1 else ''}"
    raise BadInput(
        f"{latest.name} is closed for {whom}; choose a month from {latest.next.name} on, or reopen it first.",
        field="since",
    )


LONGEST_PLAN_NAME = 60


def check_plan(name: str, minutes: Minutes, cost: Pence) -> None:
    """
    >>> check_plan("Growth", Minutes(0), Pence(500000))
    Traceback (most recent call last):
    charleos.errors.BadInput: A plan has at least a minute and at most 10,000 hours a month.
    """
    if not name.strip():
        raise BadInput("Give the plan a name.", field="name")
    if len(name.strip()) > LONGEST_PLAN_NAME:
        raise BadInput(f"A plan's name has at most {LONGEST_PLAN_NAME} characters.", field="name")
    if not 0 < minutes <= 600_000:
        raise BadInput("A plan has at least a minute and at most 10,000 hours a month.", field="minutes")
    if cost > 1_000_000_000:
        raise BadInput("A plan costs at most £10,000,000 a month.", field="cost")
