"""A running service is named by the environment; each test has an organisation of its own there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from kasbah import Kasbah

URL = os.environ["KASBAH_URL"]
OPERATOR_KEY = os.environ["KASBAH_OPERATOR_KEY"]


@dataclass
class World:
    """alice is admin, mo a member, gus a guest; ``streets`` has default access ``can_view``."""

    url: str
    org: str
    operator: Kasbah

    def key(self, subject: str) -> str:
        wish: Any = {"subject": subject, "name": "sdk", "scopes": ["check", "read", "write"]}
        return self.operator.admin.create_api_key(body=wish)["key"]

    def client(self, subject: str, **options: Any) -> Kasbah:
        return Kasbah(self.url, self.org, self.key(subject), **options)


@pytest.fixture
def world() -> Iterator[World]:
    org = f"py-{uuid.uuid4().hex[:12]}"
    with Kasbah(URL, org, OPERATOR_KEY) as operator:
        operator.admin.create_organisation(body={"id": org, "name": org, "admin": "user:alice"})
        operator.admin.add_member(user="mo", body={"role": "member"})
        operator.admin.add_member(user="gus", body={"role": "guest"})
        operator.admin.put_service_account(id="backend", body={"role": "member"})
        operator.admin.create_dataset(body={"id": "streets", "name": "Streets", "default_access": "can_view"})
        yield World(URL, org, operator)


@dataclass
class Answering:
    url: str
    requests: list[tuple[str, dict[str, str]]]


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def answering() -> Iterator[Callable[..., Answering]]:
    """A server that gives these answers in turn, the last one for ever."""
    servers: list[ThreadingHTTPServer] = []

    def start(*answers: Answer) -> Answering:
        requests: list[tuple[str, dict[str, str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answers[min(len(requests), len(answers)) - 1](self)

            do_GET = do_POST = answer

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return Answering(f"http://127.0.0.1:{server.server_address[1]}", requests)

    yield start
    for server in servers:
        server.shutdown()


def reply(status: int, body: str, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content_type": "application/json", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def problem(code: str, status: int, **headers: str) -> Answer:
    body = f'{{"type": "x", "title": "{code}", "status": {status}, "code": "{code}", "request_id": "r"}}'
    return reply(status, body, content_type="application/problem+json", **headers)
