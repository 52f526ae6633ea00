"""Chromium against a real server.

server      one for all tests of the session, on a small demo agency (tests share it: do not break it for others)
page        a tab of a browser of its own; the test fails when its console shows an error or anything outside
            the server is asked for
sign_in     sign_in(page, "morgan", "/clients?month=2026-01") signs in by the form and waits for the page asked for
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from charleos.rules.passwords import DEMO_PASSWORD
from tests.browser.servers import Server, serving, small_agency
from tests.conftest import Databases, _cannot

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = {"width": 1440, "height": 900}

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

SignIn = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs them all, so that there is one server and one Chromium.

    A test that fails is tried once more on a fresh tab: two programs and a socket on a busy machine lose a click
    now and then. The report counts every second try ("rerun"), so that none goes unseen.
    """
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((path for program in PROGRAMS if (path := shutil.which(program))), None)
    if found is None:
        _cannot("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "log"
    with databases.fresh("sqlite") as db, serving(small_agency(db), log) as running:
        yield running


@pytest.fixture
def new_browser(chromium: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that share nothing with each other, watched as `page` is."""
    watched: list[Watch] = []
    with ExitStack() as still_open:

        def made(url: str = server.url) -> BrowserContext:
            context = chromium.new_context(base_url=url, viewport=DESKTOP, reduced_motion="reduce")
            still_open.callback(context.close)
            watched.append(Watch(context, url))
            return context

        yield made
    complaints = [complaint for watch in watched for complaint in watch.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(new_browser: Callable[..., BrowserContext]) -> Page:
    return new_browser().new_page()


@pytest.fixture
def sign_in() -> SignIn:
    def by_form(page: Page, key: str, path: str = "/", *, password: str = DEMO_PASSWORD) -> None:
        page.goto(path)
        page.get_by_label("Sign-in name").fill(key)
        page.get_by_role("textbox", name="Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        wait_signed_in(page)

    return by_form


def wait_signed_in(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).wait_for()


def wait_at_the_door(page: Page) -> None:
    page.get_by_label("Sign-in name").wait_for()
    assert page.get_by_role("button", name="Sign out", exact=True).count() == 0


class Watch:
    """Listens to every tab of a browser for errors, and for requests that leave the server."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.complaints: list[str] = []
        self._url = url
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def _console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        here = (self._url, self._url.replace("http://", "ws://"), "data:", "blob:")
        if not request.url.startswith(here):
            self.complaints.append(f"a request to the outside: {request.url}")
