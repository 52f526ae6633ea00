"""Every client's agreement at once, for what goes over all clients: closing after a load, and checking."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from charleos.periods import Month
from charleos.reads.statements import TERMS, agreement_from
from charleos.rules.chain import Agreement
from charleos.rules.policy import Rulebook
from charleos.store.schema import Client, ClientTerms
from charleos.store.scope import ScopedSession


class AgreedWith(NamedTuple):
    client_id: int
    name: str
    open_from: Month
    agreement: Agreement


def agreements_of(session: ScopedSession, rulebook: Rulebook) -> tuple[AgreedWith, ...]:
    """In the order of the clients' ids."""
    rows = session.execute(_CLIENTS).all()
    return tuple(
        AgreedWith(of[0].id, of[0].name, Month(of[0].open_from), agreement_from(of[0], of, rulebook))
        for of in (list(group) for _, group in groupby(rows, key=lambda row: row.id))
    )


_CLIENTS = (
    sa.select(Client.id, Client.name, Client.start, Client.archived_on, Client.open_from, *TERMS)
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .order_by(Client.id, ClientTerms.since)
)
