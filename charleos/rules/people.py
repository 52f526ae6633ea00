"""Who works at the agency: what a person's particulars may be, and what a change of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from charleos.errors import BadInput
from charleos.rules.access import Role
from charleos.units import Minutes, hours

LONGEST_NAME = 200
LONGEST_DISCIPLINE = 40
LONGEST_DAY = Minutes(1440)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the agency knows them. capacity: minutes a working day; None is that of the discipline."""

    name: str
    roles: frozenset[Role]
    discipline: str
    capacity: Minutes | None = None


def check_profile(profile: Profile) -> None:
    """Raises BadInput with the field it belongs to.

    >>> check_profile(Profile("Ana", frozenset(), "design"))
    Traceback (most recent call last):
    charleos.errors.BadInput: Give Ana at least one role; it decides what they may see.
    """
    _check_line(profile.name, LONGEST_NAME, what="name", field="name")
    if not profile.roles:
        raise BadInput(f"Give {profile.name} at least one role; it decides what they may see.", field="roles")
    _check_line(profile.discipline, LONGEST_DISCIPLINE, what="discipline", field="discipline")
    if profile.capacity is not None and not 0 < profile.capacity <= LONGEST_DAY:
        raise BadInput("A day's capacity lies between one minute and 24 hours.", field="capacity")


def role_titles(roles: frozenset[Role]) -> str:
    """Roles as read on screen, the widest last.

    >>> role_titles(frozenset({Role.CSM, Role.PM}))
    'Project Manager, CSM'
    """
    return ", ".join(role.title for role in Role if role in roles)


def changes(before: Profile, after: Profile) -> str:
    """What differs, as the end of a sentence; empty when nothing does.

    >>> ana = Profile("Ana", frozenset({Role.PM}), "pm")
    >>> changes(ana, Profile("Ana", frozenset({Role.PM, Role.CSM}), "pm", Minutes(240)))
    'roles from Project Manager to Project Manager, CSM; daily capacity from that of pm to 4h'
    """
    return "; ".join(_changes(before, after))


def _changes(before: Profile, after: Profile) -> Iterator[str]:
    if before.name != after.name:
        yield f"name from {before.name} to {after.name}"
    if before.roles != after.roles:
        yield f"roles from {role_titles(before.roles)} to {role_titles(after.roles)}"
    if before.discipline != after.discipline:
        yield f"discipline from {before.discipline} to {after.discipline}"
    if before.capacity != after.capacity:
        yield f"daily capacity from {_capacity(before)} to {_capacity(after)}"


def _capacity(profile: Profile) -> str:
    return f"that of {profile.discipline}" if profile.capacity is None else hours(profile.capacity)


def _check_line(text: str, longest: int, *, what: str, field: str) -> None:
    if not text or text != text.strip():
        raise BadInput(f"Write a {what}, without spaces around it.", field=field)
    if len(text) > longest:
        raise BadInput(f"This {what} has {len(text):,} characters; shorten it to at most {longest}.", field=field)
    if _CONTROL.search(text):
        raise BadInput(f"This {what} contains control characters or line breaks; type it anew.", field=field)
