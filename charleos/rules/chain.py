"""A client's months in order: what was agreed in each, and what each hands to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from charleos.periods import Month, months
from charleos.rules.policy import Policy, Rulebook
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
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that decides a client's allocation in any month. terms: oldest first."""

    start: date
    archived_on: date | None
    terms: tuple[Terms, ...]
    rulebook: Rulebook

    def terms_in(self, month: int) -> Terms | None:
        return terms_in(self.terms, month) if len(self.terms) > 1 else self._only_terms(month)

    def _only_terms(self, month: int) -> Terms | None:
        return self.terms[0] if self.terms and self.terms[0].since <= month else None

    def allocation(self, month: int) -> Allocation | None:
        """None in a project-only month; no time and no cost in the months after archiving.

        No proration: the month of the start has its full hours and cost.
        """
        held = self.terms_in(month)
        if held is None or held.plan_id is None:
            return None
        if self.archived_on is not None and month > Month.of(self.archived_on):
            return NO_ALLOCATION
        return allocation(held, self.rulebook.plan(held.plan_id, month), self.rulebook.policy(month))

    def policy(self, month: int) -> Policy:
        return self.rulebook.policy(month)

    def statement(self, month: Month, carried: Carry, usage: Usage) -> Statement:
        """One month by what was agreed for it."""
        held = self.terms_in(month)
        policy = self.rulebook.policy(month)
        rollover = held.rollover(policy) if held else policy.rollover
        return statement(month, self.allocation(month), rollover, carried, usage)


def chain(
    agreement: Agreement, first: Month, last: Month, used: Mapping[int, Usage], *, carried: Carry = NO_CARRY
) -> Iterator[Statement]:
    """Statements from `first` to `last`, each taking in what the one before it carried out."""
    for month in months(first, last):
        one = agreement.statement(month, carried, used.get(month, UNUSED_MONTH))
        yield one
        carried = one.carry
