"""Home: what needs the viewer today, by what they may see and do."""

import streamlit as st

from charleos.reads.home import office_today
from charleos.reads.my_day import my_week
from charleos.reads.my_work import my_work
from charleos.reads.planning_notes import planning_notes
from charleos.reads.quote_detail import quotes_to_size
from charleos.reads.quotes import quotes_in_hand
from charleos.rules.access import Capability
from charleos.ui.home.look import show_look
from charleos.ui.home.office import show_months_to_close, show_unreported, show_without_csm
from charleos.ui.home.own_day import show_own_day, show_own_work
from charleos.ui.home.planning import show_leave_waiting, show_plan_today, show_running_behind
from charleos.ui.home.quotes import show_quotes_in_hand, show_quotes_to_size
from charleos.ui.home.retainers import show_calm, show_retainers
from charleos.ui.session import open_desk
from charleos.ui.words import plain

desk = open_desk(__file__)

show_look()
st.title(f"Hello, {plain(desk.viewer.name.split()[0])}", anchor=False)
st.caption(f"{desk.today:%A} {desk.today.day} {desk.today:%B %Y}")

notes = planning_notes(desk)
sees_clients = desk.viewer.can(Capability.VIEW_CLIENTS)
main, side = st.columns([5, 3], gap="medium") if sees_clients else st.columns(2, gap="medium")
with side if sees_clients else main:
    show_own_day(my_week(desk, desk.today).of(desk.today))
    show_plan_today(notes.today)
with side:
    show_quotes_to_size(desk, quotes_to_size(desk))
    show_own_work(my_work(desk, desk.today))
if sees_clients:
    with main:
        office = office_today(desk)
        waiting = quotes_in_hand(desk)
        if office.is_calm and waiting.is_calm and notes.is_calm:
            show_calm(office.retainers.watched)
        show_running_behind(notes.behind, desk.today)
        show_leave_waiting(notes.leave)
        show_quotes_in_hand(desk, waiting)
        show_unreported(office.unreported)
        show_retainers(office.retainers)
        show_without_csm(desk, office.unassigned)
        show_months_to_close(office.to_close)
