"""What sends and waits: once for threads, once for asyncio."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, Union, cast

import httpx

from ._errors import RequestTimeout, Unreachable
from ._wire import Attempt, Pause, Received, Steps, key_of

T = TypeVar("T")

Credential = Union[str, Callable[[], str]]
AsyncCredential = Union[str, Callable[[], str], Callable[[], Awaitable[str]]]


def base_of(url: str) -> str:
    """The address without a slash at its end."""
    parsed = httpx.URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo or parsed.query or parsed.fragment:
        raise ValueError("url is the address of the service: https://HOST, without user, query or fragment")
    return url.rstrip("/")


def _request(client: httpx.Client | httpx.AsyncClient, base: str, attempt: Attempt, credential: str) -> httpx.Request:
    outgoing = attempt.outgoing
    headers = {"Accept": "application/json", **outgoing.headers}
    if credential:
        headers["Authorization"] = f"Bearer {credential}"
    body = None if outgoing.body is None else outgoing.body
    # A reason may be in any language: headers hold bytes.
    sent = {name.encode(): value.encode() for name, value in headers.items()}
    return client.build_request(outgoing.method, base + outgoing.path, json=body, headers=sent, timeout=attempt.left())


def _received(response: httpx.Response, body: bytes) -> Received:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Received(response.status_code, headers, body.decode("utf-8", "replace"))


class Driver:
    def __init__(self, url: str, credential: Credential, client: httpx.Client | None) -> None:
        self._base, self._credential = base_of(url), credential
        # A credential is never carried to where a redirect points.
        self._client = client or httpx.Client(follow_redirects=False)

    def run(self, steps: Steps[T]) -> T:
        outcome: Received | None = None
        error: BaseException | None = None
        try:
            while True:
                step = steps.throw(error) if error else steps.send(outcome)
                outcome, error = None, None
                if isinstance(step, Pause):
                    time.sleep(step.seconds)
                    continue
                try:
                    outcome = self._send(step)
                except Exception as failed:
                    error = failed
        except StopIteration as done:
            return cast(T, done.value)

    def _send(self, attempt: Attempt) -> Received:
        credential = self._credential if isinstance(self._credential, str) else self._credential()
        key = key_of(attempt.outgoing)
        try:
            response = self._client.send(
                _request(self._client, self._base, attempt, credential), stream=True, follow_redirects=False
            )
            try:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    attempt.left()  # however slowly it trickles
            finally:
                response.close()
            return _received(response, bytes(body))
        except httpx.TimeoutException as cause:
            raise RequestTimeout("no answer in time", key) from cause
        except httpx.TransportError as cause:
            raise Unreachable(f"no connection to {self._base}", key) from cause

    def close(self) -> None:
        self._client.close()


class AsyncDriver:
    def __init__(self, url: str, credential: AsyncCredential, client: httpx.AsyncClient | None) -> None:
        self._base, self._credential = base_of(url), credential
        self._client = client or httpx.AsyncClient(follow_redirects=False)

    async def run(self, steps: Steps[T]) -> T:
        outcome: Received | None = None
        error: BaseException | None = None
        try:
            while True:
                step = steps.throw(error) if error else steps.send(outcome)
                outcome, error = None, None
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    continue
                try:
                    outcome = await self._send(step)
                except Exception as failed:
                    error = failed
        except StopIteration as done:
            return cast(T, done.value)

    async def _send(self, attempt: Attempt) -> Received:
        key = key_of(attempt.outgoing)
        try:
            return await asyncio.wait_for(self._exchange(attempt), attempt.left())
        except (httpx.TimeoutException, asyncio.TimeoutError) as cause:
            raise RequestTimeout("no answer in time", key) from cause
        except httpx.TransportError as cause:
            raise Unreachable(f"no connection to {self._base}", key) from cause

    async def _exchange(self, attempt: Attempt) -> Received:
        credential = self._credential if isinstance(self._credential, str) else self._credential()
        if inspect.isawaitable(credential):
            credential = await credential
        request = _request(self._client, self._base, attempt, credential)
        response = await self._client.send(request, follow_redirects=False)
        return _received(response, response.content)

    async def close(self) -> None:
        await self._client.aclose()
