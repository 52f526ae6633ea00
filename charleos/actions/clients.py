"""What a Manager does to a client: create, edit, archive and reopen. Terms are changed in `client_terms`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.client_terms import agreed_words, check_plan, terms_row
from charleos.actions.seen import client_as_seen
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import Month, long_day
from charleos.rules.access import Capability, Role, parse_roles
from charleos.rules.clients import check_channel, check_name, check_notes, check_slug, check_start, check_terms
from charleos.rules.retainer import Terms
from charleos.store.calendar import hold_calendar
from charleos.store.schema import Client, Person
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class NewClient:
    """What the form says. terms.since is ignored: they begin with the month of the start."""

    name: str
    slug: str
    start: date
    terms: Terms
    csm_id: int | None = None
    slack_channel: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ClientEdit:
    """What stands in the form when it is sent; version: of the client as it was opened."""

    version: int
    name: str
    csm_id: int | None = None
    slack_channel: str = ""
    notes: str = ""


@needs(Capability.EDIT_CLIENTS)
def create_client(desk: Desk, key: str, new: NewClient) -> str:
    """Returns the receipt. Raises BadInput with the field to mend, for a slug that is taken too."""
    with desk.writing() as session:
        return once(session, desk, key, "create_client", new, act=lambda: _create(session, desk, new))


@needs(Capability.EDIT_CLIENTS)
def edit_client(desk: Desk, key: str, slug: str, edit: ClientEdit) -> str:
    """Name, CSM, channel and notes. Raises Conflict, naming who changed what, when another edit was first."""
    with desk.writing() as session:
        return once(session, desk, key, "edit_client", (slug, edit), act=lambda: _edit(session, desk, slug, edit))


@needs(Capability.EDIT_CLIENTS)
def archive_client(desk: Desk, key: str, slug: str, version: int) -> str:
    """From today on no time can be logged; from the next month on there is no allocation."""
    with desk.writing() as session:
        content = (slug, version)
        return once(session, desk, key, "archive_client", content, act=lambda: _archive(session, desk, slug, version))


@needs(Capability.EDIT_CLIENTS)
def unarchive_client(desk: Desk, key: str, slug: str, version: int) -> str:
    """Active again: open months have their allocation, closed ones stay as frozen."""
    with desk.writing() as session:
        content = (slug, version)
        return once(
            session, desk, key, "unarchive_client", content, act=lambda: _unarchive(session, desk, slug, version)
        )


def _create(session: ScopedSession, desk: Desk, new: NewClient) -> str:
    name, slug = check_name(new.name), check_slug(new.slug)
    check_start(new.start, desk.today)
    since = Month.of(new.start)
    terms = check_terms(new.terms._replace(since=int(since)))
    check_plan(session, terms)
    csm = _csm(session, new.csm_id)
    client = Client(
        slug=slug,
        name=name,
        notes=check_notes(new.notes),
        slack_channel=check_channel(new.slack_channel),
        start=new.start,
        csm_id=csm.id if csm else None,
        open_from=since,
    )
    _add_new(session, client)
    session.add(terms_row(client.id, terms))
    told = f"{name} is created, from {long_day(new.start)}: {agreed_words(session, terms)}."
    record(session, desk, "create_client", f"client {slug}", told, client_id=client.id)
    return told


def _add_new(session: ScopedSession, client: Client) -> None:
    taken = session.execute(sa.select(Client.name).where(Client.slug == client.slug)).one_or_none()
    if taken is not None:
        raise BadInput(f"{taken.name} already has the short name “{client.slug}”; choose another.", field="slug")
    session.add(client)
    try:
        session.flush()
    except sa.exc.IntegrityError:
        raise BadInput(f"The short name “{client.slug}” was taken just now; choose another.", field="slug") from None


def _edit(session: ScopedSession, desk: Desk, slug: str, edit: ClientEdit) -> str:
    client = client_as_seen(session, desk, slug, edit.version)
    was, will = _person(session, client.csm_id), _csm(session, edit.csm_id, keeps=client.csm_id)
    name, channel = check_name(edit.name), check_channel(edit.slack_channel)
    notes = check_notes(edit.notes)
    changes = [
        _changed("name", client.name, name),
        _changed("CSM", was.name if was else "", will.name if will else ""),
        _changed("Slack channel", client.slack_channel, channel),
        "notes" if notes != client.notes else "",
    ]
    said = "; ".join(change for change in changes if change)
    if not said:
        return f"Nothing changed on {client.name}."
    client.name, client.csm_id = name, will.id if will else None
    client.slack_channel, client.notes = channel, notes
    record(session, desk, "edit_client", f"client {slug}", f"{said}.", client_id=client.id)
    return f"{name} is saved: {said}."


def _changed(what: str, before: str, after: str) -> str:
    """
    >>> _changed("CSM", "Clara", "")
    'CSM from Clara to none'
    """
    return "" if before == after else f"{what} from {before or 'none'} to {after or 'none'}"


def _archive(session: ScopedSession, desk: Desk, slug: str, version: int) -> str:
    hold_calendar(session, slug)
    client = client_as_seen(session, desk, slug, version)
    if client.archived_on is not None:
        raise BadInput(f"{client.name} is already archived.")
    client.status, client.archived_on = "archived", desk.today
    ends = Month.of(desk.today).next.name
    told = f"{client.name} is archived: no more time can be logged, and from {ends} on there is no allocation."
    record(session, desk, "archive_client", f"client {slug}", told, client_id=client.id)
    return told


def _unarchive(session: ScopedSession, desk: Desk, slug: str, version: int) -> str:
    hold_calendar(session, slug)
    client = client_as_seen(session, desk, slug, version)
    if client.archived_on is None:
        raise BadInput(f"{client.name} is not archived.")
    client.status, client.archived_on = "active", None
    told = f"{client.name} is active again, with its allocation in every month that is open."
    record(session, desk, "unarchive_client", f"client {slug}", told, client_id=client.id)
    return told


class _Named(NamedTuple):
    id: int
    name: str


def _person(session: ScopedSession, person_id: int | None) -> _Named | None:
    row = session.execute(sa.select(Person.id, Person.name).where(Person.id == person_id)).one_or_none()
    return _Named(row.id, row.name) if row else None


def _csm(session: ScopedSession, person_id: int | None, *, keeps: int | None = None) -> _Named | None:
    """An active person with the role; the one who has it already may keep it. Raises BadInput."""
    if person_id is None:
        return None
    row = session.execute(
        sa.select(Person.id, Person.name, Person.roles, Person.status).where(Person.id == person_id)
    ).one_or_none()
    may = row is not None and row.status == "active" and Role.CSM in parse_roles(row.roles)
    if row is None or not (may or row.id == keeps):
        raise BadInput("Choose an active person with the role of a CSM.", field="csm")
    return _Named(row.id, row.name)
