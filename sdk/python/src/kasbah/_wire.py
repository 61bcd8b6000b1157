"""One call to the service: its retries, and its answer as a value or an error.

Nothing here sends or sleeps. A call is a generator that yields what is to be done and is sent what came of it, so that the
client and the asyncio client share every line but the two that wait.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, Union

from ._errors import ProblemError, RequestTimeout, UnexpectedAnswer

T = TypeVar("T")

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0


@dataclass(frozen=True)
class Outgoing:
    method: str
    path: str
    """With its query."""
    repeatable: bool
    """Sending it twice does no harm."""
    body: Any = None
    lines: str | None = None
    """In place of a body: lines of JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None


@dataclass(frozen=True)
class Attempt:
    """To be sent now."""

    outgoing: Outgoing
    ends: float
    """By the monotonic clock."""

    @classmethod
    def within(cls, outgoing: Outgoing, seconds: float) -> Attempt:
        return cls(outgoing, time.monotonic() + seconds)

    def left(self) -> float:
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise RequestTimeout("no answer in time", key_of(self.outgoing))
        return seconds


@dataclass(frozen=True)
class Pause:
    seconds: float


@dataclass(frozen=True)
class Received:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    text: str


Steps = Generator[Union[Attempt, Pause], Union[Received, None], T]


def key_of(outgoing: Outgoing) -> str | None:
    return outgoing.headers.get("Idempotency-Key")


def call(outgoing: Outgoing, timeout: float, retries: int) -> Steps[Any]:
    """The parsed answer. Sent again only after 503 and 429, and never if sending it twice could do something twice."""
    ends = time.monotonic() + (outgoing.timeout if outgoing.timeout is not None else timeout)
    attempt = 0
    while True:
        received = yield Attempt(outgoing, ends)
        assert received is not None
        if received.status not in (429, 503) or not outgoing.repeatable or attempt >= retries:
            return answer_of(received, key_of(outgoing))
        seconds = delay_before(attempt, received.headers.get("retry-after"))
        if time.monotonic() + seconds >= ends:
            raise RequestTimeout("no answer in time", key_of(outgoing))
        yield Pause(seconds)
        attempt += 1


def delay_before(attempt: int, retry_after: str | None) -> float:
    """At least what ``Retry-After`` asks for, and a random part that doubles its range each time."""
    return asked_for(retry_after) + random.random() * min(LONGEST_PAUSE, FIRST_PAUSE * float(2**attempt))


def asked_for(retry_after: str | None) -> float:
    """``Retry-After`` is a number of seconds or a date."""
    if retry_after is None:
        return 0.0
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def refused(received: Received, again: bool, attempt: int) -> float:
    """How long to wait before it is asked again. It raises for what is no use to ask again."""
    if again and received.status in (429, 503):
        return delay_before(attempt, received.headers.get("retry-after"))
    answer_of(received, None)
    raise UnexpectedAnswer(received.status, "no lines")


def answer_of(received: Received, key: str | None) -> Any:
    media = received.headers.get("content-type", "").split(";")[0].strip()
    fine = 200 <= received.status < 300
    if media not in ("application/json", "application/problem+json"):
        if fine:
            return received.text
        raise UnexpectedAnswer(received.status, f"{media or 'no content type'} in place of a problem")
    try:
        body = json.loads(received.text)
    except ValueError:
        raise UnexpectedAnswer(received.status, "a body that is no JSON") from None
    if fine:
        return body
    if not isinstance(body, dict) or not isinstance(body.get("code"), str):
        raise UnexpectedAnswer(received.status, "JSON that is no problem of Kasbah")
    raise ProblemError(body, received.status, key)
