"""streamlit-authenticator's login form, over our people, our counters and our cookie.

The form is the library's. What it trusts is not: it counts failures in a dictionary, answers sooner for a name that
does not exist, never revokes a cookie and sets one that scripts can read. So credentials are checked by
`actions.sign_in`, and what it takes for its cookie hands the browser over to `ui.handover`.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from charleos.actions.sign_in import new_secret, sign_in
from charleos.desk import Desk
from charleos.errors import Forbidden

_ITS_STATE = ("authentication_status", "name", "username", "email", "roles", "logout")
_WORDS = {
    "Form name": "Sign in",
    "Username": "Sign-in name",
    "Password": "Password",
    "Login": "Sign in",
}


class Door(Authenticate):  # type: ignore[misc]
    """Made for one run. Its parent's constructor is left out: it would mount a component that writes cookies."""

    def __init__(self, desk: Desk) -> None:
        self.path = self.api_key = None
        self.secret_key = new_secret()
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = _Controller(desk, self.secret_key)

    def ask(self) -> tuple[str | None, bool]:
        """Draw the form. Returns the token of a sign-in that just succeeded, and whether one just failed."""
        _forget()  # what the session remembers proves nothing: only the cookie of the connection does
        self.login(fields=_WORDS, key="sign_in")
        answer = st.session_state.get("authentication_status")
        _forget()
        return (self.authentication_controller.authentication_model.token if answer else None), answer is False


class _Controller(AuthenticationController):  # type: ignore[misc]
    def __init__(self, desk: Desk, secret_key: str) -> None:
        super().__init__({"usernames": {}}, auto_hash=False, secret_key=secret_key)
        self.authentication_model = _Model(desk, secret_key)

    def login(self, username: str | None = None, password: str | None = None, *_: Any, **__: Any) -> bool:
        """Name and password as typed: the library would trim the password and make the name small."""
        if username and password:
            return bool(self.authentication_model.login(username, password))
        st.session_state["authentication_status"] = False
        return False


class _Model(AuthenticationModel):  # type: ignore[misc]
    def __init__(self, desk: Desk, secret_key: str) -> None:
        super().__init__({"usernames": {}}, auto_hash=False, secret_key=secret_key)
        self._desk = desk
        self.token: str | None = None

    def check_credentials(self, username: str, password: str) -> bool:
        token = new_secret()
        try:
            sign_in(self._desk, username, password, token)
        except Forbidden:
            return False
        self.token = token
        self.credentials["usernames"][username] = {"name": username}
        return True


class _NoCookie:
    """Stands where the library keeps its cookie."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None


def _forget() -> None:
    for key in _ITS_STATE:
        st.session_state.pop(key, None)
