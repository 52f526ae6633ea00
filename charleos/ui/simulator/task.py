"""The task as a whole: each requirement, what was borrowed, the cap; other ways of billing; the month it leaves."""

from __future__ import annotations

import streamlit as st

from charleos.periods import Month
from charleos.reads.plans import PlanPrice, SizeTable
from charleos.rules.billing import TaskBill
from charleos.rules.retainer import utilisation
from charleos.rules.simulation import Amount, SimulatedRequirement, Simulation, compare, month_left
from charleos.ui import charts, words
from charleos.ui.parts.table import Column, text_table
from charleos.ui.simulator.task_chart import task_bar
from charleos.ui.words import money, percent, plain, signed_money, signed_time, time
from charleos.units import Minutes, Pence


def show_task(of: Simulation, *, behind: bool) -> None:
    """The total against what the client agreed to at most."""
    task = of.task
    st.subheader("The task", anchor=False)
    with st.container(horizontal=True):
        total = f":blue[{time(task.billable)}] :gray[of {time(task.maximum)}]"
        st.metric("Task billable of cap", total, border=True, help=words.help("combined cap"))
        st.metric("Borrowed", _shaded(task.borrowed, "blue"), border=True, help=words.help("borrowed"))
        st.metric("Banked", _shaded(task.banked, "green"), border=True, help=words.help("banked"))
        st.metric("Overage", _shaded(task.overage, "red"), border=True, help=words.help("overage"))
    charts.show(task_bar(task), key="simulator:task")
    st.caption(_borrowing(task, of, behind=behind))


def _shaded(minutes: Minutes, colour: str) -> str:
    return f":{colour if minutes else 'gray'}[{time(minutes)}]"


def show_parts(of: Simulation) -> None:
    """Every requirement with its figures, and how they make up the task's."""
    titles = ("Actual", "Billable", "Banked", "Overage", "Headroom", "Average", "Maximum")
    columns = [Column("Requirement"), Column("Size"), *(Column(title, figures=True) for title in titles)]
    rows = [_line(one) for one in of.requirements]
    task = of.task
    if task.borrowed:
        moved = time(task.borrowed)
        rows.append(["*Borrowed*", "", "", f":blue[{moved}]", "", f":red[-{moved}]", "", "", ""])
    total = [time(task.actual), *_coloured(task.billable, task.banked, task.overage)]
    rows.append(["**Task**", "", *(f"**{one}**" for one in total), "", "", f"**{time(task.maximum)}**"])
    text_table(columns, rows, key="simulated")


def _line(one: SimulatedRequirement) -> list[str]:
    bill = one.bill
    return [
        plain(one.name),
        one.size,
        time(bill.actual) if bill.actual else "not started",
        *_coloured(bill.billable, bill.banked, bill.overage),
        _shaded(one.headroom, "violet"),
        time(one.estimate.average),
        time(one.estimate.maximum),
    ]


def _coloured(billable: Minutes, banked: Minutes, overage: Minutes) -> list[str]:
    return [_shaded(billable, "blue"), _shaded(banked, "green"), _shaded(overage, "red")]


def _borrowing(task: TaskBill, of: Simulation, *, behind: bool) -> str:
    """Why so much was borrowed, or nothing."""
    room = sum((one.headroom for one in of.requirements), Minutes(0))
    if not behind:
        would = "" if not task.overage else f" Switch on *Running behind* to let {time(room)} of headroom take overage."
        return f"The task is on time, so its requirements do not borrow from each other.{would}"
    if task.borrowed and task.overage:
        return f"The whole headroom of {time(room)} took overage; {time(task.overage)} stays with the agency."
    if task.borrowed:
        return f"All overage fits into the headroom of {time(room)} and is billed: never above the combined cap."
    if task.overage:
        return "No started requirement has headroom, so the overage stays with the agency."
    return "Nothing runs beyond its maximum, so there is nothing to borrow for."


def show_comparison(of: Simulation, plan: PlanPrice | None) -> None:
    """The same work, billed in three ways."""
    st.subheader("Billed in other ways", anchor=False)
    ways = compare(of, None if plan is None else plan.agreed)
    with st.container(horizontal=True):
        _way("CharleOS", ways.charleos, ways.charleos, "billable")
        _way("Time and materials", ways.time_and_materials, ways.charleos, "time and materials")
        _way("Fixed price", ways.fixed_price, ways.charleos, "fixed price")
    if plan is None:
        st.caption("Choose a plan to see the same in pounds.")
    else:
        rate = f"{money(plan.hourly)} an hour, {money(plan.day_rate)} a day"
        st.caption(f"At the rate of {plain(plan.name)}: {rate} (cost divided by its gross hours).")


def _way(title: str, amount: Amount, ours: Amount, term: str) -> None:
    value = time(amount.minutes) if amount.worth is None else f"{time(amount.minutes)} :gray[·] {money(amount.worth)}"
    st.metric(
        title,
        value,
        delta=None if amount is ours else _against(amount, ours),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=words.help(term),
    )


def _against(amount: Amount, ours: Amount) -> str:
    apart = amount.minutes - ours.minutes
    if not apart:
        return "the same"
    if amount.worth is None or ours.worth is None:
        return signed_time(apart)
    return f"{signed_time(apart)}, {signed_money(Pence(amount.worth - ours.worth))}"


def show_month(of: Simulation, plan: PlanPrice | None, table: SizeTable) -> None:
    """What would remain of a plan's month, were this task all of it."""
    st.subheader("The month it would leave", anchor=False)
    if plan is None:
        st.caption("Choose a plan to see what this task would leave of its month.")
        return
    left = month_left(of, plan.agreed, Month.of(table.day), table.policy.rollover)
    used = utilisation(left)
    with st.container(horizontal=True):
        st.metric("Net allocation", time(plan.agreed.net), border=True, help=words.help("net allocation"))
        st.metric("Task billable", f":blue[{time(left.usage.billable)}]", border=True, help=words.help("billable"))
        shade = "red" if left.remaining < 0 else "green"
        st.metric("Remaining", f":{shade}[{time(left.remaining)}]", border=True, help=words.help("remaining"))
        share = percent(*used) if used else "n/a"
        st.metric("Utilisation", share, border=True, help=words.help("utilisation"))
    pm = f"{time(plan.agreed.gross)} less {time(plan.agreed.pm)} for project management"
    beyond = ""
    if left.excess:
        carried = "is carried into the next month" if left.carry.excess else "is forgiven"
        beyond = f" {time(left.excess)} of excess {carried}."
    st.caption(f"{plain(plan.name)} in {left.month.name}: {pm}, with nothing else used and nothing carried in.{beyond}")
