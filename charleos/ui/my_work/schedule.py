"""My schedule: the next two weeks day by day, what fits on each, and what can be done with every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby

import streamlit as st

from charleos.actions.step_work import start_step
from charleos.desk import Desk
from charleos.exports.ics import schedule_ics
from charleos.reads.my_calendar import my_calendar
from charleos.reads.my_schedule import MySchedule, MyStep, ScheduledDay, Slot
from charleos.rules.phases import StepKind, StepStatus
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.my_work import schedule_dialogs as dialogs
from charleos.ui.my_work.dialogs import log_dialog
from charleos.ui.my_work.week_strip import filled
from charleos.ui.my_work.wording import weekday
from charleos.ui.parts.figures import badge
from charleos.ui.parts.steps import days_said, step_badge
from charleos.ui.session import at_click
from charleos.ui.words import count, plain, time

Acts = dict[str, Callable[[], None]]

_EMPTY_DAY = "Nothing is planned for this day."
_EMPTY = "Nothing is scheduled for you. Steps appear here once they are given to you with dates."


_STYLE = """<style>
@media (max-width: 640px) {
  [class*="st-key-my_step-"] > :has(> [class*="st-key-my_acts-"]) { flex: 1 0 100%; padding-left: 4.9rem; }
  [class*="st-key-my_undated-"] > :has(> [class*="st-key-my_acts-"]) { flex: 1 0 100%; }
}
</style>"""
"""On a phone what can be done with a step stands below its words."""


def show_schedule(desk: Desk, mine: MySchedule) -> None:
    st.html(_STYLE)
    _head(desk)
    seen: set[int] = set()
    shown = [day for day in mine.days if day.day == desk.today or not day.is_bare]
    for is_away, days in groupby(shown, key=_is_away):
        if is_away:
            _away(list(days), desk.today)
        else:
            for day in days:
                _day(desk, day, seen, empty=_EMPTY_DAY if any(one.slots for one in mine.days) else _EMPTY)
    _waiting(desk, mine.waiting)


def _head(desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("The next two weeks", anchor=False, width="content", help=words.help("day plan"))
        st.download_button(
            "Calendar file",
            at_click(lambda: schedule_ics(my_calendar(desk), now=desk.now)),
            file_name="my-schedule.ics",
            mime="text/calendar",
            icon=":material/calendar_month:",
            on_click="ignore",
            help="Your steps, what is reserved of your time and your leave, for any calendar.",
        )


def _is_away(day: ScheduledDay) -> bool:
    """A whole day of leave with nothing planned on it."""
    return day.halves_off > 0 and not (day.capacity or day.slots or day.reserved)


def _away(days: Sequence[ScheduledDay], today: date) -> None:
    """Days of leave in a row, as one."""
    with st.container(border=True, horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{days_said(days[0].day, days[-1].day, today)}**", width="content")
        st.markdown(":gray[:material/beach_access: On leave]", width="content")


def _day(desk: Desk, day: ScheduledDay, seen: set[int], *, empty: str) -> None:
    """seen: steps whose actions stand on an earlier day. empty: what a day says that nothing is planned for."""
    with st.container(border=True, gap="small", key=f"my_day-{day.day.isoformat()}"):
        _day_head(day, desk.today)
        for slot in day.slots:
            _slot(desk, slot, day, has_actions=slot.step.id not in seen)
            seen.add(slot.step.id)
        if not day.slots and day.capacity:
            st.caption(empty)
        for one in day.reserved:
            st.caption(f":violet[:material/lock_clock:] {time(one.minutes)} reserved: {one.kind} · {plain(one.client)}")


def _day_head(day: ScheduledDay, today: date) -> None:
    said = weekday(day.day, today)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{said[:1].upper()}{said[1:]}**", width="content")
        st.markdown(f":gray[{_planned(day)}]", width="content")
    if day.day == today and day.capacity:
        st.progress(filled(day.allocated, day.capacity))


def _planned(day: ScheduledDay) -> str:
    if day.holiday:
        return f"Bank holiday: {plain(day.holiday)}"
    if not day.capacity:
        return "On leave" if day.halves_off else "Not a working day"
    half = " · half a day of leave" if day.halves_off else ""
    return f"{time(day.allocated)} of {time(day.capacity)} planned{half}"


def _slot(desk: Desk, slot: Slot, day: ScheduledDay, *, has_actions: bool) -> None:
    step = slot.step
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"my_step-{step.id}-{day.day}"):
        st.markdown(f"**{time(slot.allocated)}**" if slot.allocated else ":gray[–]", width=62)
        with st.container(gap=None, width="stretch"):
            st.markdown(_title(step, desk.today), help=slot.why or None)
            st.caption(_figures(slot, day.day, desk.today))
            if step.notes or step.cause:
                st.caption(f":material/chat: {_why(step)}")
        if has_actions:
            _actions(desk, step)


def _title(step: MyStep, today: date) -> str:
    marks = [
        badge("Running behind", "red") if step.is_behind else "",
        badge("Delayed", "orange") if step.kind is StepKind.DELAYED else "",
        badge("Late", "red") if step.is_late(today) else "",
    ]
    kind = "" if step.kind is StepKind.DELAYED else f" · {step.kind.title}"
    shown = " ".join(part for part in (step_badge(step.status), *marks) if part)
    return f"**#{step.number} {plain(step.task)}**{kind} {shown}"


def _figures(slot: Slot, day: date, today: date) -> str:
    """How much of it is to do, what waits today, when it is planned, and for whom."""
    step = slot.step
    to_do = f"{time(step.remaining)} to do of {time(step.estimate)}" if step.remaining else "all of its time is used"
    waits = f":orange[{time(slot.queued)} waits for a later day]" if slot.queued and day == today else ""
    when = days_said(step.start, step.end, today) if step.start and step.end else ""
    return " · ".join(part for part in (to_do if step.estimate else "", waits, when, plain(step.client)) if part)


def _why(step: MyStep) -> str:
    rounds = f" (round {step.iterations})" if step.iterations else ""
    return ": ".join(plain(part) for part in (step.cause, step.notes) if part) + rounds


def _actions(desk: Desk, step: MyStep) -> None:
    """The likeliest thing as a button, all others in a menu beside it."""
    acts = _acts(desk, step)
    if not acts:
        return
    first, *others = acts
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xxsmall", width="content", key=f"my_acts-{step.id}"
    ):
        if st.button(first, key=f"my_step:{step.id}", disabled=desk.read_only):
            acts[first]()
        chosen = _more(step, others, is_off=desk.read_only) if others else None
        if chosen is not None:
            acts[chosen]()


def _more(step: MyStep, labels: Sequence[str], *, is_off: bool) -> str | None:
    chosen: str | None = st.menu_button(
        "",
        labels,
        key=f"my_step_more:{step.id}",
        type="tertiary",
        icon=":material/more_vert:",
        help="More to do with this step",
        disabled=is_off,
    )
    return chosen


def _acts(desk: Desk, step: MyStep) -> Acts:
    log: Acts = {"Log time…": partial(log_dialog, desk.today, step.requirement_id)} if step.requirement_id else {}
    complete: Acts = {"Complete…": partial(dialogs.complete_dialog, step)}
    more: Acts = {"Need more time…": partial(dialogs.more_time_dialog, step)} if step.start is not None else {}
    match step.status:
        case StepStatus.IN_PROGRESS:
            behind: Acts = {"Running behind…": partial(dialogs.behind_dialog, step)}
            return {**complete, **log, "Hand in for review…": partial(dialogs.hand_in_dialog, step), **behind, **more}
        case StepStatus.NOT_SCHEDULED | StepStatus.SCHEDULED:
            return {"Start": partial(_start, desk, step), **complete, **log, **more}
    return log


def _start(desk: Desk, step: MyStep) -> None:
    Form(f"start:{step.id}:{step.version}").send(lambda key: start_step(desk, key, step.id))


def _waiting(desk: Desk, steps: Sequence[MyStep]) -> None:
    if not steps:
        return
    with st.container(border=True, gap="small", key="my_waiting"):
        st.markdown(f"**Yours, without dates yet** :gray-badge[{count(len(steps), 'step')}]", help=words.help("step"))
        for step in steps:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"my_undated-{step.id}"):
                with st.container(gap=None, width="stretch"):
                    st.markdown(_title(step, desk.today))
                    st.caption(f"{time(step.estimate)} estimated · {plain(step.client)}")
                _actions(desk, step)
