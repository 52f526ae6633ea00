"""A request to an ASGI application, without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True)
class Client:
    """scheme and host are those of the address that a browser shows."""

    app: Any
    scheme: str = "https"
    host: str = "hours.example.com"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return asyncio.run(self._ask("GET", path, headers or {}, b""))

    def post(self, path: str, content: object, headers: Mapping[str, str] | None = None) -> Answer:
        return asyncio.run(self._ask("POST", path, headers or {}, json.dumps(content).encode()))

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        sent: list[dict[str, Any]] = []
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": self.scheme,
            "server": (self.host, 443),
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (key.lower().encode(), value.encode()) for key, value in ({"host": self.host} | headers).items()
            ],
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        told = [(key.decode().lower(), value.decode()) for key, value in sent[0]["headers"]]
        return Answer(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))
