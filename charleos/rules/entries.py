"""What a time entry may be, and the receipt that says what it did."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import Month, long_day
from charleos.rules.billing import Estimate
from charleos.rules.clients import archived
from charleos.units import Minutes, hours

LONGEST_ENTRY = Minutes(720)
LONGEST_DAY = Minutes(1440)
LONGEST_NOTE = 2000


class Activity(StrEnum):
    TASK = "Task"
    CLIENT_CALL = "Client call"
    INTERNAL_MEETING = "Internal meeting"
    SUPPORT = "Support"
    ADMIN = "Admin"


class ClientCalendar(NamedTuple):
    """What limits work on a client: its name, first day, whether it is archived, the earliest open month."""

    name: str
    start: date
    is_archived: bool
    open_from: Month


def check_entry(minutes: Minutes, work_date: date, *, today: date, note: str, client: ClientCalendar | None) -> None:
    """Raises BadInput with the field it belongs to; whole minutes, 1 to 720, not in the future, not before the start.

    >>> check_entry(Minutes(721), date(2026, 1, 5), today=date(2026, 1, 5), note="", client=None)
    Traceback (most recent call last):
    charleos.errors.BadInput: An entry holds at most 12h; split this one of 12h 01m into two.
    """
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        raise BadInput("Time is a whole number of minutes; write a duration such as 1h 30m.", field="minutes")
    if minutes <= 0:
        raise BadInput("Log at least one minute.", field="minutes")
    if minutes > LONGEST_ENTRY:
        sentence = f"An entry holds at most {hours(LONGEST_ENTRY)}; split this one of {hours(minutes)} into two."
        raise BadInput(sentence, field="minutes")
    if work_date > today:
        raise BadInput(f"{long_day(work_date)} is in the future; log time on the day it was worked.", field="work_date")
    _check_length("note", note)
    if client is not None:
        check_client(client, work_date)


def check_reason(reason: str) -> str:
    """Why an entry is taken out, trimmed.

    >>> check_reason(" typed twice ")
    'typed twice'
    """
    why = reason.replace("\0", "").strip()
    if not why:
        raise BadInput("Say why the entry is taken out.", field="reason")
    _check_length("reason", why)
    return why


def _check_length(field: str, text: str) -> None:
    if len(text) > LONGEST_NOTE:
        sentence = f"The {field} has {len(text):,} characters; shorten it to at most {LONGEST_NOTE:,}."
        raise BadInput(sentence, field=field)


def check_client(client: ClientCalendar, work_date: date) -> None:
    if client.is_archived:
        raise archived(client.name, field="client")
    if work_date < client.start:
        raise BadInput(
            f"Work on {client.name} starts on {long_day(client.start)}; this entry is dated before it.",
            field="work_date",
        )


def check_day(name: str, work_date: date, *, already: Minutes, more: Minutes) -> None:
    """A person's day holds at most 24 hours."""
    if already + more > LONGEST_DAY:
        raise BadInput(
            f"{name} has {hours(already)} on {long_day(work_date)}; another {hours(more)} is more than a day holds.",
            field="minutes",
        )


def routing(work_month: Month, goes_to: Month) -> str | None:
    """What the form says before saving, and the receipt after, when the month of the work is closed.

    >>> routing(Month.parse("2026-01"), Month.parse("2026-03"))
    'January 2026 is closed for this client: the time counts in March 2026.'
    """
    if goes_to == work_month:
        return None
    return f"{work_month.name} is closed for this client: the time counts in {goes_to.name}."


def already_sentence(who: str | None, minutes: Minutes, what: str, when: str) -> str | None:
    """The hint before the same work is logged twice on a day; None when the day has nothing of it.

    who: the person when it is not the reader.

    >>> already_sentence(None, Minutes(60), "Checkout", "today")
    'You already have 1h on Checkout today.'
    """
    if not minutes:
        return None
    return f"{f'{who} already has' if who else 'You already have'} {hours(minutes)} on {what} {when}."


def receipt(minutes: Minutes, what: str, estimate: Estimate, actual: Minutes) -> str:
    """What an entry did to its requirement.

    >>> receipt(Minutes(120), "Checkout", Estimate(Minutes(270), Minutes(360)), Minutes(270))
    '2h logged on Checkout: 4h 30m used of 4h 30m-6h.'
    """
    return f"{hours(minutes)} logged on {what}: {_used(estimate, actual)}."


def void_receipt(minutes: Minutes, work_date: date, what: str, estimate: Estimate, actual: Minutes) -> str:
    """What taking an entry out left of its requirement.

    >>> void_receipt(Minutes(60), date(2026, 1, 5), "Checkout", Estimate(Minutes(270), Minutes(360)), Minutes(210))
    '1h of 5 January 2026 taken out of Checkout: 3h 30m used of 4h 30m-6h.'
    """
    return f"{hours(minutes)} of {long_day(work_date)} taken out of {what}: {_used(estimate, actual)}."


def _used(estimate: Estimate, actual: Minutes) -> str:
    if estimate.maximum == 0:
        return f"{hours(actual)} used; it is not required, so nothing is billed"
    return f"{hours(actual)} used of {hours(estimate.average)}-{hours(estimate.maximum)}"
