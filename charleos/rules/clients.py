"""A client's name in links, what a search finds, and what terms may say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from charleos.errors import BadInput, NotFound
from charleos.periods import Month, long_day
from charleos.rules.policy import MILLION, Unused
from charleos.rules.retainer import Terms
from charleos.units import Minutes, Pence

LONGEST_NAME = 200
LONGEST_SLUG = 60
LONGEST_NOTES = 10_000
LONGEST_CHANNEL = 80
LONGEST_CARRY = 120
MOST_MINUTES = Minutes(10_000 * 60)
MOST_COST = Pence(1_000_000_000)

_SLUG = re.compile(r"\w+(-\w+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def as_searched(text: str) -> str:
    """Text as search compares it: one form for letters that look the same, in any script, small or capital.

    >>> as_searched("STRASSE") == as_searched("Straße"), as_searched("Ａｃｍｅ") == as_searched("acme")
    (True, True)
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def matches(findable: str, wanted: str) -> bool:
    """Every word that was typed stands somewhere in it. % and _ are letters like any other.

    findable: already as_searched.

    >>> matches(as_searched("Acme Corp: 100% organic"), "ORGANIC acme"), matches(as_searched("Acme"), "%")
    (True, False)
    """
    return all(word in findable for word in as_searched(wanted).split())


def slug_from(name: str, taken: Collection[str] = ()) -> str:
    """A short name for links: letters and digits of any script, small, hyphens between; numbered when taken.

    >>> slug_from("Émile & Söhne GmbH"), slug_from("C#", {"c"}), slug_from("C++", {"c", "c-2"}), slug_from("!!!")
    ('émile-söhne-gmbh', 'c-2', 'c-3', 'client')
    """
    words = re.findall(r"[^\W_]+", as_searched(name).lower())
    plain = "-".join(words)[:LONGEST_SLUG].strip("-") or "client"
    if plain not in taken:
        return plain
    number = 2
    while (numbered := f"{plain[: LONGEST_SLUG - len(str(number)) - 1].rstrip('-')}-{number}") in taken:
        number += 1
    return numbered


def check_slug(slug: str) -> str:
    """The slug in its one form. Raises BadInput.

    >>> check_slug(" acme-corp ")
    'acme-corp'
    """
    text = unicodedata.normalize("NFKC", slug.strip())
    if len(text) > LONGEST_SLUG:
        raise BadInput(f"The short name has {len(text)} characters; use at most {LONGEST_SLUG}.", field="slug")
    if not _SLUG.fullmatch(text) or text != text.lower():
        raise BadInput(
            f"“{text[:40]}” cannot stand in a link; use small letters, digits and single hyphens, such as acme-corp.",
            field="slug",
        )
    return text


def unknown_client(slug: str) -> NotFound:
    """To be raised for a client that is not there, or not the viewer's to see: we never say which.

    >>> unknown_client("acme").sentence
    'There is no client “acme”.'
    """
    return NotFound(f"There is no client “{slug[:60]}”.")


def archived(name: str, *, field: str | None = None) -> BadInput:
    """To be raised where work would begin, or grow, for a client that is archived."""
    return BadInput(f"{name} is archived; ask a Manager to reopen the client first.", field=field)


def check_name(name: str) -> str:
    text = " ".join(name.split())
    if not text:
        raise BadInput("Give the client a name.", field="name")
    if len(text) > LONGEST_NAME:
        raise BadInput(f"The name has {len(text):,} characters; use at most {LONGEST_NAME}.", field="name")
    if _CONTROL.search(text):
        raise BadInput("The name holds characters that cannot be shown; type it anew.", field="name")
    return text


def check_notes(notes: str) -> str:
    text = notes.strip()
    if len(text) > LONGEST_NOTES:
        raise BadInput(f"The notes have {len(text):,} characters; use at most {LONGEST_NOTES:,}.", field="notes")
    if _CONTROL_IN_TEXT.search(text):
        raise BadInput("The notes hold characters that cannot be shown; type them anew.", field="notes")
    return text


def check_channel(channel: str) -> str:
    """A Slack channel as Slack writes it; empty is none.

    >>> check_channel("acme"), check_channel(" #Acme-Team "), check_channel("")
    ('#acme', '#acme-team', '')
    """
    text = channel.strip().removeprefix("#").lower()
    if not text:
        return ""
    if len(text) > LONGEST_CHANNEL or not re.fullmatch(r"[\w-]+", text):
        raise BadInput(
            f"“{channel.strip()[:40]}” is not a Slack channel; use letters, digits, hyphens and underscores.",
            field="slack_channel",
        )
    return f"#{text}"


FIRST_START = date(1990, 1, 1)


def check_start(start: date, today: date) -> None:
    """
    >>> check_start(date(2026, 1, 5), date(2026, 1, 30))
    """
    latest = date(today.year + 5, today.month, 1)
    if not FIRST_START <= start <= latest:
        raise BadInput(
            f"{long_day(start)} cannot be the first day; choose one from {FIRST_START.year} to {latest.year}.",
            field="start",
        )


def check_terms(terms: Terms) -> Terms:
    """Terms that an agency could work by. Raises BadInput with the field to mend.

    >>> check_terms(Terms(24312, None, minutes=Minutes(600)))
    Traceback (most recent call last):
    charleos.errors.BadInput: Project-only work has no monthly hours or cost; leave them empty.
    """
    if terms.plan_id is None and terms.is_custom:
        raise BadInput("Project-only work has no monthly hours or cost; leave them empty.", field="hours")
    if terms.minutes is not None and not 0 < terms.minutes <= MOST_MINUTES:
        raise BadInput("Monthly hours lie above 0 and at most 10,000; leave them empty for the plan's.", field="hours")
    if terms.cost is not None and not 0 <= terms.cost <= MOST_COST:
        raise BadInput("A monthly cost lies between £0 and £10,000,000.", field="cost")
    if terms.hourly_rate is not None and not 0 <= terms.hourly_rate <= MOST_COST:
        raise BadInput("An hourly rate lies between £0 and £10,000,000.", field="hourly_rate")
    if terms.pm_share is not None and not 0 <= terms.pm_share <= MILLION:
        raise BadInput("The project manager's share lies between 0% and 100%.", field="pm_share")
    _check_rollover(terms)
    return terms


def _check_rollover(terms: Terms) -> None:
    amount = terms.rollover_amount
    if terms.rollover_unused is Unused.CAP and (amount is None or not 0 <= amount <= MOST_MINUTES):
        raise BadInput("Say how many hours of unused time may be carried on at most.", field="rollover_amount")
    if terms.rollover_unused is Unused.MONTHS and (amount is None or not 0 <= amount <= LONGEST_CARRY):
        raise BadInput(
            f"Say for how many months unused time may be used, 0 to {LONGEST_CARRY}.", field="rollover_amount"
        )


def check_since(name: str, since: Month, *, start: date, open_from: Month) -> None:
    """Terms change only from an open month on.

    >>> january = Month.parse("2026-01")
    >>> check_since("Acme", january, start=date(2025, 1, 1), open_from=january.next)
    Traceback (most recent call last):
    charleos.errors.BadInput: January 2026 is closed for Acme; its terms can change from February 2026 on.
    """
    if since < Month.of(start):
        raise BadInput(f"{name} starts on {long_day(start)}; its terms begin with that month.", field="since")
    if since < open_from:
        raise BadInput(
            f"{since.name} is closed for {name}; its terms can change from {open_from.name} on.", field="since"
        )
