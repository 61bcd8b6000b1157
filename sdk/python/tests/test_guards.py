"""The guards for FastAPI and Django, each in a real application that asks the running service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import django
import django.conf
import httpx
import pytest
from conftest import World
from fastapi import Depends, FastAPI, Request

from kasbah import AsyncKasbah, Caller, Kasbah
from kasbah.django import Guard as DjangoGuard
from kasbah.fastapi import Guard as FastapiGuard
from kasbah.fastapi import bearer
from kasbah.tokens import AsyncVerifier

django.conf.settings.configure(ROOT_URLCONF="test_guards", ALLOWED_HOSTS=["*"], DEBUG=False, SECRET_KEY="x")
django.setup()

from django.http import JsonResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

urlpatterns: list[Any] = []

CASES = [
    ("mo", "GET", "streets", 200),
    ("mo", "PUT", "streets", 403),
    ("alice", "PUT", "streets", 200),
    ("gus", "GET", "streets", 404),
    ("gus", "PUT", "streets", 404),
    ("mo", "GET", "none", 404),
    ("stranger", "GET", "streets", 404),
    ("", "GET", "streets", 401),
    ("mo", "GET", "a" * 300, 404),
    ("mo", "GET", "dataset:streets", 404),
    ("mo", "GET", "%00", 404),
    ("mo", "POST", None, 200),
    ("gus", "POST", None, 403),
]

Call = Callable[[str, str, "str | None"], "tuple[int, Any, dict[str, str]]"]


def person(request: Any) -> Caller | None:
    """The application's own sign-in: a subject that is handed in."""
    name = request.headers.get("x-person")
    return Caller(f"user:{name}") if name else None


def fastapi_app(kasbah: AsyncKasbah, caller: Any = person) -> FastAPI:
    app, guard = FastAPI(), FastapiGuard(kasbah, caller=caller, see="view")

    @app.get("/datasets/{id}")
    async def show(caller: Caller = Depends(guard("view", "dataset:{id}"))) -> str:
        return caller.subject

    @app.put("/datasets/{id}")
    async def change(caller: Caller = Depends(guard("edit", "dataset:{id}"))) -> str:
        return caller.subject

    @app.post("/datasets", dependencies=[Depends(guard("datasets.create", "org"))])
    async def create() -> str:
        return "created"

    return app


def call_fastapi(url: str, org: str, key: str) -> Call:
    def call(who: str, method: str, name: str | None) -> tuple[int, Any, dict[str, str]]:
        async def run() -> httpx.Response:
            async with AsyncKasbah(url, org, key, timeout=1) as kasbah:
                transport = httpx.ASGITransport(fastapi_app(kasbah))
                async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                    address = "/datasets" if name is None else f"/datasets/{name}"
                    return await client.request(method, address, headers={"x-person": who} if who else {})

        response = asyncio.run(run())
        return response.status_code, response.text, dict(response.headers)

    return call


def call_django(url: str, org: str, key: str) -> Call:
    guard = DjangoGuard(Kasbah(url, org, key, timeout=1), caller=person, see="view")

    def answer(request: Any, id: str = "") -> Any:
        return JsonResponse({"caller": request.caller.subject})

    actions = {"GET": ("view", "dataset:{id}"), "PUT": ("edit", "dataset:{id}"), "POST": ("datasets.create", "org")}
    guarded = {method: guard(*rule)(answer) for method, rule in actions.items()}

    def view(request: Any, **names: str) -> Any:
        return guarded[request.method](request, **names)

    urlpatterns[:] = [path("datasets", view), path("datasets/<str:id>", view)]
    django.urls.clear_url_caches()

    def call(who: str, method: str, name: str | None) -> tuple[int, Any, dict[str, str]]:
        address = "/datasets" if name is None else f"/datasets/{name}"
        client = Client(raise_request_exception=False, headers={"x-person": who} if who else {})
        response = client.generic(method, address)
        return response.status_code, response.content, dict(response.headers)

    return call


FRAMEWORKS = pytest.mark.parametrize("framework", [call_fastapi, call_django])


@FRAMEWORKS
def test_what_may_not_be_seen_is_404_and_what_may_not_be_done_403(world: World, framework: Any) -> None:
    call = framework(world.url, world.org, world.key("service:backend"))
    for who, method, name, status in CASES:
        assert call(who, method, name)[0] == status, (who, method, name)
    assert call("", "GET", "streets")[2].get("www-authenticate", call("", "GET", "streets")[2].get("WWW-Authenticate")) == "Bearer"
    assert call("gus", "GET", "streets")[1] == call("gus", "GET", "none")[1], "hidden as if it were not there"


@FRAMEWORKS
def test_without_an_answer_of_kasbah_nobody_is_admitted(framework: Any) -> None:
    assert framework("http://127.0.0.1:9", "acme", "key")("alice", "GET", "streets")[0] == 503


def test_a_token_is_verified_and_another_organisation_refused(world: World) -> None:
    class Fake(AsyncVerifier):
        async def __call__(self, token: str) -> Any:
            orgs = {"good": world.org, "foreign": "acme"}
            return Caller("user:mo", orgs[token]) if token in orgs else None

    async def status(authorization: str) -> int:
        async with AsyncKasbah(world.url, world.org, world.key("service:backend")) as kasbah:
            caller: Callable[[Request], Awaitable[Any]] = bearer(Fake("https://x.example", "x"))  # type: ignore[assignment]
            transport = httpx.ASGITransport(fastapi_app(kasbah, caller))
            async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                return (await client.get("/datasets/streets", headers={"authorization": authorization})).status_code

    for authorization, expected in {"Bearer good": 200, "bearer good": 200, "Bearer foreign": 401, "Bearer x": 401, "Basic good": 401, "": 401}.items():
        assert asyncio.run(status(authorization)) == expected, authorization


def test_while_the_keys_of_the_issuer_cannot_be_read_a_token_is_503(world: World) -> None:
    async def status() -> int:
        async with AsyncKasbah(world.url, world.org, "key") as kasbah:
            caller = bearer(AsyncVerifier("http://127.0.0.1:9/oidc", "x"))
            transport = httpx.ASGITransport(fastapi_app(kasbah, caller))
            async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                token = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ.e30.AA"
                return (await client.get("/datasets/streets", headers={"authorization": f"Bearer {token}"})).status_code

    assert asyncio.run(status()) == 503
