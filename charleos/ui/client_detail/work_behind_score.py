"""The completed requirements behind a score."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from charleos.desk import Desk
from charleos.reads.intelligence import CompletedWork, work_behind_score
from charleos.rules.billing import Case
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE
from charleos.ui.links import task_link
from charleos.ui.parts.scores import compared
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.work_types import type_title
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import hours

_COLUMNS = (
    Column("Requirement"),
    Column("Quoted", figures=True),
    Column("Actual", figures=True),
    Column("Ratio", figures=True),
    Column("Completed", figures=True),
)
_COLOURS = {Case.FAST: "green", Case.OVERRUN: "red"}


@st.dialog("The work behind the score", width="large", on_dismiss="rerun", icon=":material/list:")
@own_desk(PAGE)
def work_dialog(desk: Desk, slug: str, name: str, work_type: str) -> None:
    found = work_behind_score(desk, slug, work_type)
    score = found.score.hundredths
    st.markdown(f"**{plain(type_title(work_type))} for {plain(name)}: {words.decimal(score)}**, {compared(score)}")
    shown, count = len(found.rows), found.score.drawn_from
    first = f" The newest {shown} of {count:,} are listed." if shown < count else ""
    st.caption(f"Actual divided by quoted, newest first; each counts nine tenths of the one above it.{first}")
    text_table(_COLUMNS, [_row(slug, one) for one in found.rows], key="score-work")


def _row(slug: str, one: CompletedWork) -> list[str]:
    link = f"./client_detail?{urlencode(task_link(slug, one.task_number).query)}"
    ratio, day = words.decimal(one.done.hundredths), one.completed_on
    return [
        f"[{unbroken(f'#{one.task_number}')}]({link}) {plain(one.task)} :gray[{plain(one.size or '')}]",
        hours(one.done.quoted),
        hours(one.done.actual),
        f":{_COLOURS[one.case]}[{ratio}]" if one.case in _COLOURS else ratio,
        unbroken(f"{day.day} {day:%b %Y}"),
    ]
