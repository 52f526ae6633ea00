"""A visitor without a browser: asks a running server for one page over and over, and times each run of it."""

from __future__ import annotations

from time import perf_counter
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 60


class Visitor:
    """One connection, signed in by its cookie. page: as in the address, "" for the first page."""

    def __init__(self, port: int, page: str, cookies: dict[str, str]) -> None:
        self._page = page
        self._page_hash = ""
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookie} if cookie else None,
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
        )
        self.texts: list[str] = []

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def run(self) -> float:
        """Run the page once more; the seconds until its last element has arrived."""
        ask = BackMsg()
        ask.rerun_script.page_script_hash = self._page_hash
        if not self._page_hash:
            ask.rerun_script.page_name = self._page
        begun = perf_counter()
        self._socket.send(ask.SerializeToString())
        self.texts = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(PATIENCE))
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and message.HasField("script_finished"):
                return perf_counter() - begun
            self._note(message)

    def _note(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            body = getattr(getattr(element, element.WhichOneof("type")), "body", "")
            self.texts.append(str(body))
