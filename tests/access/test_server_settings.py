"""What the server tells Streamlit and browsers, and when it does not start at all."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from charleos.actions.sign_in import fingerprint, recognise, sign_in
from charleos.errors import BadInput
from charleos.store.engine import Database
from charleos.store.schema import Agency, Person
from charleos.ui import ground, handover, server
from charleos.ui.headers import BROWSER, Headers
from charleos.ui.shell import inline_script_hashes, shell
from tests.access.asgi import Client
from tests.access.test_sign_in import CHEAP, PASSWORD
from tests.build import Build

SAFE = {
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.maxUploadSize": 10,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.headless": True,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "logger.hideWelcomeMessage": True,
}


@pytest.fixture
def agency(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Build]:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", sqlite_db.url.render_as_string(hide_password=False))
    yield Build(sqlite_db)
    ground.close_databases()


@pytest.mark.parametrize("option", SAFE)
def test_the_settings_that_keep_people_safe(option: str) -> None:
    assert server.settings()[option] == SAFE[option]


def test_a_session_is_taken_up_again_only_by_its_own_browser() -> None:
    assert server.settings()["server.trustedUserHeaders"] == {BROWSER: "browser"}
    assert not [option for option in server.settings() if "agent" in option.lower()]


def test_navigation_is_not_streamlits_own() -> None:
    assert "client.showSidebarNavigation" not in server.settings()


def test_the_policy_allows_nothing_from_outside_and_names_the_inline_scripts() -> None:
    policy = dict(part.split(" ", 1) for part in server.content_security_policy().split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert not re.search(r"https?:|\*", server.content_security_policy())
    for source in (*inline_script_hashes(), handover.SCRIPT_HASH):
        assert f"'{source}'" in policy["script-src"]


def test_the_page_bears_our_name_and_says_where_its_server_is() -> None:
    assert "<title>CharleOS</title>" in shell()
    assert "BACKEND_BASE_URL" in shell()
    assert len(inline_script_hashes()) == 2
    assert not re.findall(r"(?:src|href)=\"https?:", shell())


def test_what_a_client_says_about_itself_is_dropped() -> None:
    heard = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        heard.append([value for name, value in scope["headers"] if name == BROWSER.lower().encode()])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"ALLOW")]})
        await send({"type": "http.response.body", "body": b""})

    client = Client(Headers(app, "default-src 'self'"))
    answer = client.get("/", headers={BROWSER: "somebody", "cookie": f"a=b; {handover.COOKIE}=token; c=d"})
    client.get("/", headers={BROWSER: "somebody"})
    assert heard == [[fingerprint("token").encode()], [b"none"]]
    assert answer.header("x-frame-options") == ["DENY"]


def post(client: Client, ticket: str, **headers: str) -> int:
    sent = {"x-charleos": "1", "cookie": f"{handover.XSRF}=browser", **headers}
    return client.post(handover.ROUTE, {"ticket": ticket}, sent).status


@pytest.fixture
def client(agency: Build) -> Client:
    routes = [
        Route(handover.ROUTE, server.sign_in_cookie, methods=["POST"]),
        Route(server.HEALTH, server.health),
    ]
    return Client(Starlette(routes=routes))


@pytest.fixture
def ticket(monkeypatch: pytest.MonkeyPatch) -> str:
    class Context:
        cookies = {handover.XSRF: "browser"}  # noqa: RUF012

    monkeypatch.setattr(handover.st, "context", Context())
    return handover._new_ticket("the-token")


def test_a_ticket_becomes_a_cookie_that_no_script_can_read(client: Client, ticket: str) -> None:
    sent = {"x-charleos": "1", "cookie": f"{handover.XSRF}=browser"}
    answer = client.post(handover.ROUTE, {"ticket": ticket}, sent)
    assert answer.status == 204
    (cookie,) = answer.header("set-cookie")
    assert cookie.startswith(f"{handover.COOKIE}=the-token;")
    for part in ("HttpOnly", "SameSite=strict", "Secure", "Path=/", "Max-Age=43200"):
        assert part in cookie


def test_a_ticket_works_once(client: Client, ticket: str) -> None:
    assert post(client, ticket) == 204
    assert post(client, ticket) == 410


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-charleos": ""}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"cookie": f"{handover.XSRF}=another-browser"}, 410),
        ({"cookie": ""}, 410),
    ],
)
def test_a_ticket_is_refused_to_others(client: Client, ticket: str, headers: dict[str, str], status: int) -> None:
    assert post(client, ticket, **headers) == status


def test_a_made_up_ticket_is_refused(client: Client) -> None:
    assert post(client, "made-up") == 410


@pytest.mark.parametrize(
    "content", ["text", [], {}, {"ticket": None}, {"ticket": 7}, {"ticket": "x" * 2000}, "x" * 10**6]
)
def test_what_our_script_does_not_send_is_refused(client: Client, content: object) -> None:
    assert client.post(handover.ROUTE, content, {"x-charleos": "1"}).status == 400


def test_a_ticket_that_is_a_minute_old_is_refused(client: Client, ticket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later = handover.time.monotonic() + 61
    monkeypatch.setattr(handover.time, "monotonic", lambda: later)
    assert post(client, ticket) == 410


def test_who_signs_in_in_a_browser_ends_the_sign_in_it_had(client: Client, agency: Build, ticket: str) -> None:
    agency.person("Ana", password_hash=CHEAP)
    sign_in(ground.front_desk(), "ana", PASSWORD, "before")
    assert recognise(ground.front_desk(), "before") is not None
    assert post(client, ticket, cookie=f"{handover.XSRF}=browser; {handover.COOKIE}=before") == 204
    assert recognise(ground.front_desk(), "before") is None


def test_signing_out_takes_the_cookie_away(client: Client) -> None:
    answer = client.post(handover.ROUTE, {"ticket": ""}, {"x-charleos": "1"})
    assert answer.status == 204
    assert "Max-Age=0" in answer.header("set-cookie")[0]


def test_health_asks_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get(server.HEALTH).body == b'{"status":"ok"}'
    ground.close_databases()
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", "sqlite:////tmp/there-is-no-such-folder/x.db")
    assert client.get(server.HEALTH).status == 503


def test_a_busy_port_is_a_sentence_that_names_the_option(agency: Build) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match="--port"):
            server.serve("127.0.0.1", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "hours.example.com", ""])
def test_the_demo_is_served_on_this_machine_only(agency: Build, host: str) -> None:
    with agency.system().writing() as session:
        session.get(Agency, 1).demo = 1
    with pytest.raises(BadInput, match="this machine only"):
        server.serve(host, 8501)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_has_several_names(agency: Build, host: str) -> None:
    with agency.system().writing() as session:
        session.get(Agency, 1).demo = 1
    server._check_host(host)
    assert server._is_loopback(host)


def test_tables_of_another_age_are_a_sentence(monkeypatch: pytest.MonkeyPatch, empty_url: str) -> None:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", empty_url)
    with pytest.raises(BadInput, match="charleos migrate"):
        server.serve("127.0.0.1", 8501)


def test_the_greeting_says_how_to_come_in(agency: Build) -> None:
    lines = list(server._greeting("127.0.0.1", 8501))
    assert lines[0] == "CharleOS is at http://127.0.0.1:8501"
    assert "first Manager" in lines[1]
    assert len(lines[2].strip()) > 40
    ana = agency.person("Ana")
    assert "charleos person passwd" in "".join(server._greeting("127.0.0.1", 8501))

    with agency.system().writing() as session:
        session.get(Person, ana.id).password_hash = CHEAP
    assert list(server._greeting("::1", 8501)) == ["CharleOS is at http://[::1]:8501"]
    with agency.system().writing() as session:
        session.get(Agency, 1).demo = 1
    assert "ana" in "".join(server._greeting("127.0.0.1", 8501))
