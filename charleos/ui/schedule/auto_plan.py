"""Plan this month: what the planner holds gets people and dates, looked at first and then applied as a whole.

Two ways in: `plan_team` from the Schedule page, `plan_client` from a client's page; each is a dialog.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from charleos.actions.auto_plan import apply_auto_plan
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.auto_plan import MonthToPlan, StepToPlan, mark_of, month_to_plan
from charleos.reads.health import client_health, team_health
from charleos.reads.load import team_load
from charleos.reads.usual_times import usual_minutes
from charleos.rules.auto_plan import Placed, Proposal, Unplaced
from charleos.rules.health import Health
from charleos.ui import words
from charleos.ui.client_detail.address import PAGE as CLIENT_PAGE
from charleos.ui.client_detail.schedule_health import COLOURS
from charleos.ui.forms import Form
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import days_said
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.schedule.address import PAGE
from charleos.ui.session import own_desk
from charleos.ui.words import plain
from charleos.units import NOTHING, Minutes, hours

TITLE = "Plan this month"
ICON = ":material/auto_awesome_motion:"
AHEAD = 3
MOST_ROWS = 7
"""Longer tables scroll in a place of their own."""
_STEPS = (Column("Step"), Column("Who"), Column("When"), Column("Time", figures=True))
_HEALTH = (Column("Client"), Column("Now"), Column("With this plan"), Column("Scheduled", figures=True))
_NO_PLACE = (Column("Step"), Column("Why not"))


@st.dialog(TITLE, width="large", on_dismiss="rerun", icon=ICON)
@own_desk(PAGE)
def plan_team(desk: Desk) -> None:
    """The planners of all clients in reach, for this month or one of the next two."""
    running = Month.of(desk.today)
    choices = [running.plus(n) for n in range(AHEAD)]
    month = st.segmented_control(
        "Month", choices, default=running, format_func=lambda one: one.name, required=True, key="auto_plan:month"
    )
    _show(desk, month or running, None)


@st.dialog(TITLE, width="large", on_dismiss="rerun", icon=ICON)
@own_desk(CLIENT_PAGE)
def plan_client(desk: Desk, slug: str, month: Month) -> None:
    """One client's planner."""
    _show(desk, month, slug)


def _show(desk: Desk, month: Month, slug: str | None) -> None:
    form = Form(f"auto_plan:{slug}:{month}")
    as_usual = bool(st.session_state.get(form.field("usual")))
    plan = month_to_plan(desk, month, slug)
    plan = plan.as_usual(usual_minutes(desk, month)) if as_usual else plan
    proposal = plan.proposal(team_load(desk, plan.first, month.last))
    if not plan.steps:
        empty = f"The planner of {month.name} holds nothing that waits for dates."
        how = "Tasks get into it with **Add from backlog…**, in the section Schedule of a client."
        st.info(f"{empty} {how}", icon=":material/event_available:")
        return
    st.caption(
        f"Proposed for what the planner of {month.name} holds without dates. Nobody gets more than a day can hold, "
        "and nothing that has dates moves. Nothing changes until you apply it."
    )
    st.toggle("As long as such work usually takes", key=form.field("usual"), help=words.help("planned as usual"))
    steps = {step.id: step for step in plan.steps}
    _placed(plan, proposal.placed, steps)
    _unplaced(proposal.unplaced, steps)
    _health(desk, plan, proposal, steps, slug)
    form.place()
    _apply(desk, form, plan, proposal, slug, as_usual=as_usual)


def _placed(plan: MonthToPlan, placed: Sequence[Placed], steps: dict[int, StepToPlan]) -> None:
    if not placed:
        return
    whole = sum((plan.minutes_of(steps[one.subtask_id]) for one in placed), NOTHING)
    finds = "finds" if len(placed) == 1 else "find"
    st.markdown(f"**{words.count(len(placed), 'step')}** {finds} a place · {hours(whole)}")
    many = len({step.client_id for step in steps.values()}) > 1
    with st.container(height=360 if len(placed) > MOST_ROWS else "content", border=True):
        rows = [_row(plan, one, steps[one.subtask_id], many=many) for one in placed]
        text_table(_STEPS, rows, key="auto-plan-steps")


def _row(plan: MonthToPlan, one: Placed, step: StepToPlan, *, many: bool) -> list[str]:
    name = plain(plan.team[one.assignee_id].name)
    was = step.now.assignee_id
    who = name if was == one.assignee_id else f":gray[nobody →] {name}"
    block = " :violet[in its block]" if one.in_block else ""
    when = f":gray[no dates →] {unbroken(days_said(one.start, one.end, plan.today))}{block}"
    minutes = plan.minutes_of(step)
    was_long = "" if minutes == step.now.estimate else f":gray[{hours(step.now.estimate)} →] "
    return [_called(plan, step, many=many), who, when, f"{was_long}{hours(minutes)}"]


def _called(plan: MonthToPlan, step: StepToPlan, *, many: bool) -> str:
    client = f" :gray[{plain(plan.clients[step.client_id].name)}]" if many else ""
    return f"#{step.number} {plain(step.title)}: **{plain(step.kind.title)}**{client}"


def _unplaced(unplaced: Sequence[Unplaced], steps: dict[int, StepToPlan]) -> None:
    if not unplaced:
        return
    title = f"{words.count(len(unplaced), 'step')} found no place"
    with st.expander(title, icon=":material/event_busy:", expanded=len(unplaced) < 4):
        rows = [
            [f"#{step.number} {plain(step.title)}: **{plain(step.kind.title)}**", plain(f"{_sentence(one.reason)}")]
            for one in unplaced
            for step in (steps[one.subtask_id],)
        ]
        text_table(_NO_PLACE, rows, key="auto-plan-no-place")


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."


def _health(desk: Desk, plan: MonthToPlan, proposal: Proposal, steps: dict[int, StepToPlan], slug: str | None) -> None:
    """What the plan does to each client's month."""
    more: Counter[int] = Counter()
    for one in proposal.placed:
        more[steps[one.subtask_id].client_id] += plan.minutes_of(steps[one.subtask_id])
    more_of = {plan.clients[client_id].slug: Minutes(minutes) for client_id, minutes in more.items()}
    found = (client_health(desk, slug, plan.month, 1),) if slug else team_health(desk, plan.month)
    rows = [
        _health_row(client.name, client.months[0], more_of[client.slug]) for client in found if more_of.get(client.slug)
    ]
    if rows:
        st.markdown("**Schedule health**", help=words.help("schedule health"))
        with st.container(height=240 if len(rows) > MOST_ROWS else "content", border=True):
            text_table(_HEALTH, rows, key="auto-plan-health")


def _health_row(name: str, before: Health, more: Minutes) -> list[str]:
    after = before._replace(scheduled=before.scheduled + more)
    of = f" of {hours(after.allocated)}" if after.allocated else ""
    scheduled = f":gray[{hours(before.scheduled)} →] {hours(after.scheduled)}{of}"
    return [plain(name), _status(before), _status(after), scheduled]


def _status(health: Health) -> str:
    percent = f" {words.percent(health.scheduled, health.allocated)}" if health.allocated else ""
    return f"{badge(health.status.title, COLOURS[health.status])}{percent}"


def _apply(desk: Desk, form: Form, plan: MonthToPlan, proposal: Proposal, slug: str | None, *, as_usual: bool) -> None:
    """What is sent is what was on screen when the button was pressed: another proposal is refused, and shown."""
    kept = form.field("seen")
    looked_at: str = st.session_state.get(kept, "")
    st.session_state[kept] = mark_of(plan.moves(proposal))
    label = f"Apply to {words.count(len(proposal.placed), 'step')}"
    if st.button(label, type="primary", key=form.field("send"), disabled=desk.read_only or not proposal.placed):
        form.send(lambda key: apply_auto_plan(desk, key, plan.month, slug, looked_at, as_usual=as_usual))
