"""Estimating a requirement: its size with what that size bills, what is counted in, and whether that is the answer."""

from __future__ import annotations

import streamlit as st

from charleos.actions.quote_sizing import Sizing, size_quote_requirement
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.plans import SizeTable, size_table
from charleos.rules.billing import bill
from charleos.rules.policy import Size
from charleos.rules.simulation import curve_points
from charleos.ui import charts, words
from charleos.ui.forms import Form
from charleos.ui.parts.work_types import type_title
from charleos.ui.quotes.address import PAGE
from charleos.ui.quotes.fields import newest_on_conflict, start
from charleos.ui.quotes.piece_dialogs import found_or_said, newest_version
from charleos.ui.session import own_desk
from charleos.ui.simulator.guide import show_guide
from charleos.ui.words import plain, span, time

NOT_REQUIRED = "Not required"


def size_dialog(number: int, piece_id: int) -> None:
    Form(f"size_piece:{piece_id}").renew()
    _size(number, piece_id)


@st.dialog("Estimate", width="large", icon=":material/straighten:", on_dismiss="rerun")
@own_desk(PAGE)
def _size(desk: Desk, number: int, piece_id: int) -> None:
    form, found = Form(f"size_piece:{piece_id}"), found_or_said(desk, number, piece_id)
    if found is None:
        return
    whole, piece = found
    table = size_table(desk, desk.today)
    stands = NOT_REQUIRED if piece.is_done and piece.size is None else piece.size.code if piece.size else None
    start(form, piece.version, size=stands, scope=piece.scope)
    st.markdown(f"**{plain(type_title(piece.type))}** of Q-{number} {plain(whole.title)}")
    if piece.brief:
        st.text(piece.brief)
    chosen = _fields(form, table)
    form.place()
    with st.container(horizontal=True, gap="small"):
        done = st.button("This is my estimate", type="primary", key=form.field("done"), disabled=desk.read_only)
        off = desk.read_only or chosen == NOT_REQUIRED
        draft = st.button("Save as draft", key=form.field("draft"), disabled=off)
    if done or draft:
        form.send(lambda key: _send(desk, key, form, number, piece_id, is_done=done))
    with st.expander("Size guide", icon=":material/help:"):
        show_guide(table)


def _fields(form: Form, table: SizeTable) -> str | None:
    """Size and scope on the left, what the size bills on the right. Returns the size chosen."""
    sizes = {size.code: size for size in table.policy.sizes}
    left, right = st.columns([5, 6], gap="medium")
    with left:
        chosen: str | None = st.pills("Size", [*sizes, NOT_REQUIRED], key=form.field("size"), help=words.help("size"))
        form.place("size")
        if chosen in sizes:
            size = sizes[chosen]
            st.caption(f"{plain(span(size.minimum, size.maximum))}: {plain(size.use_for)}")
        st.text_area(
            "What is counted in",
            key=form.field("scope"),
            height=140,
            placeholder="What the size covers, what it leaves out",
        )
        form.place("scope")
    with right:
        if chosen in sizes:
            _curve(sizes[chosen])
        elif chosen == NOT_REQUIRED:
            st.info("This kind of work is not needed: it quotes and bills nothing.", icon=":material/block:")
        else:
            st.caption("Choose a size to see what it bills.")
    return chosen


def _curve(size: Size) -> None:
    billed = bill(size.estimate, size.average)
    curve = charts.Curve(
        size.average, size.maximum, curve_points(size.estimate, size.average), billed.actual, billed.billable
    )
    least, most = time(size.average), time(size.maximum)
    st.markdown(f"Quoted **{least}**: billed at least, once work begins. Billed at most: **{most}**.")
    alt = f"Size {size.code}: at least {least} and at most {most} billable."
    charts.show(charts.billing_curve(curve, alt=alt), key=f"quote-curve-{size.code}")


def _send(desk: Desk, key: str, form: Form, number: int, piece_id: int, *, is_done: bool) -> str:
    chosen, scope = form.typed("size"), form.typed("scope") or ""
    if chosen is None and is_done:
        raise BadInput("Choose a size, or Not required.", field="size")
    with newest_on_conflict(form, lambda: newest_version(desk, number, piece_id)) as version:
        sizing = Sizing(None if chosen in (None, NOT_REQUIRED) else chosen, scope, is_done, version)
        return size_quote_requirement(desk, key, piece_id, sizing)
