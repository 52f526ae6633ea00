"""Named errors. Every text is a sentence that the person can act on."""

from __future__ import annotations


class CharleosError(Exception):
    """Anything we tell a person in one plain sentence.

    `field` names the form field that the sentence belongs to, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field

    @property
    def sentence(self) -> str:
        return str(self.args[0])


class BadInput(CharleosError, ValueError):
    """What was given cannot be used as it is; the sentence says what to change."""


class NeedsConfirmation(BadInput):
    """It can be done, but it touches other things, which the sentence names; the same again, confirmed, does it."""


class NotFound(CharleosError, LookupError):
    """Absent, or not the viewer's to see: we never say which."""


class Forbidden(CharleosError, PermissionError):
    """The viewer lacks the capability."""


class Conflict(CharleosError):
    """Somebody else changed the same thing first."""


class Unavailable(CharleosError):
    """The database does not answer, or is held up too long; trying again later may help."""


class ScopeError(RuntimeError):
    """A statement tried to reach the database around the viewer's scope: a mistake in our code."""
