"""Signing in, as rules: which passwords and sign-in names will do, and how long to wait after failures."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from charleos.errors import BadInput

SHORTEST = 10
LONGEST_BYTES = 72
"""bcrypt reads no further than this; a longer password would be cut without anybody being told."""

SIGN_IN_LASTS = timedelta(hours=12)
INVITE_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(days=1)

DEMO_PASSWORD = "retainer"
"""Of every person in the demo agency, whose server answers on this machine only."""

_FREE_FAILURES = 5
_LOCKING_FAILURES = 10
_FIRST_WAIT = timedelta(seconds=15)
_LOCK = timedelta(minutes=15)

_COMMON = ("password", "passwort", "qwerty", "letmein", "welcome", "iloveyou", "123456", "charleos", "retainer")
_LONGEST_KNOWN_NAME = 120  # agency files may bring names that are looser than those made here
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", re.ASCII)


def wait_after(failures: int) -> timedelta:
    """How long a sign-in name is refused after so many failures running; a success forgets them.

    Four are free. The fifth costs 15 seconds, and each further one twice the last; from the tenth on, 15 minutes.

    >>> [int(wait_after(n).total_seconds()) for n in (4, 5, 6, 9, 10, 11)]
    [0, 15, 30, 240, 900, 900]
    """
    if failures < _FREE_FAILURES:
        return timedelta(0)
    if failures >= _LOCKING_FAILURES:
        return _LOCK
    return _FIRST_WAIT * (1 << (failures - _FREE_FAILURES))


def as_bytes(password: str) -> bytes:
    """What is hashed: the same bytes however the keyboard composes an accent.

    >>> as_bytes("e\\u0301") == as_bytes("é")
    True
    """
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def check_password(password: str, *, known: tuple[str, ...] = ()) -> None:
    """Raises BadInput, at the field `password`, for one that is too short, too long, or the first thing to be guessed.

    known: what everybody knows of the person, such as the sign-in name.

    >>> check_password("correct horse battery", known=("ana",))
    >>> check_password("short")
    Traceback (most recent call last):
    charleos.errors.BadInput: A password has at least 10 characters; three or four words make a good one.
    """
    if len(password) < SHORTEST:
        raise _refused(f"A password has at least {SHORTEST} characters; three or four words make a good one.")
    if len(as_bytes(password)) > LONGEST_BYTES:
        raise _refused(f"This password is longer than {LONGEST_BYTES} bytes; shorten it.")
    if password != password.strip() or _CONTROL.search(password):
        raise _refused("A password has no space at its ends and no control characters.")
    plain = password.casefold()
    if len(set(plain)) < 5 or _is_mostly(plain, _COMMON):
        raise _refused("This password is among the first that anybody would guess; choose another.")
    if _is_mostly(plain, tuple(one.casefold() for one in known if one)):
        raise _refused("This password is little more than a name that everybody knows; choose another.")


def check_sign_in_name(name: str) -> None:
    """Raises BadInput, at the field `key`, unless it is small letters, digits and . _ - inside; at most 40.

    >>> check_sign_in_name("ana.b")
    >>> check_sign_in_name("Ana B")
    Traceback (most recent call last):
    charleos.errors.BadInput: A sign-in name is up to 40 small letters, digits, dots, hyphens or underscores.
    """
    if not _NAME.fullmatch(name):
        sentence = "A sign-in name is up to 40 small letters, digits, dots, hyphens or underscores."
        raise BadInput(sentence, field="key")


def typed_name(text: str) -> str:
    """The sign-in name that was meant; empty, which is nobody's, where no name can be so.

    >>> typed_name("  Ana "), typed_name("a\\0na"), typed_name("a" * 500)
    ('Ana', '', '')
    """
    name = text.strip()
    return "" if _CONTROL.search(name) or len(name) > _LONGEST_KNOWN_NAME else name


def _is_mostly(password: str, words: tuple[str, ...]) -> bool:
    """Whether hardly anything remains beside one of the words: fewer than five characters."""
    return any(word in password and len(password) - len(word) < 5 for word in words)


def _refused(sentence: str) -> BadInput:
    return BadInput(sentence, field="password")
