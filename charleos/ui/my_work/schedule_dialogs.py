"""What one says of one's own step: it is complete, it waits for review, it runs behind, it needs more time."""

from __future__ import annotations

import streamlit as st

from charleos.actions.delays import step_behind
from charleos.actions.more_time import need_more_time
from charleos.actions.step_work import complete_step
from charleos.desk import Desk
from charleos.reads.my_schedule import MyStep
from charleos.rules.entries import LONGEST_ENTRY
from charleos.ui.forms import Form
from charleos.ui.parts.step_forms import delay_fields, done_fields, more_fields, read_delay, read_done, read_more
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time
from charleos.units import NOTHING


@st.dialog("Complete a step", icon=":material/check_circle:")
@own_desk("my_work")
def complete_dialog(desk: Desk, step: MyStep) -> None:
    _done(desk, step, for_review=False)


@st.dialog("Hand in for review", icon=":material/rate_review:")
@own_desk("my_work")
def hand_in_dialog(desk: Desk, step: MyStep) -> None:
    _done(desk, step, for_review=True)


def _done(desk: Desk, step: MyStep, *, for_review: bool) -> None:
    """Its time is logged with it: what is still to do of it stands there already."""
    form = Form(f"my_done:{step.id}:{step.version}:{for_review}")
    _called(step)
    if done_fields(desk, form, proposed=_proposed(step), for_review=for_review):
        form.send(lambda key: complete_step(desk, key, step.id, read_done(form, for_review=for_review)))


def _proposed(step: MyStep) -> str:
    """What is still to do of it, where one entry holds that much."""
    fits = step.requirement_id is not None and NOTHING < step.remaining <= LONGEST_ENTRY
    return time(step.remaining) if fits else ""


@st.dialog("Running behind", icon=":material/running_with_errors:")
@own_desk("my_work")
def behind_dialog(desk: Desk, step: MyStep) -> None:
    form = Form(f"my_behind:{step.id}:{step.version}")
    _called(step)
    if delay_fields(desk, form):
        form.send(lambda key: step_behind(desk, key, step.id, read_delay(form)))


@st.dialog("Need more time", icon=":material/more_time:")
@own_desk("my_work")
def more_time_dialog(desk: Desk, step: MyStep) -> None:
    """A larger estimate and a later end, without a delay."""
    form = Form(f"my_more:{step.id}:{step.version}")
    _called(step)
    if more_fields(desk, form):
        form.send(lambda key: need_more_time(desk, key, step.id, read_more(form), step.version))


def _called(step: MyStep) -> None:
    st.markdown(f"**{plain(step.kind.title)}** of #{step.number} {plain(step.task)}")
    st.caption(f"{time(step.logged)} logged of {time(step.estimate)} so far · {plain(step.client)}")
