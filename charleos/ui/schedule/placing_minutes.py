"""What a step usually takes for its client, beside the field that says how long it is planned."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.usual_times import StepUsual, step_usual
from charleos.rules.intelligence import Confidence
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.parts.work_types import type_title
from charleos.ui.schedule.address import PAGE
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import Minutes, hours, parse_duration


def suggest_minutes(desk: Desk, form: Form, subtask_id: int) -> None:
    """What its client's completed work says, to be taken with one tap; the estimate stays until it is."""
    known = step_usual(desk, subtask_id)
    if known is None:
        return
    field = form.field("minutes")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        term = words.help("suggested for scheduling")
        st.markdown(f":small[:gray[:material/lightbulb:] {usual_said(known)}]", help=term, width="content")
        if _typed(form) != known.minutes:
            st.button(
                f"Plan {hours(known.minutes)}",
                key=form.field("usual"),
                type="tertiary",
                icon=":material/check:",
                on_click=_take,
                args=(field, hours(known.minutes)),
            )


def usual_said(known: StepUsual) -> str:
    """Markdown. What it is drawn from, and that little is known where it is."""
    of = plain(type_title(known.type))
    if known.score is None:
        return f"No {of} work is completed here yet: plan with the maximum, **{hours(known.minutes)}**"
    score, drawn = words.decimal(known.score.hundredths), known.score.drawn_from
    if known.score.confidence is Confidence.LOW:
        done = words.count(drawn, "completed requirement")
        return f"Low confidence ({done}, score {score}): plan with the maximum, **{hours(known.minutes)}**"
    sure = known.score.confidence.value.lower()
    return f"Usually takes **{hours(known.minutes)}** here ({of} score {score}, {sure} confidence)"


def _typed(form: Form) -> Minutes | None:
    with suppress(BadInput):
        return parse_duration(form.typed("minutes") or "")
    return None


@own_desk(PAGE)
def _take(_desk: Desk, field: str, minutes: str) -> None:
    """The callback of the suggestion: it is what will be planned."""
    st.session_state[field] = minutes
