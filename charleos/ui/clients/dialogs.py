"""The dialogs about a client: new, edit, terms, archive. Each opens its own desk and sends its form once.

Open them from a button: `if st.button("Edit"): edit_client_dialog(slug)`. They need the right to edit clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from charleos.actions.client_terms import change_terms
from charleos.actions.clients import ClientEdit, NewClient, archive_client, create_client, edit_client, unarchive_client
from charleos.desk import Desk
from charleos.errors import BadInput, Conflict
from charleos.periods import Month, long_day, months
from charleos.reads.clients import ClientCard, ClientChoices, client_card, client_choices, proposed_slug
from charleos.rules.policy import Rulebook
from charleos.rules.retainer import Terms
from charleos.ui import words
from charleos.ui.clients.terms_fields import terms_fields, typed_terms
from charleos.ui.forms import Form
from charleos.ui.links import client_link
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import hours, pounds

MONTHS_AHEAD = 24


def new_client_dialog() -> None:
    Form("new_client").renew()
    _new_client()


def edit_client_dialog(slug: str) -> None:
    Form(f"edit_client:{slug}").renew()
    _edit_client(slug)


def terms_dialog(slug: str) -> None:
    Form(f"client_terms:{slug}").renew()
    _terms(slug)


def archive_dialog(slug: str) -> None:
    """Archives an active client, and makes an archived one active again."""
    Form(f"archive_client:{slug}").renew()
    _archive(slug)


@st.dialog("New client", width="medium", icon=":material/person_add:")
@own_desk("clients")
def _new_client(desk: Desk) -> None:
    form = Form("new_client")
    st.text_input("Name", key=form.field("name"), placeholder="Acme Corp")
    form.place("name")
    left, right = st.columns(2)
    with right:
        start = st.date_input("First day", value=desk.today, key=form.field("start"), format="DD/MM/YYYY")
        form.place("start")
    with left:
        _slug_field(desk, form)
    month = Month.of(start) if start else Month.of(desk.today)
    choices = client_choices(desk, month)
    terms_fields(form, choices, month)
    _people_fields(form, choices)
    form.place()
    if st.button("Create client", type="primary", key=form.field("send"), disabled=desk.read_only):
        slug = _text(form, "slug")
        form.send(lambda key: create_client(desk, key, _drafted(form)), then=lambda: _open(slug))


def _slug_field(desk: Desk, form: Form) -> None:
    """Proposed from the name until somebody writes their own."""
    name, last = _text(form, "name"), st.session_state.get(form.field("proposed"), "")
    proposed = proposed_slug(desk, name) if name else ""
    if _text(form, "slug") in ("", last):
        st.session_state[form.field("slug")] = proposed
    st.session_state[form.field("proposed")] = proposed
    st.text_input("Short name in links", key=form.field("slug"), placeholder="acme-corp", help=words.help("slug"))
    form.place("slug")


def _drafted(form: Form) -> NewClient:
    start = form.typed("start")
    if start is None:
        raise BadInput("Choose the day from which work for the client may be logged.", field="start")
    if form.typed("plan") is None:
        raise BadInput("Choose a plan, or project-only work.", field="plan")
    return NewClient(
        name=_text(form, "name"),
        slug=_text(form, "slug"),
        start=start,
        terms=typed_terms(form, Month.of(start)),
        csm_id=form.typed("csm"),
        slack_channel=_text(form, "slack_channel"),
        notes=_text(form, "notes"),
    )


def _people_fields(form: Form, choices: ClientChoices, *, card: ClientCard | None = None) -> None:
    csms = {one.id: one.name for one in choices.csms}
    if card is not None and card.csm_id is not None:
        csms.setdefault(card.csm_id, f"{card.csm} (no longer a CSM)")
    left, right = st.columns(2)
    with left:
        st.selectbox(
            "CSM",
            list(csms),
            format_func=lambda one: csms[one],
            key=form.field("csm"),
            index=None,
            placeholder="Nobody yet",
            help=words.help("csm"),
        )
        form.place("csm")
    with right:
        st.text_input("Slack channel", key=form.field("slack_channel"), placeholder="#acme")
        form.place("slack_channel")
    st.text_area("Notes", key=form.field("notes"), placeholder="What colleagues should know. The client never sees it.")
    form.place("notes")


@st.dialog("Edit client", width="medium", icon=":material/edit:", on_dismiss="rerun")
@own_desk("clients")
def _edit_client(desk: Desk, slug: str) -> None:
    form, card = Form(f"edit_client:{slug}"), client_card(desk, slug)
    _start(form, card, name=card.name, csm=card.csm_id, slack_channel=card.slack_channel, notes=card.notes)
    st.text_input("Name", key=form.field("name"))
    form.place("name")
    _people_fields(form, client_choices(desk, Month.of(desk.today)), card=card)
    st.caption(f"In links it is called `{slug}`, and it starts on {long_day(card.start)}.")
    form.place()
    if st.button("Save", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(_told_of_others(desk, form, slug, lambda key: edit_client(desk, key, slug, _edited(form))))


def _edited(form: Form) -> ClientEdit:
    return ClientEdit(
        version=st.session_state[form.field("version")],
        name=_text(form, "name"),
        csm_id=form.typed("csm"),
        slack_channel=_text(form, "slack_channel"),
        notes=_text(form, "notes"),
    )


@st.dialog("Change terms", width="medium", icon=":material/handshake:", on_dismiss="rerun")
@own_desk("clients")
def _terms(desk: Desk, slug: str) -> None:
    form, card = Form(f"client_terms:{slug}"), client_card(desk, slug)
    running = max(card.open_from, Month.of(desk.today))
    choices = client_choices(desk, running)
    _start(form, card, since=running)
    _agreed_so_far(card, choices.rulebook)
    offered = list(months(card.open_from, running.plus(MONTHS_AHEAD)))
    since = st.selectbox("From", offered, format_func=lambda month: Month(month).name, key=form.field("since"))
    form.place("since")
    if card.open_from > Month.of(card.start):
        st.caption(f"Months before {card.open_from.name} are closed: their terms stay as they are.")
    terms_fields(form, choices, running, held=card.terms_in(running))
    form.place()
    if st.button("Change terms", type="primary", key=form.field("send"), disabled=desk.read_only):
        form.send(_told_of_others(desk, form, slug, lambda key: _send_terms(desk, key, slug, form, Month(since))))


def _send_terms(desk: Desk, key: str, slug: str, form: Form, since: Month) -> str:
    if form.typed("plan") is None:
        raise BadInput("Choose a plan, or project-only work.", field="plan")
    return change_terms(desk, key, slug, st.session_state[form.field("version")], typed_terms(form, since))


def _agreed_so_far(card: ClientCard, rulebook: Rulebook) -> None:
    """Every agreement so far, oldest first."""
    lines = [f"- from {Month(one.since).name}: {_in_words(one, rulebook)}" for one in card.terms]
    st.markdown(f"{plain(card.name)} has agreed:\n" + "\n".join(lines))


def _in_words(terms: Terms, rulebook: Rulebook) -> str:
    if terms.plan_id is None:
        return "project-only" + ("" if terms.hourly_rate is None else f", {pounds(terms.hourly_rate)} an hour")
    plan = rulebook.plan(terms.plan_id, terms.since)
    own = [
        "" if terms.minutes is None else f"{hours(terms.minutes)} a month",
        "" if terms.cost is None else f"{pounds(terms.cost)} a month",
        "" if terms.pm_share is None else f"PM share {words.share(terms.pm_share)}",
    ]
    said = ", ".join(one for one in own if one)
    return plain(plan.name) + (f", with {said}" if said else "")


@st.dialog("Archive client", width="small", icon=":material/archive:", on_dismiss="rerun")
@own_desk("clients")
def _archive(desk: Desk, slug: str) -> None:
    form, card = Form(f"archive_client:{slug}"), client_card(desk, slug)
    _start(form, card)
    name = plain(card.name)
    if card.archived_on is None:
        ends = Month.of(desk.today).next.name
        st.markdown(
            f"**{name}** leaves the list of active clients. No more time can be logged, "
            f"and from {ends} on there is no allocation. Its history stays, and it can be made active again."
        )
    else:
        st.markdown(
            f"**{name}** is archived since {long_day(card.archived_on)}. Made active again, it has its allocation "
            "in every month that is still open; closed months stay as they are."
        )
    act, label = (archive_client, "Archive") if card.archived_on is None else (unarchive_client, "Make active again")
    form.place()
    if st.button(label, type="primary", key=form.field("send"), disabled=desk.read_only):
        version = st.session_state[form.field("version")]
        form.send(_told_of_others(desk, form, slug, lambda key: act(desk, key, slug, version)))


def _start(form: Form, card: ClientCard, **fields: Any) -> None:
    """Once for each opening: the version that is edited, and what its fields begin with."""
    if form.field("version") in st.session_state:
        return
    st.session_state[form.field("version")] = card.version
    for name, value in fields.items():
        st.session_state[form.field(name)] = value


def _told_of_others(desk: Desk, form: Form, slug: str, act: Callable[[str], str]) -> Callable[[str], str]:
    """Whoever saves second reads who was first; saving once more then replaces that knowingly."""

    def sent(key: str) -> str:
        with _newest_version_on_conflict(desk, form, slug):
            return act(key)

    return sent


@contextmanager
def _newest_version_on_conflict(desk: Desk, form: Form, slug: str) -> Iterator[None]:
    try:
        yield
    except Conflict:
        st.session_state[form.field("version")] = client_card(desk, slug).version
        raise


def _text(form: Form, name: str) -> str:
    return str(form.typed(name) or "").strip()


def _open(slug: str) -> None:
    link = client_link(slug)
    st.switch_page(link.page, query_params=link.query)
