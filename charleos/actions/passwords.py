"""Hashing passwords, and comparing with a hash in a time that says nothing."""

from __future__ import annotations

import bcrypt

from charleos.rules.passwords import LONGEST_BYTES, as_bytes

COST = 12
"""About a quarter of a second for each guess."""

HASH_OF_NOTHING = "$2b$12$0F1vuXqZMg9G2vurhNDh/uY2A1HsQa9oUbwZj8QoSdPdZtP3GahpW"
"""Compared with where there is no hash, so that a name that does not exist takes as long as one that does."""


def hashed(password: str) -> str:
    """What is stored of a password. The rules have checked it before."""
    return bcrypt.hashpw(as_bytes(password), bcrypt.gensalt(COST)).decode("ascii")


def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. One comparison is made in any case, also with nothing to compare with."""
    typed = as_bytes(password)
    same = bcrypt.checkpw(typed[:LONGEST_BYTES], (password_hash or HASH_OF_NOTHING).encode("ascii"))
    return same and password_hash is not None and len(typed) <= LONGEST_BYTES
