"""Section Intelligence: how the client's work compares with what was quoted, and what that says for the next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.desk import Desk
from charleos.periods import long_day
from charleos.reads.client_detail import ClientDetail
from charleos.reads.intelligence import ALL_TYPES, Intelligence, SizeUsual, TypeKnown, intelligence
from charleos.rules.intelligence import MEDIUM_FROM, Confidence, Trend
from charleos.ui import words
from charleos.ui.charts import show
from charleos.ui.charts_intelligence import RatioMark, ratios
from charleos.ui.client_detail.address import select, text
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.work_behind_score import work_dialog
from charleos.ui.parts.figures import badge, figure
from charleos.ui.parts.scores import CONFIDENCE, compared
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.parts.work_types import type_title
from charleos.ui.words import plain
from charleos.units import hours

NOTHING_YET = (
    "No sized work of {} is completed yet. With the first completed requirement a score appears here; until five of a "
    "type are, schedule the maximum of each size."
)


def show_intelligence(desk: Desk, frame: ClientDetail) -> None:
    """Of all the client's completed work, whatever month is shown beside it."""
    known = intelligence(desk, frame.slug)
    if not known.types:
        st.info(NOTHING_YET.format(plain(frame.name)), icon=":material/lightbulb:")
        return
    st.caption(f"From all {words.count(known.count, 'requirement')} completed for {plain(frame.name)}, in any month.")
    _types(frame, known.types)
    usual, rounds = st.columns([68, 32], gap="medium")
    with usual.container(border=True, height="stretch"):
        _usual(known)
    with rounds.container(border=True, height="stretch", gap="small"):
        _rounds(known)
    _suggested(known)


def _types(frame: ClientDetail, types: Sequence[TypeKnown]) -> None:
    for pair in (types[at : at + 2] for at in range(0, len(types), 2)):
        for place, one in zip(st.columns(min(2, len(types)), gap="medium"), pair, strict=False):
            with place.container(border=True, height="stretch", gap="small"):
                _type(frame, one)


def _type(frame: ClientDetail, one: TypeKnown) -> None:
    sure = one.score.confidence
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.subheader(plain(type_title(one.type)), anchor=False, help=words.help("score"), width="content")
        said = badge(f"{sure.value} confidence · {one.score.drawn_from:,}", CONFIDENCE[sure])
        st.markdown(said, help=words.help("confidence"), width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.metric("Score", words.decimal(one.score.hundredths), label_visibility="collapsed", width="content")
        st.markdown(compared(one.score.hundredths), width="content")
    marks = [RatioMark(*finished) for finished in one.finished]
    show(ratios(marks, one.score.hundredths), key=f"client_ratios:{one.type}")
    st.caption(_lately(one), help=words.help("trend"))
    done = words.count(one.score.drawn_from, "requirement")
    key = f"client_detail:behind:{one.type}"
    if st.button(f"The {done} behind it", key=key, type="tertiary", icon=":material/list:"):
        opened(work_dialog, frame.slug, frame.name, one.type)


def _lately(one: TypeKnown) -> str:
    since = f"Completed since {long_day(one.since)}"
    if one.score.confidence is Confidence.LOW:
        return f"{since}. With fewer than {MEDIUM_FROM} the maximum is scheduled."
    return f"{_trend_said(one.trend)}{since}."


def _trend_said(found: Trend | None) -> str:
    """
    >>> _trend_said(None)
    ''
    """
    if found is None:
        return ""
    recent, before = found.recent.hundredths, found.before.hundredths
    way = "slower than before" if recent > before else "faster than before" if recent < before else "as before"
    return f"The last {MEDIUM_FROM} took {words.decimal(recent)}, those before {words.decimal(before)}: {way}. "


def _usual(known: Intelligence) -> None:
    st.subheader("What a size usually takes", anchor=False, help=words.help("usually takes"))
    asked = text("type")
    chosen = asked if asked in known.usual else ALL_TYPES
    if len(known.types) > 1:
        codes = [ALL_TYPES, *(one.type for one in known.types)]
        select("Type of work", "type", codes, chosen, titles=lambda one: type_title(one) or "All types of work")
    columns = (
        Column("Size"),
        Column("Quoted", figures=True),
        Column("Usually", figures=True),
        Column("Four of five", figures=True),
        Column("Done", figures=True),
    )
    text_table(columns, [_size_row(one) for one in known.usual[chosen]], key="score-sizes")
    st.space("xxsmall")
    st.caption(f"Told from {MEDIUM_FROM} completed requirements of a size on. {words.help('usual range')}")


def _size_row(one: SizeUsual) -> list[str]:
    found = one.usual
    quoted = hours(one.quoted) if one.quoted else "–"
    if found is None or not found.is_telling:
        return [plain(one.size), quoted, ":gray[n/a]", ":gray[n/a]", f"{found.drawn_from:,}" if found else "–"]
    between = unbroken(f"{hours(found.low)} – {hours(found.high)}")
    return [plain(one.size), quoted, f"**{hours(found.median)}**", between, f"{found.drawn_from:,}"]


def _rounds(known: Intelligence) -> None:
    rounds = known.rounds
    st.subheader("QA rounds", anchor=False, help=words.help("qa rounds"))
    if rounds.hundredths is None:
        st.caption("No completed task went through a review yet.")
        return
    st.metric("Rounds per task", words.decimal(rounds.hundredths))
    figure("Internal", f"{rounds.internal:,}", term="qa rounds")
    figure("External", f"{rounds.external:,}", term="qa rounds")
    figure("Never came back", f"{rounds.clean:,} of {rounds.tasks:,}", term="qa rounds")


def _suggested(known: Intelligence) -> None:
    with st.container(border=True):
        st.subheader("Suggested for scheduling", anchor=False, help=words.help("suggested for scheduling"))
        columns = (Column("Type of work"), *(Column(size.code, figures=True) for size in known.sizes))
        quoted = [f":gray[{hours(size.average)}]" for size in known.sizes]
        rows = [_suggested_row(one) for one in known.types]
        text_table(columns, [[":gray[Quoted]", *quoted], *rows], key="score-suggested")
        st.space("xxsmall")
        st.caption("For planning days alone: what is quoted, budgeted and billed stays with the size.")


def _suggested_row(one: TypeKnown) -> list[str]:
    name, planned = plain(type_title(one.type)), [hours(minutes) for minutes in one.suggested]
    if one.score.confidence is Confidence.LOW:
        return [f"{name} :gray[Low confidence: the maximum]", *(f":gray[{said}]" for said in planned)]
    return [f"{name} :gray[score {words.decimal(one.score.hundredths)}]", *planned]
