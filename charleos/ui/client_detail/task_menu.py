"""What can be done with a task as a whole, each a dialog of its own; and the badges that say where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from charleos.desk import Desk
from charleos.reads.work import RequirementWork, TaskWork
from charleos.rules.access import Capability
from charleos.ui.client_detail.delay_dialogs import behind_dialog, false_alarm_dialog
from charleos.ui.client_detail.live import opened
from charleos.ui.client_detail.requirement_dialogs import complete_dialog, reopen_dialog, resize_dialog
from charleos.ui.client_detail.task_ledger import task_ledger_dialog
from charleos.ui.parts.figures import badge
from charleos.ui.parts.requirements import requirement_name
from charleos.ui.words import plain
from charleos.units import hours


def badges(task: TaskWork) -> list[str]:
    found = [badge("Complete", "green")] if task.is_complete else [badge(plain(task.phase), "gray")]
    if task.marks:
        found.append(badge(f"Running behind by {hours(task.delay)}", "orange"))
    return found


def task_menu(desk: Desk, task: TaskWork) -> None:
    acts = _acts(desk, task)
    chosen = st.menu_button(
        "Actions",
        list(acts),
        key=f"client_detail:act:{task.id}",
        type="tertiary",
        icon=":material/more_horiz:",
        format_func=plain,
    )
    if chosen is not None:
        acts[chosen]()


def _acts(desk: Desk, task: TaskWork) -> dict[str, Callable[[], None]]:
    acts: dict[str, Callable[[], None]] = {}
    may_edit = desk.viewer.can(Capability.EDIT_WORK) and not desk.read_only
    for one in task.requirements if may_edit else ():
        name = requirement_name(one, task.requirements)
        if one.completed_on is None:
            acts[f"Complete {name}…"] = _opens(complete_dialog, task, one, name)
        else:
            acts[f"Reopen {name}…"] = _opens(reopen_dialog, task, one, name)
    for one in task.requirements if desk.viewer.can(Capability.RESIZE) and not desk.read_only else ():
        name = requirement_name(one, task.requirements)
        acts[f"Re-size {name}…"] = _opens(resize_dialog, task, one, name)
    if may_edit and task.requirements:
        acts["Running behind…"] = partial(opened, behind_dialog, task)
    if may_edit and task.marks:
        acts["False alarm…"] = partial(opened, false_alarm_dialog, task)
    acts["Ledger of this task…"] = partial(opened, task_ledger_dialog, task.id)
    return acts


def _opens(
    dialog: Callable[[TaskWork, RequirementWork, str], None], task: TaskWork, one: RequirementWork, name: str
) -> Callable[[], None]:
    return partial(opened, dialog, task, one, name)
