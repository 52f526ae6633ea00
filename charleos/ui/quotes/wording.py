"""How quotes are spoken of: their statuses, what they come to, and when something happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from charleos.rules.quotes import Price, QuoteStatus, Total
from charleos.ui.parts.figures import badge
from charleos.ui.words import ago, money, time

_COLOURS = {
    QuoteStatus.AWAITING_QUOTE: ("gray", ":material/hourglass_empty:"),
    QuoteStatus.IN_PROGRESS: ("blue", ":material/straighten:"),
    QuoteStatus.AWAITING_CSM_REVIEW: ("orange", ":material/rate_review:"),
    QuoteStatus.AWAITING_CLIENT_APPROVAL: ("violet", ":material/outgoing_mail:"),
    QuoteStatus.CHANGES_REQUESTED: ("red", ":material/edit_note:"),
    QuoteStatus.APPROVED: ("green", ":material/check_circle:"),
    QuoteStatus.CANCELLED: ("gray", ":material/block:"),
}


def status_badge(status: QuoteStatus) -> str:
    colour, icon = _COLOURS[status]
    return badge(status.title, colour, icon)


def when(at: datetime, now: datetime) -> str:
    return ago(max(0, (now - at) // timedelta(minutes=1)))


def total_said(total: Total) -> str:
    """
    >>> from charleos.units import Minutes
    >>> total_said(Total(Minutes(240), Minutes(360), Minutes(480)))
    '6h (4h-8h)'
    """
    return f"{time(total.average)} ({time(total.least)}-{time(total.most)})" if total.most else "not sized yet"


def price_said(price: Price) -> str:
    """
    >>> from charleos.units import Pence
    >>> price_said(Price(Pence(33333), Pence(50000), Pence(66667)))
    '£500 (£333.33-£666.67)'
    """
    return f"{money(price.average)} ({money(price.least)}-{money(price.most)})"
