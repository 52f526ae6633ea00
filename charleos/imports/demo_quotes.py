"""Quotes of the demo agency, asked for, sized, talked about and decided as people would, over the last weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.actions.quote_approval import approve_quote
from charleos.actions.quote_sizing import Sizing, size_quote_requirement
from charleos.actions.quote_talk import (
    Audience,
    cancel_quote,
    comment_on_quote,
    request_quote_changes,
    send_quote,
)
from charleos.actions.quotes import NewQuote, Wanted, create_quote
from charleos.desk import Desk
from charleos.rules.access import Viewer
from charleos.store.schema import Quote, QuoteRequirement


class Asked(NamedTuple):
    """A piece of a quote: what is asked for, who sizes it, and their answer; size None: not yet."""

    type: str
    brief: str
    by: str
    size: str | None = None
    scope: str = ""


class Told(NamedTuple):
    """A quote's story. ago: days since it was asked for. then: what became of it, day by day after the estimates.

    said: who wrote what to whom on the second day.
    """

    slug: str
    ago: int
    title: str
    description: str
    pieces: tuple[Asked, ...]
    then: tuple[str, ...] = ()
    said: tuple[tuple[str, Audience, str], ...] = ()


_DESIGN, _BUILD = "design", "development"
US, THEM = Audience.INTERNAL, Audience.CLIENT
QUOTES = (
    Told(
        "acme-corp",
        2,
        "Store finder with opening hours",
        "A map of all branches. Opening hours come from their spreadsheet and change on bank holidays.",
        (
            Asked(_DESIGN, "Map, list and branch page", "iris"),
            Asked(_BUILD, "Import of the spreadsheet, search by postcode", "devon"),
        ),
        said=(("clara", US, "They saw a competitor's and want it before Easter."),),
    ),
    Told(
        "lumen-energy",
        4,
        "Tariff calculator",
        "Visitors enter their usage and see which tariff fits.",
        (
            Asked(_DESIGN, "Form and result, on a phone first", "iris", "M", "Two screens, one round of feedback"),
            Asked(_BUILD, "Calculation and shareable result", "devon"),
        ),
        said=(
            ("oscar", US, "Legal must see the wording of the result before it goes live."),
            ("iris", US, "Counted without illustrations; those would be an S on top."),
        ),
    ),
    Told(
        "ellery-books",
        6,
        "Reading group pages",
        "Each reading group gets a page with its next book and dates.",
        (
            Asked(_DESIGN, "Page template", "iris", "S", "Follows the event pages"),
            Asked(_BUILD, "Template, calendar file, sign-up", "devon", "M", "Sign-up by e-mail, no accounts"),
        ),
        said=(("clara", US, "Keep it small: they have 20 hours a month."),),
    ),
    Told(
        "nomad-coffee",
        9,
        "Subscription gift boxes",
        "A box can be given for three, six or twelve months.",
        (
            Asked(_DESIGN, "Choice of box, message, confirmation e-mail", "leo", "M", "Three screens and one e-mail"),
            Asked(_BUILD, "Checkout, renewal, vouchers", "devon", "L", "Uses their present payment provider"),
            Asked("qa", "Orders from start to end, in three browsers", "quinn", "S"),
        ),
        ("send",),
        (
            ("dana", THEM, "We left out delivery abroad, as you asked on Monday."),
            ("quinn", US, "Test cards of the provider expire in spring; ask them for new ones."),
        ),
    ),
    Told(
        "fjordlys",
        12,
        "Winter campaign landing pages",
        "Five pages for the northern lights season, in English and Icelandic.",
        (
            Asked(_DESIGN, "One layout, five moods", "mei", "M"),
            Asked("content", "Texts in English; Icelandic comes from them", "seren", "M"),
            Asked(_BUILD, "Pages and tracking", "devon", "M"),
        ),
        ("send", "changes"),
        (("oscar", THEM, "Attached is the timetable we discussed; the photographs are needed by the 12th."),),
    ),
    Told(
        "kestrel-analytics",
        16,
        "Customer portal: usage charts",
        "Charts of the last twelve months with export.",
        (
            Asked(_DESIGN, "Chart styles and empty states", "iris", "S"),
            Asked(_BUILD, "Charts from their API, CSV export", "tomasz", "L", "Their API is documented; paging is not"),
        ),
        ("send", "approve"),
        (("oscar", THEM, "Happy to walk you through the sizes on Thursday."),),
    ),
    Told(
        "quayside-brewing",
        20,
        "Tap room booking",
        "Tables for the tap room, with a deposit at weekends.",
        (
            Asked(_DESIGN, "Booking in three taps", "leo", "M"),
            Asked(_BUILD, "Calendar, deposit, reminders", "yuki", "L"),
        ),
        ("send", "approve"),
        (("oscar", US, "Project-only: priced at the agreed £95 an hour."),),
    ),
    Told(
        "marlow-and-sons",
        14,
        "Online measuring guide",
        "Customers measure themselves with a short film.",
        (Asked(_DESIGN, "Storyboard", "mei", "S"), Asked(_BUILD, "Player and form", "devon", "M")),
        ("send", "cancel"),
        (("clara", US, "The film maker is too dear; they may come back in autumn."),),
    ),
    Told(
        "juniper-health",
        5,
        "Appointment reminders by text message",
        "Reminders a day before, with a link to change the appointment.",
        (
            Asked(_BUILD, "Messages, link, opt-out", "devon", "M", "Without their old booking system"),
            Asked("qa", "Delivery reports and opt-out", "quinn", "XS"),
            Asked("seo", "Nothing to be found by search engines", "rafael", None),
        ),
        said=(("dana", US, "Data protection officer wants to read it before we send it."),),
    ),
    Told(
        "pebble-finance",
        1,
        "Accessibility statement and fixes",
        "Their bank asks for a statement. An audit found eleven issues.",
        (Asked(_BUILD, "The eleven issues of the audit", "devon"), Asked("content", "The statement", "seren")),
    ),
    Told(
        "tokyo-garden",
        11,
        "Seasonal menu in two languages",
        "The menu changes four times a year.",
        (Asked(_DESIGN, "Menu for print and web", "iris", "M"), Asked(_BUILD, "Editing in their CMS", "yuki", "S")),
        ("send",),
        (("dana", THEM, "Print costs are not part of this; the printer sends you a quote of their own."),),
    ),
)


def tell_quotes(desk: Desk, people: Mapping[str, Viewer], clients: Mapping[str, str | None]) -> None:
    """The quotes of those clients that there are. clients: slug to the key of who answers for them."""
    for number, quote in enumerate(QUOTES, 1):
        if quote.slug in clients and all(piece.by in people for piece in quote.pieces):
            _Telling(desk, people, quote, clients[quote.slug] or "morgan", f"demo-quote-{number}").tell()


class _Telling:
    def __init__(self, desk: Desk, people: Mapping[str, Viewer], quote: Told, csm: str, key: str) -> None:
        self.desk, self.people, self.quote, self.csm, self.key = desk, people, quote, csm, key
        self.day = quote.ago
        self.sent = 0

    def tell(self) -> None:
        wanted = tuple(Wanted(one.type, one.brief, self.people[one.by].person_id) for one in self.quote.pieces)
        self._do(self.csm, create_quote, self.quote.slug, NewQuote(self.quote.title, wanted, self.quote.description))
        self.id = self._quote().id
        for who, audience, text in self.quote.said:
            self._do(who, comment_on_quote, self.id, audience, text)
        self.day = max(0, self.day - 1)
        for piece_id, piece in zip(self._pieces(), self.quote.pieces, strict=True):
            if piece.size is not None or piece.type == "seo":
                self._do(piece.by, size_quote_requirement, piece_id, Sizing(piece.size, piece.scope, True, 1))
        for act in self.quote.then:
            self.day = max(0, self.day - 3)
            self._become(act)

    def _become(self, act: str) -> None:
        match act:
            case "send":
                self._do(self.csm, send_quote, self.id, self._quote().version)
            case "approve":
                word = "Their managing director, by e-mail"
                self._do(self.csm, approve_quote, self.id, self._quote().version, word)
            case "changes":
                note = "Three pages instead of five, and no Icelandic for now."
                self._do(self.csm, request_quote_changes, self.id, note)
            case _:
                self._do(self.csm, cancel_quote, self.id, "Out of their budget this year.")

    def _do(self, who: str, act: Callable[..., str], *content: object) -> None:
        """As that person, on the day that has come; some minutes after what was done before."""
        self.sent += 1
        now = self.desk.now - timedelta(days=self.day, minutes=max(0, 90 - 7 * self.sent))
        today = self.desk.today - timedelta(days=self.day)
        desk = replace(self.desk, viewer=self.people[who], today=today, now=now)
        act(desk, f"{self.key}-{self.sent}", *content)

    def _quote(self) -> sa.Row[Any]:
        query = sa.select(Quote.id, Quote.version).where(Quote.title == self.quote.title)
        return self.desk.all(query.order_by(Quote.id.desc()).limit(1))[0]

    def _pieces(self) -> list[int]:
        query = sa.select(QuoteRequirement.id).where(QuoteRequirement.quote_id == self.id)
        return [row.id for row in self.desk.all(query.order_by(QuoteRequirement.place))]
