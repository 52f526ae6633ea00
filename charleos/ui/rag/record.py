"""Recording: a card for each client, kept as it is written, submitted and locked together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from charleos.actions.rag import Due, save_draft, submit_reports
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.periods import Month, long_day
from charleos.reads.health import team_health
from charleos.reads.rag import Card, rag_cards
from charleos.reads.rag_suggestions import rag_months, suggestions_of
from charleos.rules.rag import LONGEST_TEXT, Draft, Rag, may_follow
from charleos.rules.rag_signals import Suggestion
from charleos.rules.week import monday_of
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.links import client_link
from charleos.ui.parts.rag import option, rag_badge
from charleos.ui.rag.address import ADDRESS, PAGE
from charleos.ui.session import own_desk
from charleos.ui.words import count, plain

EVERYBODY = "Every CSM"
NOBODY = "No CSM"
CARDS = 12
_REFUSED = "rag:refused"
_STYLE = """<style>
[class*="st-key-rag-client-"] [data-testid="stPageLink-NavLink"] { padding-left: 0; }
[class*="st-key-rag-client-"] [data-testid="stPageLink-NavLink"] * { white-space: normal; overflow: visible; }
</style>"""
"""Long names wrap."""


@st.fragment
@own_desk(PAGE)
def record(desk: Desk) -> None:
    cards = rag_cards(desk)
    if not cards:
        st.info("No active client is yours to report on. A Manager assigns clients to CSMs.", icon=":material/groups:")
        return
    chosen = _whose(cards)
    suggested = suggestions_of(cards, rag_months(desk), team_health(desk, Month.of(desk.today)), desk.today)
    due = [card for card in chosen if not card.is_recorded]
    _progress(desk, chosen, due)
    if not due:
        return
    pages = -(-len(due) // CARDS)
    page = min(ADDRESS.number("page") or 1, pages)
    if pages > 1:
        ADDRESS.control(st.pagination, pages, "page", page)
    st.html(_STYLE)
    columns = st.columns(2, gap="medium")
    for place, card in enumerate(due[(page - 1) * CARDS : page * CARDS]):
        with columns[place % 2]:
            _card(desk, card, suggested)


def _whose(cards: Sequence[Card]) -> list[Card]:
    names = sorted({card.csm or NOBODY for card in cards})
    if len(names) < 2:
        return list(cards)
    csm = ADDRESS.text("csm") if ADDRESS.text("csm") in names else ""
    ADDRESS.select("Clients of", "csm", ["", *names], csm, titles=lambda name: name or EVERYBODY, width=220)
    return [card for card in cards if csm in ("", card.csm or NOBODY)]


def _progress(desk: Desk, chosen: Sequence[Card], due: Sequence[Card]) -> None:
    """How far the week is, and the button that ends it."""
    ready = sum(1 for card in due if card.is_ready)
    done = len(chosen) - len(due)
    if not due:
        told = f"This week is recorded for {'all ' if done > 1 else ''}{count(done, 'client')}."
        st.success(told, icon=":material/lock:")
        return
    form = Form("rag:submit")
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        told = f"**{ready} of {len(due)}** ready to submit" + (f" · {done} recorded" if done else "")
        st.progress(ready / len(due), text=told, width="stretch")
        sent = st.button(
            f"Submit {count(len(due), 'report')}",
            type="primary" if ready == len(due) else "secondary",
            icon=":material/lock:",
            disabled=desk.read_only,
            help="Submitted reports are locked. Each needs a status; amber and red also a note and a next step.",
        )
    form.place()
    if sent:
        reports = tuple(Due(card.slug, card.due, card.version) for card in due if card.due is not None)
        form.send(lambda key: submit_reports(desk, key, reports))


class _Fields(NamedTuple):
    """Keys of a card's widgets: of this client, week and writer's text."""

    status: str
    note: str
    next_step: str


def _fields(card: Card) -> _Fields:
    stem = f"rag:{card.slug}:{card.due}"
    return _Fields(f"{stem}:status", f"{stem}:note", f"{stem}:next")


def _card(desk: Desk, card: Card, suggested: Mapping[str, Suggestion]) -> None:
    with st.container(border=True, gap="small"):
        _heading(desk, card)
        _suggestion(suggested.get(card.slug))
        _write(desk, card)
        refused = st.session_state.get(_REFUSED, {}).get(card.slug)
        if refused:
            st.error(plain(refused), icon=":material/error:")
        else:
            _state(card)


def _heading(desk: Desk, card: Card) -> None:
    link = client_link(card.slug)
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="small",
        key=f"rag-client-{card.slug}",
    ):
        st.page_link(link.page, label=f"**{plain(card.name)}**", query_params=link.query, width="content")
        was = rag_badge(card.last.status if card.last else None)
        st.markdown(f":gray[Last] {was}", width="content", help=_last_told(card))
    for concern in card.concerns:
        st.markdown(f":red[:material/flag:] {concern.sentence} :gray[since {long_day(concern.since)}]")
    if card.due != monday_of(desk.today) and card.due is not None:
        st.warning(f"The week of {long_day(card.due)} comes first; it is not recorded yet.", icon=":material/history:")


def _last_told(card: Card) -> str | None:
    if card.last is None or card.told is None:
        return None
    parts = (f"Week of {long_day(card.last.week)}", plain(card.told.note), plain(card.told.next_step))
    return "\n\n".join(part for part in parts if part)


def _suggestion(suggestion: Suggestion | None) -> None:
    if suggestion is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(
            f":gray[Suggested] {rag_badge(suggestion.status)}", width="content", help=words.help("suggested status")
        )
        if suggestion.points:
            with st.popover(count(suggestion.total, "point"), type="tertiary"):
                for point in suggestion.points:
                    st.markdown(f"**+{point.points}** {plain(point.reason)}")
        else:
            st.markdown(":gray[nothing stands out]", width="content")


def _write(desk: Desk, card: Card) -> None:
    keys, draft = _fields(card), card.draft
    previous = card.last.status if card.last else None
    offered = [status for status in Rag if may_follow(previous, status)]
    st.session_state.setdefault(keys.status, draft.status)
    st.session_state.setdefault(keys.note, draft.note)
    st.session_state.setdefault(keys.next_step, draft.next_step)
    common: dict[str, Any] = {"on_change": _keep, "args": (card,), "disabled": desk.read_only}
    st.segmented_control("Status", offered, format_func=option, key=keys.status, width="stretch", **common)
    asked = st.session_state[keys.status] in (Rag.AMBER, Rag.RED)
    mark = "" if asked else " (optional)"
    st.text_area(f"How is it going?{mark}", key=keys.note, height=80, max_chars=LONGEST_TEXT, **common)
    st.text_area(f"Next step{mark}", key=keys.next_step, height=80, max_chars=LONGEST_TEXT, **common)


@own_desk(PAGE)
def _keep(desk: Desk, card: Card) -> None:
    """A field was left: what stands on the card is kept, so that nothing is lost with the browser or the server."""
    if card.due is None:
        return
    keys = _fields(card)
    status, note, next_step = (st.session_state.get(key) for key in keys)
    refused = st.session_state.setdefault(_REFUSED, {})
    try:
        due = Due(card.slug, card.due, card.version)
        draft = Draft(None if status is None else Rag(status), note or "", next_step or "")
        save_draft(desk, secrets.token_urlsafe(16), due, draft)
        refused.pop(card.slug, None)
    except CharleosError as sentence:
        refused[card.slug] = sentence.sentence


def _state(card: Card) -> None:
    if card.saved_at is None:
        st.caption("Nothing written yet.")
        return
    missing = f"still needs a {' and a '.join(card.missing)}" if card.missing else "ready to submit"
    st.caption(f"Draft kept at {card.saved_at:%H:%M}, by {plain(card.saved_by or 'CharleOS')} · {missing}")
