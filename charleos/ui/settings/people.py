"""People: who works here, what they may do, and their way in."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlsplit

import streamlit as st

from charleos.actions.links import LinkKind, issue_link
from charleos.actions.people import add_person, archive_person, edit_person, restore_person, sign_person_out
from charleos.actions.sign_in import new_secret
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.periods import Month
from charleos.reads.people import PersonRow, people
from charleos.rules.access import Role
from charleos.rules.people import Profile, role_titles
from charleos.rules.policy import Policy
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.parts.people import avatar
from charleos.ui.session import look_as, own_desk
from charleos.ui.signin import LINK
from charleos.ui.words import plain
from charleos.units import Minutes, parse_duration


def people_section(desk: Desk) -> None:
    """Everybody in a table; whoever is chosen in it can be changed, invited, archived, or looked at."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("People", anchor=False, width="content")
        if st.button("Add person", key="add_person", icon=":material/person_add:", disabled=desk.read_only):
            Form("add_person").renew()
            _add()
    everybody = people(desk)
    with_archived = st.toggle("Show archived people", key="people_archived", bind="query-params")
    shown = tuple(row for row in everybody if row.is_active or with_archived)
    chosen = _table(desk, shown)
    if chosen is None:
        st.caption(
            "Choose somebody in the table to edit, invite or archive them, or to look at the product as they do."
        )
    else:
        _panel(desk, chosen)


def _table(desk: Desk, shown: tuple[PersonRow, ...]) -> PersonRow | None:
    policy = desk.rulebook().policy(Month.of(desk.today))
    picked = st.dataframe(
        {
            "Name": [row.profile.name for row in shown],
            "Sign-in name": [row.key for row in shown],
            "Roles": [role_titles(row.profile.roles) for row in shown],
            "Discipline": [row.profile.discipline for row in shown],
            "Daily capacity": [words.time(_capacity(policy, row.profile)) for row in shown],
            "Sign-in": [_state(desk.now, row) for row in shown],
        },
        key="people_table",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        width="stretch",
        column_config={"Daily capacity": st.column_config.TextColumn(help=words.help("capacity"))},
    )
    rows = picked.selection.rows
    return shown[rows[0]] if rows and rows[0] < len(shown) else None


def _panel(desk: Desk, row: PersonRow) -> None:
    """What can be done about one person."""
    with st.container(border=True, key="person_panel"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            avatar(row.profile.name)
            st.markdown(f"**{plain(row.profile.name)}** · {_state(desk.now, row)}", width="content")
        with st.container(horizontal=True, gap="small"):
            _buttons(desk, row)


def _buttons(desk: Desk, row: PersonRow) -> None:
    frozen = desk.read_only
    if st.button("Edit", key="person_edit", icon=":material/edit:", disabled=frozen):
        Form(_edit_form(row)).renew()
        _edit(row)
    if not row.is_active:
        if st.button("Restore", key="person_restore", icon=":material/unarchive:", disabled=frozen):
            _confirm_anew(row, "restore")
        return
    label = "New password link" if row.has_password else "Invitation link"
    if st.button(label, key="person_link", icon=":material/link:", disabled=frozen):
        Form(_link_form(row)).renew()
        _link(row)
    is_self = row.id == desk.viewer.person_id
    if st.button("Look as", key="person_look_as", icon=":material/visibility:", disabled=frozen or is_self):
        look_as(row.id)
    if st.button("Sign out", key="person_sign_out", icon=":material/logout:", disabled=frozen):
        _confirm_anew(row, "sign out")
    if st.button("Archive", key="person_archive", icon=":material/archive:", disabled=frozen or is_self):
        _confirm_anew(row, "archive")


def _capacity(policy: Policy, profile: Profile) -> Minutes:
    return policy.capacity_of(profile.discipline) if profile.capacity is None else profile.capacity


def _state(now: datetime, row: PersonRow) -> str:
    if not row.is_active:
        return "Archived"
    if row.locked_until is not None:
        return f"Resting after wrong passwords, until {words.count(_minutes(now, row.locked_until), 'minute')} from now"
    if not row.has_password:
        return "No password yet"
    if row.last_seen_at is None:
        return "Never signed in"
    return f"Active {words.ago(int((now - row.last_seen_at).total_seconds() // 60))}"


def _minutes(now: datetime, until: datetime) -> int:
    return max(1, int((until - now).total_seconds() // 60))


@st.dialog("Add a person", icon=":material/person_add:")
@own_desk("settings")
def _add(desk: Desk) -> None:
    form = Form("add_person")
    with form.box(border=False):
        key = st.text_input("Sign-in name", key=form.field("key"), placeholder="ana.silva", autocomplete="off")
        form.place("key")
        _profile_fields(desk, form, None)
        form.place()
        sent = st.form_submit_button("Add", type="primary", width="stretch")
    st.caption("They can sign in once they have chosen a password: send them an invitation link afterwards.")
    if sent:
        form.send(lambda form_key: add_person(desk, form_key, key.strip(), _typed(form)))


@st.dialog("Edit a person", icon=":material/edit:")
@own_desk("settings")
def _edit(desk: Desk, row: PersonRow) -> None:
    form = Form(_edit_form(row))
    with form.box(border=False):
        _profile_fields(desk, form, row.profile)
        form.place()
        sent = st.form_submit_button("Save", type="primary", width="stretch")
    st.caption("Changed rights hold from the person's next click.")
    if sent:
        form.send(lambda key: edit_person(desk, key, row.id, _typed(form), row.version))


def _profile_fields(desk: Desk, form: Form, profile: Profile | None) -> None:
    st.text_input("Name", profile.name if profile else "", key=form.field("name"), autocomplete="off")
    form.place("name")
    st.multiselect(
        "Roles",
        list(Role),
        [role for role in Role if role in profile.roles] if profile else [],
        format_func=lambda role: role.title,
        key=form.field("roles"),
        help="Roles add up: the widest right wins.",
    )
    form.place("roles")
    _choose_discipline(desk, form, profile)
    form.place("discipline")
    own = "" if profile is None or profile.capacity is None else words.time(profile.capacity)
    st.text_input(
        "Daily capacity of their own",
        own,
        key=form.field("capacity"),
        placeholder="as the discipline; or such as 6h 30m",
        help=words.help("capacity"),
    )
    form.place("capacity")


def _choose_discipline(desk: Desk, form: Form, profile: Profile | None) -> None:
    known = list(desk.rulebook().policy(Month.of(desk.today)).capacity)
    if profile is not None and profile.discipline not in known:
        known.append(profile.discipline)
    st.selectbox(
        "Discipline",
        known,
        index=known.index(profile.discipline) if profile else None,
        key=form.field("discipline"),
        accept_new_options=True,
        placeholder="Choose one, or type another",
        help="It gives the daily capacity, unless the person has one of their own.",
    )


def _typed(form: Form) -> Profile:
    capacity = str(form.typed("capacity") or "").strip()
    return Profile(
        name=" ".join(str(form.typed("name") or "").split()),
        roles=frozenset(form.typed("roles") or ()),
        discipline=str(form.typed("discipline") or "").strip(),
        capacity=parse_duration(capacity, field="capacity") if capacity else None,
    )


@st.dialog("A link to choose a password", icon=":material/link:")
@own_desk("settings")
def _link(desk: Desk, row: PersonRow) -> None:
    kind = LinkKind.RESET if row.has_password else LinkKind.INVITE
    form = Form(_link_form(row))
    lasts = words.count(kind.lasts.days, "day")
    st.markdown(
        f"Whoever opens the link chooses {plain(row.profile.name)}’s password and is signed in as them. It works once, "
        f"for {lasts}. Links made earlier stop working."
    )
    form.place()
    if not st.button("Make the link", key=form.field("make"), type="primary", width="stretch"):
        return
    secret: str = st.session_state.setdefault(form.field("secret"), new_secret())
    try:
        issue_link(desk, form.key, row.id, kind, secret)
    except CharleosError as refused:
        form.refuse(refused)
        return
    st.code(_address(secret), language=None, wrap_lines=True)
    st.caption("Send it to them by a way that only they read. It is shown here once.")


def _address(secret: str) -> str:
    """The link, at the address under which this very page was opened."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/?{LINK}={quote(secret)}"


def _confirm_anew(row: PersonRow, act: str) -> None:
    Form(_confirm_form(row, act)).renew()
    _confirm(row, act)


_CONSEQUENCES = {
    "archive": "can no longer sign in and is signed out now. What they did stays.",
    "restore": "can sign in again, with the password they had.",
    "sign out": "is signed out in every browser, and has to sign in again.",
}
_ACTS = {"archive": archive_person, "restore": restore_person, "sign out": sign_person_out}


@st.dialog("Are you sure?", icon=":material/help:")
@own_desk("settings")
def _confirm(desk: Desk, row: PersonRow, act: str) -> None:
    form = Form(_confirm_form(row, act))
    st.markdown(f"**{plain(row.profile.name)}** {_CONSEQUENCES[act]}")
    form.place()
    if st.button(act.capitalize(), key=form.field("do"), type="primary", width="stretch"):
        form.send(lambda key: _ACTS[act](desk, key, row.id))


def _edit_form(row: PersonRow) -> str:
    return f"edit_person:{row.id}"


def _link_form(row: PersonRow) -> str:
    return f"person_link:{row.id}"


def _confirm_form(row: PersonRow, act: str) -> str:
    return f"person_{act}:{row.id}"
