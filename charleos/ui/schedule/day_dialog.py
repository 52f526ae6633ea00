"""A person's day: what fits, what waits and why in that order; and moving an item within it."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from charleos.actions.steps import order_day
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.periods import long_day
from charleos.reads.day import DayItem, PersonDay, person_day
from charleos.rules.access import Capability
from charleos.rules.load import Load, load_of_day
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.links import task_link
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import LOAD_COLOURS
from charleos.ui.schedule import address
from charleos.ui.schedule.address import PAGE, go
from charleos.ui.schedule.chart import clear_click
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time

_SAID = "schedule:day:said"


def _closed() -> None:
    clear_click()
    st.session_state.pop(_SAID, None)
    address.close()


@st.dialog("Day plan", width="medium", position="right", icon=":material/today:", on_dismiss=_closed)
@own_desk(PAGE)
def day_dialog(desk: Desk) -> None:
    """The day that the address opens; moving an item, or going to the day after, draws nothing but this anew."""
    opened = address.open_day()
    if opened is None:
        st.rerun()
    try:
        shown = person_day(desk, opened.person_id, opened.day)
    except CharleosError as refused:
        st.warning(plain(refused.sentence), icon=":material/search_off:")
        return
    _head(shown, desk.today)
    _said()
    may_order = desk.viewer.can(Capability.ORDER_DAYS) and not desk.read_only and not shown.is_past
    for place, item in enumerate(shown.items):
        _item(shown, place, item, may_order=may_order)
    if shown.is_past and not shown.items:
        st.info("Nothing was logged on this day.")
    elif not (shown.items or shown.others or shown.reserved):
        st.info("Nothing is planned: the day is free.")


def _head(shown: PersonDay, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for icon, step, told in (("chevron_left", -1, "The day before"), ("chevron_right", 1, "The day after")):
            to = address.PersonDay(shown.person_id, shown.day + timedelta(days=step))
            key, opened = f"schedule:day:{step}", {"open_day": str(to)}
            st.button(f":material/{icon}:", key=key, on_click=go, kwargs=opened, help=told)
        when = "Today" if shown.day == today else f"{shown.day:%A}"
        st.markdown(f"**{plain(shown.person)}** · {when}, {long_day(shown.day)}", width="stretch")
    if shown.is_past:
        st.caption(f"{time(shown.allocated)} logged of {time(shown.capacity)}")
        return
    planned = shown.allocated + shown.others
    load = load_of_day(planned + shown.queued, shown.capacity) if planned + shown.queued else Load.GREEN
    said = [badge(f"{time(planned)} of {time(shown.capacity)}", LOAD_COLOURS[load])]
    if shown.queued:
        said.append(badge(f"{time(shown.queued)} waits for later days", "gray"))
    st.markdown(" ".join(said), help=words.help("day plan"))
    st.progress(min(planned / shown.capacity, 1.0) if shown.capacity else 0.0)
    if shown.others:
        st.caption(f":material/lock: {time(shown.others)} is for clients that are not yours; it comes first.")
    if shown.reserved:
        st.caption(f":material/event_available: {time(shown.reserved)} more is reserved in blocks, for steps to come.")


def _said() -> None:
    """What the last move did, or why it did nothing; once."""
    told = st.session_state.pop(_SAID, None)
    if told is not None:
        sentence, is_refusal = told
        (st.warning if is_refusal else st.success)(plain(sentence), icon=":material/swap_vert:")


def _item(shown: PersonDay, place: int, item: DayItem, *, may_order: bool) -> None:
    with st.container(border=True, gap="xxsmall", key=f"day-item-{place}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{_number(shown, place)}{_title(item)}", width="stretch")
            st.markdown(_minutes(shown, item), width="content")
        st.caption(" · ".join(part for part in (_about(item), plain(item.why or "")) if part))
        if item.slug is None or item.task_number is None:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if may_order and item.step_id is not None and len(shown.items) > 1:
                _moves(shown, place, item.step_id)
            link = task_link(item.slug, item.task_number)
            st.page_link(link.page, label="Open the task", query_params=link.query, icon=":material/open_in_new:")


def _number(shown: PersonDay, place: int) -> str:
    return "" if shown.is_past else f":gray[{place + 1}.] "


def _title(item: DayItem) -> str:
    number = f":gray[#{item.task_number}] " if item.task_number is not None else ""
    return f"{number}**{plain(item.task)}**"


def _about(item: DayItem) -> str:
    return " · ".join(plain(part) for part in (item.client, item.kind.title if item.kind else None) if part)


def _minutes(shown: PersonDay, item: DayItem) -> str:
    if shown.is_past:
        return badge(f"{time(item.allocated)} logged", "gray")
    if not item.allocated:
        return badge(f"Queued: {time(item.queued)}", "gray")
    waits = f" {badge(f'{time(item.queued)} later', 'gray')}" if item.queued else ""
    return badge(time(item.allocated), "blue") + waits


def _moves(shown: PersonDay, place: int, step_id: int) -> None:
    """Up, down, and to any place of the day."""
    last = len(shown.items) - 1
    for icon, to, told in (("arrow_upward", place - 1, "Earlier"), ("arrow_downward", place + 1, "Later")):
        st.button(
            f":material/{icon}:",
            key=f"order:{step_id}:{icon}",
            on_click=_order,
            args=(shown.person_id, shown.day.isoformat(), step_id, to),
            disabled=not 0 <= to <= last,
            help=told,
            type="tertiary",
        )
    key = f"order:{step_id}:{place}:to"
    st.selectbox(
        "Place",
        range(1, last + 2),
        index=place,
        key=key,
        on_change=_order_to,
        args=(shown.person_id, shown.day.isoformat(), step_id, key),
        label_visibility="collapsed",
        width=76,
    )


@own_desk(PAGE)
def _order_to(desk: Desk, person_id: int, day: str, step_id: int, key: str) -> None:
    _do(desk, person_id, day, step_id, st.session_state[key] - 1)


@own_desk(PAGE)
def _order(desk: Desk, person_id: int, day: str, step_id: int, to: int) -> None:
    _do(desk, person_id, day, step_id, to)


def _do(desk: Desk, person_id: int, day: str, step_id: int, to: int) -> None:
    form = Form(f"order_day:{person_id}:{day}")
    try:
        receipt = order_day(desk, form.key, person_id, date.fromisoformat(day), step_id, to)
    except CharleosError as refused:
        st.session_state[_SAID] = (refused.sentence, True)
        return
    form.renew()
    st.session_state[_SAID] = (receipt, False)
