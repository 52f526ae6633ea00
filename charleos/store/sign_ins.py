"""Rows that exist before there is a viewer: signed-in browsers, failed attempts and one-time links.

Only fingerprints of secrets are stored: who reads the database cannot sign in with what they find.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from charleos.store.direct import run
from charleos.store.schema import Agency, OneTimeLink, Person, SignIn
from charleos.store.scope import ScopedSession

_PERSON: Any = Person.__table__
_SIGN_IN: Any = SignIn.__table__
_LINK: Any = OneTimeLink.__table__
_AGENCY: Any = Agency.__table__

_KEPT_AFTER_EXPIRY = timedelta(days=30)

_WHO = (_PERSON.c.id, _PERSON.c.key, _PERSON.c.name, _PERSON.c.roles)
_RECOGNISE = (
    sa.select(_SIGN_IN.c.last_seen_at, *_WHO, _AGENCY.c.time_zone, _AGENCY.c.demo)
    .select_from(_SIGN_IN.join(_PERSON, _PERSON.c.id == _SIGN_IN.c.person_id).join(_AGENCY, _AGENCY.c.id == 1))
    .where(
        _SIGN_IN.c.id == sa.bindparam("fingerprint"),
        _SIGN_IN.c.revoked_at.is_(None),
        _SIGN_IN.c.expires_at > sa.bindparam("now"),
        _SIGN_IN.c.token_version == _PERSON.c.token_version,
        _PERSON.c.status == "active",
    )
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt to sign in is checked against. Without a hash it fails whatever was typed."""

    person_id: int
    token_version: int
    password_hash: str | None


NOBODY = Attempt(0, 0, None)


def recognise(session: ScopedSession, fingerprint: str, now: datetime) -> Any:
    """Who holds this sign-in, if it stands: one row, found by primary keys."""
    return run(session, _RECOGNISE, {"fingerprint": fingerprint, "now": now}).one_or_none()


def hold_for_attempt(session: ScopedSession, name: str) -> Any:
    """The active person of a sign-in name, however it is capitalised, locked until the transaction ends."""
    found = run(
        session,
        sa.select(_PERSON)
        .where(sa.or_(_PERSON.c.key == name, sa.func.lower(_PERSON.c.key) == name.lower()))
        .where(_PERSON.c.status == "active")
        .with_for_update(),
    ).all()
    exact = [row for row in found if row.key == name]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None


def count_attempt(session: ScopedSession, person_id: int, failures: int, wait_until: datetime | None) -> None:
    """Counted before the password is checked, so that a hundred guesses at once are a hundred guesses."""
    run(
        session,
        sa.update(_PERSON)
        .where(_PERSON.c.id == person_id)
        .values(failed_attempts=failures, next_attempt_at=wait_until),
    )


def count_for_nobody(session: ScopedSession) -> None:
    """Write as much as `count_attempt` does: a name that does not exist must not answer sooner."""
    run(session, sa.update(_AGENCY).where(_AGENCY.c.id == 1).values(demo=_AGENCY.c.demo))


def begin_sign_in(
    session: ScopedSession, fingerprint: str, person_id: int, token_version: int, *, now: datetime, until: datetime
) -> None:
    """A browser is signed in; its failures are forgiven and its rows of long ago are swept away."""
    count_attempt(session, person_id, 0, None)
    old = sa.and_(_SIGN_IN.c.person_id == person_id, _SIGN_IN.c.expires_at < now - _KEPT_AFTER_EXPIRY)
    run(session, sa.delete(_SIGN_IN).where(old))
    run(
        session,
        sa.insert(_SIGN_IN).values(
            id=fingerprint,
            person_id=person_id,
            token_version=token_version,
            created_at=now,
            last_seen_at=now,
            expires_at=until,
        ),
    )


def end_sign_in(session: ScopedSession, fingerprint: str, now: datetime) -> None:
    still = sa.and_(_SIGN_IN.c.id == fingerprint, _SIGN_IN.c.revoked_at.is_(None))
    run(session, sa.update(_SIGN_IN).where(still).values(revoked_at=now))


def note_seen(session: ScopedSession, fingerprint: str, now: datetime) -> None:
    run(session, sa.update(_SIGN_IN).where(_SIGN_IN.c.id == fingerprint).values(last_seen_at=now))


def end_every_sign_in(session: ScopedSession, person_id: int, *, keep: str | None = None) -> int:
    """All sign-ins of the person stop being valid, but the one with the fingerprint `keep`.

    Returns the version number that sign-ins carry from now on.
    """
    version: int = run(
        session,
        sa.update(_PERSON)
        .where(_PERSON.c.id == person_id)
        .values(token_version=_PERSON.c.token_version + 1)
        .returning(_PERSON.c.token_version),
    ).scalar_one()
    if keep is not None:
        own = sa.and_(_SIGN_IN.c.id == keep, _SIGN_IN.c.person_id == person_id, _SIGN_IN.c.revoked_at.is_(None))
        # Only one that stood until now: an older version number is a sign-in that was ended before.
        own = sa.and_(own, _SIGN_IN.c.token_version == version - 1)
        run(session, sa.update(_SIGN_IN).where(own).values(token_version=version))
    return version


def store_password(session: ScopedSession, person_id: int, password_hash: str) -> None:
    """The new password, and no failures. Sign-ins made with the old one are for the caller to end."""
    run(
        session,
        sa.update(_PERSON)
        .where(_PERSON.c.id == person_id)
        .values(
            password_hash=password_hash,
            failed_attempts=0,
            next_attempt_at=None,
            version=_PERSON.c.version + 1,
        ),
    )


def add_link(
    session: ScopedSession,
    fingerprint: str,
    purpose: str,
    person_id: int | None,
    *,
    now: datetime,
    until: datetime,
) -> None:
    """A one-time link; the earlier ones to the same end stop working."""
    end_links(session, person_id, now)
    run(
        session,
        sa.insert(_LINK).values(id=fingerprint, purpose=purpose, person_id=person_id, created_at=now, expires_at=until),
    )


def end_links(session: ScopedSession, person_id: int | None, now: datetime) -> None:
    """No unused link of the person (None: of the first Manager) works any longer."""
    whose = _LINK.c.person_id.is_(None) if person_id is None else _LINK.c.person_id == person_id
    run(session, sa.update(_LINK).where(whose, _LINK.c.used_at.is_(None)).values(used_at=now))


def find_link(session: ScopedSession, fingerprint: str, now: datetime) -> Any:
    """A link that can still be used, with the person it is for."""
    return session.execute(
        sa.select(OneTimeLink.purpose, OneTimeLink.person_id, Person.key, Person.name)
        .outerjoin(Person, Person.id == OneTimeLink.person_id)
        .where(OneTimeLink.id == fingerprint, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .where(sa.or_(OneTimeLink.person_id.is_(None), Person.status == "active"))
    ).one_or_none()


def use_link(session: ScopedSession, fingerprint: str, now: datetime, *, purpose: str | None = None) -> bool:
    """True for the one who used it first, before it expired. purpose: it must be one of these."""
    working = sa.and_(_LINK.c.id == fingerprint, _LINK.c.used_at.is_(None), _LINK.c.expires_at > now)
    if purpose is not None:
        working = sa.and_(working, _LINK.c.purpose == purpose)
    used = run(session, sa.update(_LINK).where(working).values(used_at=now).returning(_LINK.c.id))
    return used.one_or_none() is not None
