"""CharleOS: signs the viewer in, shows the navigation that is theirs, and runs the page."""

import streamlit as st

from charleos.errors import CharleosError
from charleos.ui.forms import settle_receipts
from charleos.ui.jump import jump_box
from charleos.ui.mark import ICON, LOGO
from charleos.ui.nav import every_page_as, pages_for
from charleos.ui.session import current_seat, heartbeat, sign_out_here
from charleos.ui.signin import LINK, sign_in_screen
from charleos.ui.words import plain

st.set_page_config(page_title="CharleOS", page_icon=ICON, layout="wide")

try:
    seat = current_seat()
except CharleosError as broken:
    st.error(plain(broken.sentence), icon=":material/error:")
    st.stop()

if seat is None or LINK in st.query_params:
    st.navigation(every_page_as(sign_in_screen, "Sign in"), position="hidden").run()
    st.stop()

st.logo(LOGO, size="large")
chosen = st.navigation(pages_for(seat.viewer))
with st.sidebar:
    jump_box()
    st.caption(plain(seat.visitor.viewer.name))
    st.button("Sign out", key="sign_out", icon=":material/logout:", type="tertiary", on_click=sign_out_here)
    heartbeat()
chosen.run()
settle_receipts()
