"""Plans: what is sold, new terms from a month on with what they change, out of sale and back."""

from __future__ import annotations

import streamlit as st

from charleos.actions.plans import archive_plan, change_plan, create_plan, restore_plan
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.effects import plan_effects
from charleos.reads.settings import PlanRecord, plans_kept
from charleos.rules.proposals import PlanProposal, check_plan
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.session import own_desk
from charleos.ui.settings import wording
from charleos.ui.settings.editor import choose_month, dated_form, field, opened, preview, refuse_empty, save, typed_as
from charleos.ui.settings.preview import show_plan_effects
from charleos.ui.words import count, money, plain, time
from charleos.units import parse_duration, parse_pounds

NEW = 0


@st.fragment
@own_desk("settings")
def plans_section(desk: Desk) -> None:
    records = {record.plan_id: record for record in plans_kept(desk)}
    this_month = Month.of(desk.today)
    _show_plans(tuple(records.values()), this_month)
    chosen = st.pills(
        "Plan to change",
        [*records, NEW],
        default=next(iter(records), NEW),
        required=True,
        key="settings:plan",
        format_func=lambda plan: plain(records[plan].in_force(this_month).name) if plan in records else "New plan",
    )
    if chosen in records:
        _show_plan(desk, records[chosen], this_month)
    else:
        _show_new(desk, this_month)


def _show_plans(records: tuple[PlanRecord, ...], month: Month) -> None:
    if not records:
        st.markdown("There are no plans yet: make the first one below.")
        return
    rows = []
    for record in records:
        held = record.in_force(month)
        badge = " :gray-badge[archived]" if record.archived else _later(record, month)
        rows.append([f"{plain(held.name)}{badge}", time(held.minutes), money(held.cost), f"{record.clients}"])
    columns = [Column("Plan"), *(Column(title, figures=True) for title in ("Hours a month", "Monthly cost", "Clients"))]
    text_table(columns, rows, key="plans")


def _later(record: PlanRecord, month: Month) -> str:
    later = next((Month(version.since) for version, _ in record.versions if version.since > month), None)
    return f" :blue-badge[changes in {later.name}]" if later else ""


def _show_plan(desk: Desk, record: PlanRecord, this_month: Month) -> None:
    edit, effects = st.columns(2, gap="large")
    with edit:
        since, form = dated_form(f"plan-{record.plan_id}", this_month)
        held = record.in_force(since)
        name, minutes, cost = _fields(form, held.name, typed_as(held.minutes), money(held.cost))

    def draft() -> PlanProposal:
        proposal = _proposal(record.plan_id, since, name, minutes, cost, opened(form, record.newest))
        check_plan(proposal.name, proposal.minutes, proposal.cost)
        return proposal

    with effects:
        is_ready = preview(
            form,
            draft,
            is_changed=lambda proposal: proposal.version[2:] != held[2:],
            effects=lambda proposal: plan_effects(desk, proposal),
            show=lambda effects, proposal: show_plan_effects(effects, proposal.since),
        )
        label, off = f"Save from {since.name} on", not is_ready or desk.read_only
        save(form, label, lambda key: change_plan(desk, key, draft()), newest=record.newest, disabled=off)
        _show_history(record)
        _turn(desk, record)


def _show_new(desk: Desk, this_month: Month) -> None:
    since = choose_month("plan-new", this_month)
    form = Form("plan-new")
    with form.box(width=520):
        name, minutes, cost = _fields(form, "", "", "")
        form.place("since")
        form.place()
        sent = st.form_submit_button("Create the plan", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: create_plan(desk, key, _proposal(NEW, since, name, minutes, cost, NEW)))


def _fields(form: Form, name: str, minutes: str, cost: str) -> tuple[str, str, str]:
    typed = field(form, "name", "Name", name, max_chars=60)
    hours = field(form, "minutes", "Hours a month", minutes, placeholder="60h", help=words.help("allocation"))
    pounds = field(form, "cost", "Monthly cost", cost, placeholder="£5,000", help=words.help("monthly cost"))
    return typed, hours, pounds


def _proposal(plan_id: int, since: Month, name: str, minutes: str, cost: str, opened_at: int) -> PlanProposal:
    refuse_empty(name, "the plan a name", "name")
    return PlanProposal(
        plan_id,
        since,
        name,
        parse_duration(minutes, field="minutes"),
        parse_pounds(cost, field="cost"),
        opened_at,
    )


def _show_history(record: PlanRecord) -> None:
    st.markdown("##### History")
    rows = []
    for at in range(len(record.versions) - 1, -1, -1):
        version, author = record.versions[at]
        is_replaced = at + 1 < len(record.versions) and record.versions[at + 1][0].since == version.since
        month = unbroken(Month(version.since).short_name)
        since = f"~~{month}~~" if is_replaced else month
        rows.append([since, plain(version.name), time(version.minutes), money(version.cost), wording.saved(author)])
    columns = [Column("From"), Column("Name"), Column("Hours", figures=True), Column("Cost", figures=True)]
    text_table([*columns, Column("Saved by")], rows, key="plan-history")


def _turn(desk: Desk, record: PlanRecord) -> None:
    """Out of sale, or back."""
    form = Form(f"plan-turn-{record.plan_id}")
    act = restore_plan if record.archived else archive_plan
    label = "Sell it again" if record.archived else "Archive this plan"
    on_it = f"{count(record.clients, 'client')} on it keep it." if record.clients else "No client is on it."
    st.caption(
        "It can be chosen for no client." if record.archived else f"Archived, it can no longer be chosen. {on_it}"
    )
    sent = st.button(label, key=form.field("turn"), disabled=desk.read_only, icon=":material/inventory_2:")
    form.place()
    if sent:
        form.send(lambda key: act(desk, key, record.plan_id))
