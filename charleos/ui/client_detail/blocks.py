"""The blocks of a client's month: what is reserved of whose time, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from charleos.desk import Desk
from charleos.reads.client_detail import ClientDetail
from charleos.reads.client_schedule import BlockLine, ClientSchedule
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockStatus
from charleos.ui import words
from charleos.ui.client_detail.block_dialogs import (
    complete_block_dialog,
    edit_block_dialog,
    new_block_dialog,
    remove_block_dialog,
    reopen_block_dialog,
)
from charleos.ui.client_detail.live import opened
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import days_said
from charleos.ui.words import plain
from charleos.units import hours

COLOURS = {
    BlockStatus.NOT_SCHEDULED: "gray",
    BlockStatus.SCHEDULED: "blue",
    BlockStatus.IN_PROGRESS: "orange",
    BlockStatus.COMPLETED: "green",
    BlockStatus.LATE: "red",
}


def show_blocks(desk: Desk, frame: ClientDetail, seen: ClientSchedule) -> None:
    may = desk.viewer.can(Capability.SCHEDULE) and not desk.read_only
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader("Blocks", anchor=False, help=words.help("block"), width="content")
        if st.button(
            "Add block…",
            key="client_detail:add_block",
            icon=":material/add:",
            type="tertiary",
            disabled=not may or frame.is_archived,
        ):
            opened(new_block_dialog, frame.slug, seen.month)
    if not seen.blocks:
        st.caption(f"Nobody's time is reserved in {seen.month.name}.")
        return
    with st.container(border=True, gap="small", key="blocks"):
        for block in seen.blocks:
            _block(desk, block, may=may)
    st.caption(f"**{hours(seen.reserved)}** reserved in {words.count(len(seen.blocks), 'block')}.")


def _block(desk: Desk, block: BlockLine, *, may: bool) -> None:
    with st.container(key=f"block-{block.id}"):
        what, who, when, act = st.columns([32, 26, 30, 12], gap="small", vertical_alignment="center")
        what.markdown(f"{block.kind.called(block.round)} {badge(block.status.title, COLOURS[block.status])}")
        who.markdown(plain(block.assignee))
        when.markdown(f"**{hours(block.minutes)}** :gray[{days_said(block.start, block.end, desk.today)}]")
        with act:
            if may:
                _menu(desk, block)


def _menu(desk: Desk, block: BlockLine) -> None:
    acts = _acts(desk, block)
    with st.container(horizontal=True, horizontal_alignment="right"):
        chosen = st.menu_button("Actions", list(acts), key=f"client_detail:block:{block.id}", type="tertiary")
    if chosen is not None:
        acts[chosen]()


def _acts(desk: Desk, block: BlockLine) -> dict[str, Callable[[], None]]:
    if block.status is BlockStatus.COMPLETED:
        return {"Reopen…": partial(opened, reopen_block_dialog, block)}
    acts: dict[str, Callable[[], None]] = {
        "Edit…": partial(opened, edit_block_dialog, block),
        "Complete…": partial(opened, complete_block_dialog, block),
    }
    if block.start > desk.today:
        acts["Remove…"] = partial(opened, remove_block_dialog, block)
    return acts
