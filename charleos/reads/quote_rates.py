"""At which rate a client's quotes are priced today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.periods import Month
from charleos.reads.statements import TERMS, agreement_from
from charleos.rules.policy import Rulebook
from charleos.rules.quotes import Rate, rate_of
from charleos.store.schema import ClientTerms


def terms_of(*client_ids: int) -> sa.Select[*tuple[Any, ...]]:
    """The clients' terms, oldest first, in no order of clients."""
    return (
        sa.select(ClientTerms.client_id, *TERMS)
        .where(ClientTerms.client_id.in_(client_ids))
        .order_by(ClientTerms.since)
    )


def rate_from(client: Any, terms: Sequence[Any], rulebook: Rulebook, today: date) -> Rate | None:
    """By what is agreed for the running month, or for the month of the start while that is to come.

    client: with start and archived_on. terms: that client's rows of `terms_of`.
    """
    agreement = agreement_from(client, terms, rulebook)
    month = Month.of(max(today, client.start))
    held = agreement.terms_in(month)
    return rate_of(agreement.allocation(month), held.hourly_rate if held else None)
