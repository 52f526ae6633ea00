"""Sending the same form twice records it once.

A form carries a random key. The first sending stores the key with its receipt in the same transaction;
a second one with the same content gets that receipt back, and one with other content is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from charleos.desk import Desk
from charleos.store.scope import ScopedSession
from charleos.store.submission import claim, settle


def once(session: ScopedSession, desk: Desk, key: str, action: str, content: object, *, act: Callable[[], str]) -> str:
    """The receipt of `act`, done now or when this key was first sent. Raises BadInput for a reused key.

    content: what the form said; only its fingerprint is kept.
    """
    payload = hashlib.sha256(repr((action, content)).encode()).hexdigest()
    earlier = claim(session, key, person_id=desk.actor_id, action=action, payload=payload, at=desk.now)
    if earlier is not None:
        return earlier
    receipt = act()
    settle(session, key, receipt)
    return receipt
