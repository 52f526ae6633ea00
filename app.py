"""CharleOS: signs the viewer in, shows the navigation that is theirs, and runs the page."""

import streamlit as st

from charleos.ui.nav import every_page_as, pages_for
from charleos.ui.session import current_viewer, sign_in_screen, sign_out

st.set_page_config(page_title="CharleOS", page_icon="🟦", layout="wide")

viewer = current_viewer()
if viewer is None:
    st.navigation(every_page_as(sign_in_screen, "Sign in"), position="hidden").run()
    st.stop()

chosen = st.navigation(pages_for(viewer))
with st.sidebar:
    st.caption(viewer.name)
    st.button("Sign out", key="sign_out", on_click=sign_out)
chosen.run()
