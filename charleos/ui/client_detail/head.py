"""The head of a client's page: name, badges, who looks after them, and what can be done."""

from __future__ import annotations

import streamlit as st

from charleos.desk import Desk
from charleos.periods import long_day
from charleos.reads.client_detail import ClientDetail
from charleos.rules.access import Capability
from charleos.ui import words
from charleos.ui.client_detail.address import Section, choose, go
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.task_dialogs import add_task_dialog
from charleos.ui.clients.dialogs import archive_dialog, edit_client_dialog, terms_dialog
from charleos.ui.parts.figures import badge
from charleos.ui.parts.people import avatar
from charleos.ui.parts.rag import rag_badge
from charleos.ui.quotes.new_quote import new_quote_dialog
from charleos.ui.schedule.placing_form import schedule_dialog
from charleos.ui.words import plain


def show_head(desk: Desk, frame: ClientDetail) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap="xsmall"):
            st.title(plain(frame.name), anchor=False)
            st.markdown(" ".join(_badges(frame)))
        _actions(desk, frame)
    _who(frame)


def choose_section(desk: Desk) -> Section:
    """Only the section that is open is read."""
    hidden = () if desk.viewer.can(Capability.VIEW_EFFICIENCY) else (Section.INTELLIGENCE,)
    return choose("Section", "section", Section, Section.OVERVIEW, titles=lambda one: one.title, without=hidden)


def _badges(frame: ClientDetail) -> list[str]:
    status = badge("Archived", "gray", ":material/archive:") if frame.is_archived else badge("Active", "green")
    plan = badge("Project-only", "violet") if frame.plan is None else badge(plain(frame.plan), "blue")
    rag = [rag_badge(frame.rag)] if frame.rag else []
    return [status, plan, *rag, *([badge("Custom", "orange")] if frame.is_custom else [])]


def _who(frame: ClientDetail) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if frame.csm is None:
            st.markdown(":gray[:material/person_off: No CSM yet]", help=words.help("csm"), width="content")
        else:
            avatar(frame.csm)
            st.markdown(f"{plain(frame.csm)} :gray[CSM]", help=words.help("csm"), width="content")
        since = f"Client since {long_day(frame.of.agreement.start)}"
        slack = f" · Slack {plain(frame.slack_channel)}" if frame.slack_channel else ""
        st.markdown(f":gray[{since}{slack}]", width="content")
        if frame.notes:
            with st.popover("Notes", icon=":material/sticky_note_2:", type="tertiary"):
                st.text(frame.notes)


def _actions(desk: Desk, frame: ClientDetail) -> None:
    with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
        st.button(
            "View hours", key="client_detail:hours", icon=":material/schedule:", on_click=go, args=(Section.TIME,)
        )
        if desk.viewer.can(Capability.EDIT_CLIENTS):
            _edit(desk, frame)
        _ask_and_plan(desk, frame)
        if desk.viewer.can(Capability.EDIT_WORK) and st.button(
            "Add task",
            key="client_detail:add_task",
            icon=":material/add:",
            type="primary",
            disabled=desk.read_only or frame.is_archived,
            help="An archived client gets no tasks." if frame.is_archived else None,
        ):
            opened(add_task_dialog, frame.slug, frame.month)


def _ask_and_plan(desk: Desk, frame: ClientDetail) -> None:
    if desk.viewer.can(Capability.EDIT_QUOTES) and st.button(
        "Add quote",
        key="client_detail:add_quote",
        icon=":material/request_quote:",
        disabled=desk.read_only or frame.is_archived,
        help="An archived client gets no quotes." if frame.is_archived else None,
    ):
        opened(new_quote_dialog, frame.slug)
    if desk.viewer.can(Capability.SCHEDULE) and st.button(
        "Schedule work",
        key="client_detail:schedule_work",
        icon=":material/calendar_add_on:",
        disabled=desk.read_only or frame.is_archived,
    ):
        opened(schedule_dialog, frame.slug)


def _edit(desk: Desk, frame: ClientDetail) -> None:
    archive = "Make active again…" if frame.is_archived else "Archive…"
    dialogs = {"Edit client…": edit_client_dialog, "Change terms…": terms_dialog, archive: archive_dialog}
    chosen = st.menu_button(
        "Edit", list(dialogs), key="client_detail:edit", icon=":material/edit:", disabled=desk.read_only
    )
    if chosen is not None:
        opened(dialogs[chosen], frame.slug)
