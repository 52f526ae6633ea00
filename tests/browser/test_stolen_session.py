"""Streamlit's session id opens whatever the session holds; ours holds nothing that the cookie does not prove."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from charleos.ui.handover import COOKIE
from tests.browser.servers import Server, serving, sign_in_of, small_agency
from tests.build import Someone
from tests.conftest import SOAK, Databases

TIMES = 100 if SOAK else 10
DOOR = b"Sign-in name"
SECRET = b"Morgan Lee"


@pytest.fixture(scope="module", params=["charleos", "streamlit"])
def plain_server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Not the demo, whose sign-in page names its people; also without our own routes and headers."""
    log = tmp_path_factory.mktemp("plain") / "log"
    with databases.fresh("sqlite") as db, serving(small_agency(db, demo=False), log, by=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def morgan(plain_server: Server) -> Someone:
    return person(plain_server, "morgan")


def person(server: Server, key: str) -> Someone:
    from charleos.reads.people import person_named

    row = person_named(server.agency.system(), key)
    return Someone(row.id, row.key, row.profile.name, row.profile.roles)


def connected(server: Server, *, token: str | None = None, session: str | None = None) -> ClientConnection:
    """A connection as a browser makes it, with the cookie and with a session to take up again, where given."""
    protocols = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([session] if session else [])]
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    return connect(server.socket_url, subprotocols=protocols, additional_headers=headers, max_size=None)  # type: ignore[arg-type]


def run(connection: ClientConnection, page: str = "account") -> tuple[bytes, str]:
    """Run a page to its end: all that was sent, and the session's id."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    connection.send(asked.SerializeToString())
    heard, session = b"", ""
    while True:
        raw = connection.recv(timeout=60)
        assert isinstance(raw, bytes)
        heard += raw
        message = ForwardMsg()
        message.ParseFromString(raw)
        if message.WhichOneof("type") == "new_session":
            session = message.new_session.initialize.session_id
        if message.WhichOneof("type") == "script_finished" and message.script_finished == 0:
            return heard, session


def test_the_owner_sees_their_page_and_can_come_back_to_it(plain_server: Server, morgan: Someone) -> None:
    token = sign_in_of(plain_server, morgan)
    with connected(plain_server, token=token) as owner:
        heard, session = run(owner)
    assert SECRET in heard
    with connected(plain_server, token=token, session=session) as back:
        heard, taken_up = run(back)
    assert SECRET in heard
    assert taken_up == session


def test_a_stolen_session_id_gets_a_sign_in_page(plain_server: Server, morgan: Someone) -> None:
    for _ in range(TIMES):
        with connected(plain_server, token=sign_in_of(plain_server, morgan)) as owner:
            heard, session = run(owner)
            assert SECRET in heard
        with connected(plain_server, session=session) as thief:
            heard, _ = run(thief)
            assert DOOR in heard
            assert SECRET not in heard


def test_it_gets_one_too_while_the_owner_is_connected(plain_server: Server, morgan: Someone) -> None:
    for _ in range(TIMES):
        with connected(plain_server, token=sign_in_of(plain_server, morgan)) as owner:
            _, session = run(owner)
            with connected(plain_server, session=session) as thief:
                heard, _ = run(thief)
                assert DOOR in heard
                assert SECRET not in heard


def test_the_cookie_of_somebody_else_shows_what_is_theirs(plain_server: Server, morgan: Someone) -> None:
    clara = person(plain_server, "clara")
    with connected(plain_server, token=sign_in_of(plain_server, morgan)) as owner:
        _, session = run(owner)
    with connected(plain_server, token=sign_in_of(plain_server, clara), session=session) as other:
        heard, _ = run(other)
    assert SECRET not in heard
    assert "Clara Díaz".encode() in heard


def test_our_server_does_not_even_give_the_session_back(plain_server: Server, morgan: Someone) -> None:
    """Streamlit alone does, and throws the owner out; what the thief sees is the sign-in all the same."""
    with connected(plain_server, token=sign_in_of(plain_server, morgan)) as owner:
        _, session = run(owner)
        with connected(plain_server, session=session) as thief:
            _, given = run(thief)
        assert (given == session) is (plain_server.by == "streamlit")
        if plain_server.by == "charleos":
            heard, still = run(owner)
            assert SECRET in heard
            assert still == session
