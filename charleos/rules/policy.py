"""What an agency may tune, as one dated value: sizes, the PM's share, day lengths, bands, rollover.

A policy holds from a month on. Rules receive it; none of its numbers is a constant elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from charleos.errors import BadInput, NotFound
from charleos.rules.billing import NOT_REQUIRED, Estimate
from charleos.units import NOTHING, QUARTER, Minutes, Pence, hours, to_quarter

MILLION = 1_000_000


class Size(NamedTuple):
    """A t-shirt size. Minutes; the average is the midpoint, rounded half up to a quarter of an hour."""

    code: str
    minimum: Minutes
    maximum: Minutes
    use_for: str

    @property
    def average(self) -> Minutes:
        """
        >>> Size("M", Minutes(180), Minutes(360), "").average
        270
        """
        return to_quarter(Fraction(self.minimum + self.maximum, 2))

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.average, self.maximum)


class Split(NamedTuple):
    """How a size's average is planned: core work, and QA with feedback."""

    core: Minutes
    feedback: Minutes


class Unused(StrEnum):
    """What becomes of a month's unused time."""

    NONE = "none"
    ALL = "all"
    CAP = "cap"  # amount: minutes, the total carried out
    MONTHS = "months"  # amount: months after its own in which it may be used


class Rollover(NamedTuple):
    """excess_carried: excess goes into the next month (else forgiven). unused, amount: see Unused."""

    excess_carried: bool
    unused: Unused
    amount: int = 0


class Bands(NamedTuple):
    """Actual day rates, in pence, from which a client is Amazing, at Goal, Under target; below: red."""

    amazing: Pence
    goal: Pence
    under_target: Pence


@dataclass(frozen=True, slots=True)
class Policy:
    """pm_share and feedback_share in parts per million; day lengths in minutes."""

    sizes: tuple[Size, ...]
    pm_share: int
    feedback_share: int
    billing_day: Minutes
    capacity: Mapping[str, Minutes]
    other_capacity: Minutes
    bands: Bands
    rollover: Rollover
    underused_share: int

    def size(self, code: str, *, field: str | None = None) -> Size:
        """Raises BadInput that lists the codes there are."""
        for size in self.sizes:
            if size.code == code.strip().upper():
                return size
        codes = ", ".join(size.code for size in self.sizes)
        raise BadInput(f"“{code[:40]}” is not a size; use one of {codes}.", field=field)

    def estimate(self, code: str | None) -> Estimate:
        """The figures a requirement of this size copies; `None` is *Not required*."""
        return NOT_REQUIRED if code is None else self.size(code).estimate

    def size_that_holds(self, minutes: Minutes) -> Size | None:
        """The smallest size whose maximum holds the minutes; None when even the largest does not."""
        fitting = (size for size in sorted(self.sizes, key=lambda s: s.maximum) if size.maximum >= minutes)
        return next(fitting, None)

    def split(self, size: Size) -> Split:
        """The feedback share of the average, rounded up to a quarter of an hour; core work is the rest.

        The smallest size has no feedback, nor has one whose core it would take up.

        >>> [tuple(DEFAULT_POLICY.split(size)) for size in DEFAULT_POLICY.sizes]
        [(15, 0), (60, 30), (210, 60), (570, 150), (1530, 390), (3840, 960)]
        """
        quarters = -(-size.average * self.feedback_share // (MILLION * QUARTER))
        feedback = Minutes(quarters * QUARTER)
        if size.code == self.sizes[0].code or feedback >= size.average:
            return Split(size.average, NOTHING)
        return Split(size.average - feedback, feedback)

    def capacity_of(self, discipline: str) -> Minutes:
        return self.capacity.get(discipline, self.other_capacity)


DEFAULT_POLICY = Policy(
    sizes=(
        Size("XS", Minutes(0), Minutes(30), "typo, text, tiny CSS"),
        Size("S", Minutes(60), Minutes(120), "simple change, plain bug"),
        Size("M", Minutes(180), Minutes(360), "standard feature"),
        Size("L", Minutes(480), Minutes(960), "several components"),
        Size("XL", Minutes(1440), Minutes(2400), "multi-day"),
        Size("XXL", Minutes(2400), Minutes(7200), "multi-week module"),
    ),
    pm_share=150_000,
    feedback_share=200_000,
    billing_day=Minutes(450),
    capacity={
        "development": Minutes(390),
        "design": Minutes(390),
        "qa": Minutes(390),
        "pm": Minutes(300),
        "csm": Minutes(300),
        "management": Minutes(270),
    },
    other_capacity=Minutes(390),
    bands=Bands(Pence(900_00), Pence(800_00), Pence(680_00)),
    rollover=Rollover(excess_carried=True, unused=Unused.NONE),
    underused_share=600_000,
)


def dump_policy(policy: Policy) -> str:
    """The policy as the JSON text that is stored; `load_policy` reads it back to an equal value."""
    body = asdict(policy)
    body["capacity"] = dict(policy.capacity)
    body["sizes"] = [size._asdict() for size in policy.sizes]
    body["bands"] = policy.bands._asdict()
    body["rollover"] = policy.rollover._asdict()
    return json.dumps(body, sort_keys=True)


def load_policy(text: str) -> Policy:
    body: dict[str, Any] = json.loads(text)
    rollover = body.pop("rollover")
    return Policy(
        sizes=tuple(Size(**size) for size in body.pop("sizes")),
        bands=Bands(**body.pop("bands")),
        rollover=Rollover(rollover["excess_carried"], Unused(rollover["unused"]), rollover["amount"]),
        **body,
    )


def checked(policy: Policy) -> Policy:
    """The policy itself when an agency could work by it. Raises BadInput with the field to mend.

    >>> from dataclasses import replace
    >>> checked(replace(DEFAULT_POLICY, billing_day=Minutes(0)))
    Traceback (most recent call last):
    charleos.errors.BadInput: A billing day has between 1 minute and 24 hours.
    """
    _check_sizes(policy.sizes)
    _check_bands(policy.bands)
    _check_rollover(policy.rollover)
    for name in ("pm_share", "feedback_share", "underused_share"):
        if not 0 <= getattr(policy, name) <= MILLION:
            raise BadInput("A share lies between 0% and 100%.", field=name)
    if not 1 <= policy.billing_day <= 1440:
        raise BadInput("A billing day has between 1 minute and 24 hours.", field="billing_day")
    for discipline, minutes in (*policy.capacity.items(), ("other", policy.other_capacity)):
        if not 0 <= minutes <= 1440:
            raise BadInput("A day's capacity lies between 0 and 24 hours.", field=f"capacity {discipline}")
    return policy


_CODE = re.compile(r"[A-Z0-9]{1,8}", re.ASCII)
LONGEST_USE = 120


def _check_sizes(sizes: tuple[Size, ...]) -> None:
    if not sizes:
        raise BadInput("The size table needs at least one size.", field="sizes")
    for size in sizes:
        _check_size(size)
    codes = [size.code for size in sizes]
    if len(set(codes)) != len(codes):
        raise BadInput("Two sizes have the same code; give each its own.", field="sizes")
    for smaller, larger in pairwise(sizes):
        if larger.maximum <= smaller.maximum:
            raise BadInput(
                f"Size {larger.code} must hold more than {smaller.code}; order them by maximum.", field="sizes"
            )


def _check_size(size: Size) -> None:
    if not _CODE.fullmatch(size.code):
        raise BadInput(f"“{size.code[:20]}” is not a size code; use up to 8 capitals and digits.", field="sizes")
    if not 0 <= size.minimum < size.maximum <= 600_000:
        raise BadInput(f"Size {size.code} needs a maximum above its minimum, and both at or above 0.", field="sizes")
    if not 0 < size.average <= size.maximum:
        told = (
            f"Size {size.code} is too narrow: its average, rounded to a quarter of an hour, is {hours(size.average)}."
        )
        raise BadInput(f"{told} Widen its range.", field="sizes")
    if len(size.use_for) > LONGEST_USE:
        raise BadInput(f"Say what size {size.code} is for in at most {LONGEST_USE} characters.", field="sizes")


def _check_bands(bands: Bands) -> None:
    if not 0 < bands.under_target < bands.goal < bands.amazing:
        raise BadInput("The bands must rise: under target, then goal, then amazing.", field="bands")


def _check_rollover(rollover: Rollover) -> None:
    if rollover.unused is Unused.CAP and not 1 <= rollover.amount <= 600_000:
        raise BadInput(
            "Say how many hours may be carried on at most, from 1 minute to 10,000 hours.", field="rollover_amount"
        )
    if rollover.unused is Unused.MONTHS and not 1 <= rollover.amount <= 120:
        raise BadInput("Say for how many months unused time stays usable, from 1 to 120.", field="rollover_amount")


class PlanVersion(NamedTuple):
    """A plan as it stands from a month on: gross monthly minutes and monthly cost."""

    plan_id: int
    since: int
    name: str
    minutes: Minutes
    cost: Pence


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every dated policy and plan version, oldest first: what holds in any month.

    `policies` are (month from which it holds, stored id, policy); later rows for the same month win.
    """

    policies: tuple[tuple[int, int, Policy], ...]
    plans: Mapping[int, tuple[PlanVersion, ...]]

    def policy(self, month: int) -> Policy:
        return self.policy_version(month)[1]

    def policy_version(self, month: int) -> tuple[int, Policy]:
        """The stored id and the policy in force on the month's first day; the first one before any."""
        held = self.policies[0]
        for version in self.policies:
            if version[0] <= month:
                held = version
        return held[1], held[2]

    def plan(self, plan_id: int, month: int) -> PlanVersion:
        """The plan's version in that month; before its first version, the first one."""
        versions = self.plans.get(plan_id)
        if not versions:
            raise NotFound("There is no such plan.")
        held = versions[0]
        for version in versions:
            if version.since <= month:
                held = version
        return held

    def with_policy(self, since: int, policy: Policy) -> Rulebook:
        """The rulebook as it would be with one more version: what-if, by the same rules."""
        versions = sorted((*self.policies, (int(since), 0, policy)), key=lambda version: version[0])
        return Rulebook(tuple(versions), self.plans)

    def with_plan(self, version: PlanVersion) -> Rulebook:
        """The rulebook as it would be with one more version of a plan."""
        versions = sorted((*self.plans.get(version.plan_id, ()), version), key=lambda one: one.since)
        return Rulebook(self.policies, {**self.plans, version.plan_id: tuple(versions)})
