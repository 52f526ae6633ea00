"""Account: who one is here, the password, the browsers signed in, and looking as somebody else."""

import streamlit as st

from charleos.reads.people import colleagues, own_account
from charleos.rules.access import Capability
from charleos.ui.account.own import choose_whom_to_look_as, password_form, show_browsers, show_who
from charleos.ui.session import open_desk

desk = open_desk(__file__)

st.title("Account", anchor=False)
account = own_account(desk)
show_who(account)
left, right = st.columns(2, gap="medium")
with left:
    password_form(desk)
with right:
    show_browsers(desk, account)
    if desk.viewer.can(Capability.VIEW_AS) and not desk.read_only:
        choose_whom_to_look_as(tuple(one for one in colleagues(desk) if one.id != desk.viewer.person_id))
