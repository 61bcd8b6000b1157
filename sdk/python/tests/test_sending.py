"""When the client sends a call again, how long it waits, and what it makes of answers that Kasbah never gives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from conftest import Answering, problem, reply

from kasbah import AsyncKasbah, Kasbah, ProblemError, RequestTimeout, UnexpectedAnswer, Unreachable, is_unavailable
from kasbah._wire import delay_before

ALLOWED = reply(200, '{"allowed": true, "revision": 1, "token": "T"}')
WRITTEN = reply(200, '{"id": "x", "revision": 2, "token": "T2", "propagated": true}')

Start = Callable[..., Answering]


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def trickling(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    try:
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def ask(url: str, **options: Any) -> bool:
    return Kasbah(url, "acme", "key", **options).check("view", "dataset:streets", subject="user:ann")


async def ask_async(url: str, **options: Any) -> bool:
    async with AsyncKasbah(url, "acme", "key", **options) as kasbah:
        return await kasbah.check("view", "dataset:streets", subject="user:ann")


def test_503_and_429_are_asked_again(answering: Start) -> None:
    server = answering(problem("store_unavailable", 503), problem("rate_limited", 429), ALLOWED)
    assert ask(server.url) and len(server.requests) == 3
    server = answering(problem("store_unavailable", 503), problem("rate_limited", 429), ALLOWED)
    assert asyncio.run(ask_async(server.url)) and len(server.requests) == 3


@pytest.mark.parametrize(("code", "status"), [("internal", 500), ("outcome_unknown", 504), ("forbidden", 403)])
def test_nothing_else_is_asked_again(answering: Start, code: str, status: int) -> None:
    server = answering(problem(code, status), ALLOWED)
    with pytest.raises(ProblemError) as refused:
        ask(server.url)
    assert refused.value.code == code and len(server.requests) == 1


def test_after_so_many_attempts_the_refusal_is_what_is_answered(answering: Start) -> None:
    server = answering(problem("busy", 503))
    with pytest.raises(ProblemError) as refused:
        ask(server.url, retries=1)
    assert is_unavailable(refused.value) and len(server.requests) == 2


def test_a_post_that_changes_something_is_sent_again_under_one_key(answering: Start) -> None:
    server = answering(problem("busy", 503), WRITTEN)
    Kasbah(server.url, "acme", "key").admin.create_dataset(body={"name": "x"})
    keys = [headers.get("idempotency-key") for _, headers in server.requests]
    assert len(keys) == 2 and keys[0] and keys[0] == keys[1]


def test_an_unknown_outcome_names_the_key_under_which_to_ask_again(answering: Start) -> None:
    server = answering(problem("outcome_unknown", 504))
    with pytest.raises(ProblemError) as refused:
        Kasbah(server.url, "acme", "key").admin.create_dataset(body={"name": "x"})
    assert refused.value.idempotency_key == server.requests[0][1]["idempotency-key"]


def test_no_pause_is_shorter_than_retry_after() -> None:
    for attempt in range(20):
        assert 7 <= delay_before(attempt, "7") <= 12
    assert delay_before(0, "soon") <= 0.1 and delay_before(0, None) <= 0.1


def test_a_retry_after_beyond_the_time_out_ends_the_call(answering: Start) -> None:
    server = answering(problem("busy", 503, Retry_After="3600"))
    with pytest.raises(RequestTimeout):
        ask(server.url, timeout=0.3)
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [silent, trickling])
def test_an_answer_that_does_not_come_in_time_is_a_time_out(answering: Start, answer: Any) -> None:
    with pytest.raises(RequestTimeout) as late:
        ask(answering(answer).url, timeout=0.2)
    assert is_unavailable(late.value)
    with pytest.raises(RequestTimeout):
        asyncio.run(ask_async(answering(answer).url, timeout=0.2))


def test_a_service_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        ask("http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        asyncio.run(ask_async("http://127.0.0.1:9"))


@pytest.mark.parametrize(
    "answer",
    [
        reply(502, "<h1>Bad gateway</h1>", content_type="text/html"),
        reply(200, '{"allowed": tr'),
        reply(400, '{"error": "no"}'),
    ],
)
def test_what_is_no_answer_of_kasbah_is_never_taken_for_one(answering: Start, answer: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        ask(answering(answer).url)


def test_only_true_is_true(answering: Start) -> None:
    assert ask(answering(reply(200, '{"allowed": "true", "revision": 1, "token": "T"}')).url) is False


def test_a_credential_is_not_carried_to_where_a_redirect_points(answering: Start) -> None:
    other = answering(ALLOWED)
    with pytest.raises(UnexpectedAnswer):
        ask(answering(reply(307, "", content_type="text/plain", Location=f"{other.url}/check")).url)
    assert not other.requests


@pytest.mark.parametrize("url", ["kasbah", "ftp://x", "https://user:pass@x", "https://x/?a=b", "https://x/#a"])
def test_an_address_that_is_none_of_a_service_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError):
        Kasbah(url, "acme", "key")


def test_a_credential_that_is_a_function_is_asked_before_each_attempt(answering: Start) -> None:
    server = answering(problem("busy", 503), ALLOWED)
    keys = iter(["key-1", "key-2"])
    assert Kasbah(server.url, "acme", lambda: next(keys)).check("view", "dataset:streets")
    assert [headers["authorization"] for _, headers in server.requests] == ["Bearer key-1", "Bearer key-2"]
