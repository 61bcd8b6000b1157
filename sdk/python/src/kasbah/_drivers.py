"""What sends and waits: once for threads, once for asyncio."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import TypeVar, Union, cast

import httpx

from ._errors import RequestTimeout, Unreachable
from ._wire import Attempt, Outgoing, Pause, Received, Steps, key_of, refused

T = TypeVar("T")
L = TypeVar("L")

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
    if outgoing.lines is not None:
        headers["Content-Type"] = "application/x-ndjson"
    if credential:
        headers["Authorization"] = f"Bearer {credential}"
    # A reason may be in any language: headers hold bytes.
    sent = {name.encode(): value.encode() for name, value in headers.items()}
    content = None if outgoing.lines is None else outgoing.lines.encode()
    return client.build_request(
        outgoing.method, base + outgoing.path, json=outgoing.body, content=content, headers=sent, timeout=attempt.left()
    )


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
        key = key_of(attempt.outgoing)
        request = _request(self._client, self._base, attempt, self._present())
        try:
            response = self._client.send(request, stream=True, follow_redirects=False)
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

    def stream(self, outgoing: Outgoing, timeout: float, retries: int) -> Iterator[bytes]:
        """The answer piece by piece, as it is read; ``timeout`` is for each wait."""
        try:
            for attempt in range(retries + 1):
                request = _request(self._client, self._base, Attempt.within(outgoing, timeout), self._present())
                response = self._client.send(request, stream=True, follow_redirects=False)
                try:
                    if response.status_code == 200:
                        yield from response.iter_bytes()
                        return
                    seconds = refused(_received(response, response.read()), attempt < retries, attempt)
                finally:
                    response.close()
                time.sleep(seconds)
        except httpx.TimeoutException as cause:
            raise RequestTimeout("no answer in time") from cause
        except httpx.TransportError as cause:
            raise Unreachable(f"no connection to {self._base}") from cause

    def each(self, lines: Iterable[L]) -> Iterator[L]:
        return iter(lines)

    def _present(self) -> str:
        return self._credential if isinstance(self._credential, str) else self._credential()

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
        request = _request(self._client, self._base, attempt, await self._present())
        response = await self._client.send(request, follow_redirects=False)
        return _received(response, response.content)

    async def stream(self, outgoing: Outgoing, timeout: float, retries: int) -> AsyncIterator[bytes]:
        """The answer piece by piece, as it is read; ``timeout`` is for each wait."""
        try:
            for attempt in range(retries + 1):
                request = _request(self._client, self._base, Attempt.within(outgoing, timeout), await self._present())
                response = await self._client.send(request, stream=True, follow_redirects=False)
                try:
                    if response.status_code == 200:
                        async for piece in response.aiter_bytes():
                            yield piece
                        return
                    seconds = refused(_received(response, await response.aread()), attempt < retries, attempt)
                finally:
                    await response.aclose()
                await asyncio.sleep(seconds)
        except httpx.TimeoutException as cause:
            raise RequestTimeout("no answer in time") from cause
        except httpx.TransportError as cause:
            raise Unreachable(f"no connection to {self._base}") from cause

    async def each(self, lines: Iterable[L] | AsyncIterable[L]) -> AsyncIterator[L]:
        if isinstance(lines, AsyncIterable):
            async for line in lines:
                yield line
        else:
            for line in lines:
                yield line

    async def _present(self) -> str:
        credential = self._credential if isinstance(self._credential, str) else self._credential()
        return await credential if inspect.isawaitable(credential) else credential

    async def close(self) -> None:
        await self._client.aclose()
