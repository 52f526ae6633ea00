"""The whole page as one fragment over the cube it was given: a click narrows it without asking the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from charleos.desk import Desk
from charleos.exports.efficiency import board_csv, board_xlsx
from charleos.periods import Month
from charleos.reads.efficiency_board import Board
from charleos.reads.efficiency_people import PeopleAsked, PersonWork, people_work
from charleos.ui.efficiency.address import PAGE, Section, asked_period, remember
from charleos.ui.efficiency.behind import clients_asked
from charleos.ui.efficiency.cards import show_cards
from charleos.ui.efficiency.controls import choose_filters, choose_period, choose_section, show_chosen
from charleos.ui.efficiency.held import Held
from charleos.ui.efficiency.sections import show_section
from charleos.ui.efficiency.views import show_standing, show_views
from charleos.ui.session import at_click, own_desk
from charleos.ui.words import plain


@st.fragment
@own_desk(PAGE)
def explore(desk: Desk, held: Held) -> None:
    """Runs the page anew where the address asks for another period, or the viewer's reach or rights are others now."""
    remember()
    asked = asked_period(Month.of(desk.today))
    if not held.is_for(desk, asked):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        choose_period(asked, held.running)
        files = st.container(horizontal=True, width="content", gap="small")
    if asked.told:
        st.info(plain(asked.told), icon=":material/event_busy:")
    choose_filters(held)
    show_chosen(held)
    board = held.board
    if not held.cube.clients:
        _no_clients()
        return
    show_cards(held, board)
    show_views(held, board)
    show_standing(board)
    section = choose_section(held)
    people = _people(desk, held, board) if section is Section.PEOPLE else ()
    show_section(desk, held, board, section, people)
    with files:
        _files(held, board, people)


def _people(desk: Desk, held: Held, board: Board) -> tuple[PersonWork, ...]:
    chosen = board.chosen
    found = people_work(desk, *chosen.shown, PeopleAsked(clients_asked(held, board), chosen.type, chosen.size))
    return tuple(one for one in found if held.person in (None, one.id))


def _files(held: Held, board: Board, people: Sequence[PersonWork]) -> None:
    first, last = board.chosen.shown
    name = f"efficiency-{first}" if first == last else f"efficiency-{first}-{last}"
    options: dict[str, Any] = {"icon": ":material/download:", "on_click": "ignore", "type": "tertiary"}
    st.download_button(
        "CSV", at_click(lambda: board_csv(board)), file_name=f"{name}.csv", mime="text/csv", key="eff:csv", **options,
        help="What is chosen, by client, month, type and size.",
    )  # fmt: skip
    st.download_button(
        "Excel",
        at_click(lambda: board_xlsx(board, people, with_rates=held.shows_rates)),
        file_name=f"{name}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="eff:xlsx",
        help="A sheet for each view of what is chosen.",
        **options,
    )


def _no_clients() -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.subheader(":material/monitoring: No clients yet", anchor=False, text_alignment="center")
        st.markdown(
            "Efficiency shows once there are clients with work. Yours will appear here.", text_alignment="center"
        )
