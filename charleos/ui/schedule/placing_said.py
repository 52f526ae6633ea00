"""What is said about a step before it is placed: how it stands, what the placing does, and who is free for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from charleos.desk import Desk
from charleos.reads.placing_preview import PlacingGround, Preview
from charleos.rules.health import Health, HealthStatus
from charleos.rules.skills import Candidate
from charleos.ui import words
from charleos.ui.client_detail.schedule_health import COLOURS
from charleos.ui.links import task_link
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import days_said, step_badge
from charleos.ui.schedule.address import PAGE
from charleos.ui.session import own_desk
from charleos.ui.words import percent, plain, time
from charleos.units import hours

_MOST = 5


def show_step(ground: PlacingGround, today: date) -> None:
    """The step as it stands now."""
    of, now = ground.step, ground.step.now
    link = task_link(of.slug, of.task_number)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{of.kind.title}** {step_badge(now.status)}", width="content")
        title = f"#{of.task_number} {of.task}"
        st.page_link(link.page, label=plain(title), query_params=link.query, icon=":material/open_in_new:")
    who = _who(ground, now.assignee_id)
    when = days_said(now.start, now.end, today) if now.start and now.end else "no dates yet"
    st.caption(f"{plain(of.client)} · {when} · {plain(who)} · {hours(of.logged)} logged of {hours(now.estimate)}")


def _who(ground: PlacingGround, person_id: int | None) -> str:
    who = ground.colleagues.get(person_id or 0)
    return "nobody yet" if person_id is None else who.name if who else "somebody who left"


def show_preview(ground: PlacingGround, preview: Preview, today: date) -> None:
    """What placing it so does to everything else, or why it cannot be."""
    place, effect = preview.placement, preview.effect
    with st.container(border=True, gap="xsmall", key="placing-preview"):
        if preview.refused is not None:
            st.markdown(f":red[:material/error:] {plain(preview.refused.sentence)}")
            return
        who = _who(ground, place.assignee_id)
        if place.start and place.end:
            st.markdown(f"**{days_said(place.start, place.end, today)}** with **{plain(who)}**, {time(place.estimate)}")
        for push in effect.pushed:
            st.markdown(f":orange[:material/move_down:] {plain(push.sentence)}")
        for day in effect.too_full:
            st.markdown(f":red[:material/warning:] {plain(day.sentence)}")
        if not effect.warnings and place.assignee_id is not None:
            st.markdown(":green[:material/check_circle:] Nothing moves, and no day holds too much.")
        for before, after in preview.health:
            st.markdown(_month(before, after), help=words.help("schedule health"))


def _month(before: Health, after: Health) -> str:
    if not after.allocated:
        return f":gray[:material/remove:] {after.month.name}: no allocation to plan towards."
    share = percent(after.scheduled, after.allocated)
    was = f"{percent(before.scheduled, after.allocated)} → " if before.scheduled != after.scheduled else ""
    colour, status = COLOURS[after.status], after.status.title
    icon = "check_circle" if after.status is HealthStatus.ON_TRACK else "insights"
    return f":{colour}[:material/{icon}:] {after.month.name}: {was}**{share}** scheduled {badge(status, colour)}"


def show_candidates(candidates: Sequence[Candidate], chosen: int | None, *, field: str) -> None:
    """Who could do it on these days: hours free, how often they did such work, and how full they are.

    field: of the form, that a click on one of them fills.
    """
    st.markdown("**Who is free on these days**", help=words.help("who is free"))
    with st.container(gap="xxsmall", key="placing-candidates"):
        for one in candidates[:_MOST]:
            name, room, skill, act = st.columns([4, 4, 2, 2], vertical_alignment="center")
            name.markdown(f"{plain(one.name)} :small[:gray[{plain(one.discipline)}]]")
            room.markdown(_room(one))
            skill.markdown(f":small[:gray[{one.done:,} done before]]" if one.done else "")
            act.button(
                "Chosen" if one.person_id == chosen else "Give to",
                key=f"candidate:{one.person_id}",
                on_click=_give,
                args=(field, one.person_id),
                disabled=one.person_id == chosen,
                type="tertiary",
            )


@own_desk(PAGE)
def _give(_desk: Desk, field: str, person_id: int) -> None:
    """The callback of a suggestion: it is given to them."""
    st.session_state[field] = person_id


def _room(one: Candidate) -> str:
    if not one.capacity:
        return badge("Away", "gray")
    colour = "red" if one.free <= 0 else "green" if 2 * one.free >= one.capacity else "orange"
    return badge(f"{time(one.free)} free · {percent(one.planned, one.capacity)} planned", colour)
