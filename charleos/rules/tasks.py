"""What a task may be when it is agreed, and who may say that a piece of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from charleos.errors import BadInput
from charleos.units import Minutes, hours

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 10_000
LONGEST_TYPE = 40
LONGEST_REASON = 500
MOST_REQUIREMENTS = 30

TYPES = ("design", "development", "seo", "content", "qa", "strategy")
"""Types of work that are offered first; an agency may name its own."""


class DelayReason(StrEnum):
    """Why a task runs behind."""

    SCOPE = "Scope underestimated"
    TECHNICAL = "Technical complexity"
    BLOCKER = "Blocker"
    CLIENT = "Client dependency"


MOST_EXTRA = Minutes(200 * 60)
"""What is longer than the largest size is another piece of work."""


def check_task(title: str, description: str, types: Sequence[str]) -> None:
    """Raises BadInput with the field to mend: a title, and one to thirty requirements, each with its type of work.

    >>> check_task("", "", ["design"])
    Traceback (most recent call last):
    charleos.errors.BadInput: Give the task a title.
    """
    if not title:
        raise BadInput("Give the task a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"The title has {len(title)} characters; shorten it to {LONGEST_TITLE}.", field="title")
    if len(description) > LONGEST_DESCRIPTION:
        sentence = f"The description has {len(description):,} characters; shorten it to {LONGEST_DESCRIPTION:,}."
        raise BadInput(sentence, field="description")
    if not types:
        raise BadInput("A task needs at least one requirement; choose its type and size.", field="requirements")
    if len(types) > MOST_REQUIREMENTS:
        raise BadInput(f"A task holds at most {MOST_REQUIREMENTS} requirements; make two tasks.", field="requirements")
    for number, work_type in enumerate(types, start=1):
        if not work_type or len(work_type) > LONGEST_TYPE:
            sentence = f"Requirement {number} needs a type of work of at most {LONGEST_TYPE} characters."
            raise BadInput(sentence, field="requirements")


def requirement_keys(types: Sequence[str]) -> list[str]:
    """A key for each requirement, its own within the task.

    >>> requirement_keys(["design", "development", "design"])
    ['design', 'development', 'design-2']
    """
    keys: list[str] = []
    for work_type in types:
        same, key = 1, work_type
        while key in keys:
            same += 1
            key = f"{work_type}-{same}"
        keys.append(key)
    return keys


def check_extra(minutes: Minutes) -> None:
    """Raises BadInput unless it is some time, and no more than a piece of work holds."""
    if minutes <= 0:
        raise BadInput("Say how much more time is needed; at least one minute.", field="minutes")
    if minutes > MOST_EXTRA:
        sentence = f"{hours(minutes)} more is another piece of work; add at most {hours(MOST_EXTRA)}."
        raise BadInput(sentence, field="minutes")


def check_cause(cause: str) -> DelayReason:
    """Raises BadInput unless it is one of the reasons there are.

    >>> check_cause("Blocker").name
    'BLOCKER'
    """
    try:
        return DelayReason(cause.strip())
    except ValueError:
        raise BadInput("Choose why the task runs behind.", field="cause") from None


def check_reason(reason: str) -> str:
    """Why a requirement is re-sized, without blanks around it. Raises BadInput without one.

    >>> check_reason("  The client cut the scope ")
    'The client cut the scope'
    """
    why = reason.strip()
    if not why:
        raise BadInput("Say why the requirement is re-sized; it stands in the ledger.", field="reason")
    if len(why) > LONGEST_REASON:
        raise BadInput(f"Shorten the reason to {LONGEST_REASON} characters.", field="reason")
    return why
