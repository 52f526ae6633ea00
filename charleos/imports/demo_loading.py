"""Making a database the demo agency's: its history, its name, and one password for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from charleos.actions.passwords import hashed
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile
from charleos.imports.demo import Demand, demo_agency
from charleos.imports.load import LoadReceipt, Progress, load_stream
from charleos.rules.access import Capability
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.store.schema import Agency, Client, Person
from charleos.store.scope import ScopedSession

DEMO_NAME = "Halyard & Finch"


@needs(Capability.MANAGE)
def is_taken(desk: Desk) -> bool:
    """Whether the database holds anybody or anything already."""
    with desk.reading() as session:
        return any(session.execute(sa.select(table.id).limit(1)).first() for table in (Person, Client))


@needs(Capability.MANAGE)
def load_demo(desk: Desk, demand: Demand, *, progress: Progress | None = None) -> LoadReceipt:
    """The demo agency up to the desk's today, in one transaction. progress: told how many months are stored.

    Raises BadInput for a database that holds anything.
    """
    if is_taken(desk):
        raise BadInput("The database already has people in it; the demo agency only goes into an empty one.")
    head, instalments = demo_agency(desk.today, demand)
    told = _told(instalments, progress) if progress else instalments
    return load_stream(desk, head, told, at_the_end=_open_to_all)


def _told(instalments: Iterator[AgencyFile], progress: Progress) -> Iterator[AgencyFile]:
    for number, month in enumerate(instalments):
        progress(number)
        yield month


def _open_to_all(session: ScopedSession) -> None:
    """One hash is enough: everybody has the same password, and the sign-in page lists it."""
    password_hash = hashed(DEMO_PASSWORD)
    for person in session.scalars(sa.select(Person)):
        person.password_hash = password_hash
    agency = session.scalars(sa.select(Agency)).one()
    agency.name, agency.demo = DEMO_NAME, 1
    session.flush()
