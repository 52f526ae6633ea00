"""How settings read: each with its value, and what it was against what it becomes."""

from __future__ import annotations

from collections.abc import Iterator

from charleos.reads.settings import Author
from charleos.rules.policy import Policy, Size, Unused
from charleos.ui.parts.retainer import rollover_said
from charleos.ui.words import money, plain, share, span, time

DISCIPLINES = {
    "development": "Development",
    "design": "Design",
    "qa": "QA",
    "pm": "Project management",
    "csm": "Client success",
    "management": "Management",
}
"""The disciplines an agency usually has; a policy may name others."""

UNUSED = {
    Unused.NONE: "expires at the end of the month",
    Unused.ALL: "is carried on without limit",
    Unused.CAP: "is carried on up to so many hours",
    Unused.MONTHS: "stays usable for so many months",
}


def discipline(key: str) -> str:
    return DISCIPLINES.get(key, key.capitalize())


def size(one: Size) -> str:
    """
    >>> from charleos.units import Minutes
    >>> size(Size("M", Minutes(180), Minutes(360), "standard feature"))
    '3h-6h, average 4h 30m, maximum 6h'
    """
    return f"{span(one.minimum, one.maximum)}, average {time(one.average)}, maximum {time(one.maximum)}"


def values(policy: Policy, setting: str) -> Iterator[tuple[str, str]]:
    """A setting's parts, each with its name and its value; sizes are told apart from these."""
    match setting:
        case "pm_share":
            yield "Project manager's share", share(policy.pm_share)
        case "feedback_share":
            yield "QA and feedback", f"{share(policy.feedback_share)} of the average"
        case "billing_day":
            yield "Billing day", time(policy.billing_day)
        case "capacity":
            for key in dict.fromkeys((*DISCIPLINES, *policy.capacity)):
                yield f"A day of {discipline(key)}", time(policy.capacity_of(key))
        case "other_capacity":
            yield "A day of anybody else", time(policy.other_capacity)
        case "bands":
            yield "Amazing from", money(policy.bands.amazing)
            yield "Goal from", money(policy.bands.goal)
            yield "Under target from", money(policy.bands.under_target)
        case "rollover":
            yield "Rollover", rollover_said(policy.rollover)
        case "underused_share":
            yield "Little used below", share(policy.underused_share)


def changes(was: Policy, becomes: Policy, changed: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(what, was, becomes) of every part that differs, sizes aside."""
    for setting in changed:
        after = dict(values(becomes, setting))
        for what, before in values(was, setting):
            if after.get(what, before) != before:
                yield what, before, after[what]


def saved(author: Author) -> str:
    """Who saved a version, and when."""
    who = plain(author.name) if author.name else "CharleOS"
    return f"{who}, {author.at:%-d %b %Y %H:%M} UTC" if author.name else who
