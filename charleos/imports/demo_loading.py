"""Making a database the demo agency's: its history, its name, and one password for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import sqlalchemy as sa

from charleos.actions.delays import Delay, step_behind
from charleos.actions.passwords import hashed
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile
from charleos.imports.demo import Demand, demo_agency
from charleos.imports.demo_quotes import tell_quotes
from charleos.imports.demo_weeks import tell_weeks
from charleos.imports.load import LoadReceipt, Progress, load_stream
from charleos.rules.access import Capability, Viewer, parse_roles
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.tasks import DelayReason
from charleos.store.bulk import rewrite
from charleos.store.schema import Agency, Client, Person, Subtask
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

DEMO_NAME = "Halyard & Finch"
DELAYS = (
    Delay(Minutes(120), DelayReason.TECHNICAL.value, "Their CRM answers in two formats."),
    Delay(Minutes(240), DelayReason.SCOPE.value, "The import has to keep the old addresses."),
)
REASONS = (
    (DelayReason.SCOPE.value, "Twice as many templates as in the brief."),
    (DelayReason.CLIENT.value, "Texts and photographs came a week late."),
    (DelayReason.TECHNICAL.value, "The old plug-in had to be replaced first."),
    (DelayReason.SCOPE.value, "A second language was added on the way."),
    (DelayReason.BLOCKER.value, "No access to their hosting until Thursday."),
    (DelayReason.TECHNICAL.value, "Their search index takes hours to rebuild."),
    (DelayReason.CLIENT.value, "Feedback came from two departments, one after the other."),
)


@needs(Capability.MANAGE)
def is_taken(desk: Desk) -> bool:
    """Whether the database holds anybody or anything already."""
    with desk.reading() as session:
        return any(session.execute(sa.select(table.id).limit(1)).first() for table in (Person, Client))


@needs(Capability.MANAGE)
def load_demo(desk: Desk, demand: Demand, *, progress: Progress | None = None) -> LoadReceipt:
    """The demo agency up to the desk's today, in one transaction; then what people did about it in the last weeks.

    progress: told how many months are stored. Raises BadInput for a database that holds anything.
    """
    if is_taken(desk):
        raise BadInput("The database already has people in it; the demo agency only goes into an empty one.")
    head, instalments = demo_agency(desk.today, demand)
    told = _told(instalments, progress) if progress else instalments
    receipt = load_stream(desk, head, told, at_the_end=_finish)
    people = {
        row.key: Viewer(row.id, row.name, parse_roles(row.roles))
        for row in desk.all(sa.select(Person.id, Person.key, Person.name, Person.roles))
    }
    served = [client for client in head.clients if not client.is_archived]
    csms = {client.slug: client.csm for client in served}
    tell_quotes(desk, people, csms)
    tell_weeks(desk, people, csms)
    _run_behind(desk)
    return receipt


def _run_behind(desk: Desk) -> None:
    """Two steps that are being developed take longer than was thought."""
    begun = (Subtask.kind == StepKind.DEVELOPMENT.value, Subtask.status == StepStatus.IN_PROGRESS.value)
    delayed = sa.select(Subtask.task_id).where(Subtask.kind == StepKind.DELAYED.value).correlate(None)
    query = sa.select(Subtask.id).where(*begun, Subtask.task_id.not_in(delayed), Subtask.end_on >= desk.today)
    for number, (row, delay) in enumerate(zip(desk.all(query.order_by(Subtask.id)), DELAYS, strict=False)):
        step_behind(desk, f"demo-behind-{number}", row.id, delay)


def _told(instalments: Iterator[AgencyFile], progress: Progress) -> Iterator[AgencyFile]:
    for number, month in enumerate(instalments):
        progress(number)
        yield month


def _finish(session: ScopedSession) -> None:
    _say_why(session)
    _open_to_all(session)


def _say_why(session: ScopedSession) -> None:
    """Each task that ran behind did so for a reason."""
    marks = session.execute(sa.select(Subtask.id).where(Subtask.kind == StepKind.DELAYED.value).order_by(Subtask.id))
    rewrite(session, Subtask, ("cause", "notes"), [(*why, id_) for why, (id_,) in zip(cycle(REASONS), marks)])


def _open_to_all(session: ScopedSession) -> None:
    """One hash is enough: everybody has the same password, and the sign-in page lists it."""
    password_hash = hashed(DEMO_PASSWORD)
    for person in session.scalars(sa.select(Person)):
        person.password_hash = password_hash
    agency = session.scalars(sa.select(Agency)).one()
    agency.name, agency.demo = DEMO_NAME, 1
    session.flush()
