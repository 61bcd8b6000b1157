"""Resources by the line, by both clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from conftest import Answering, World, problem, reply

from kasbah import AsyncKasbah, ImportStopped, Kasbah, LineOutcome, ProblemError, UnexpectedAnswer

END = '{"end":true,"lines":1,"done":1,"refused":0,"revision":2,"token":"T","propagated":true}\n'
BUSY = END[:-2] + ',"resume_from":2,"code":"busy","detail":"later","retry_after":0}\n'
FORBIDDEN = END[:-2] + ',"resume_from":1,"code":"forbidden","detail":"not any more"}\n'
THREE = [{"remove": "a:1"}, {"remove": "a:2"}, {"remove": "a:3"}]


def said(outcomes: list[LineOutcome]) -> list[str]:
    return [f"{one.line} {one.done or (one.error and one.error.code)}" for one in outcomes]


def lines(text: str) -> Any:
    return reply(200, text, content_type="application/x-ndjson")


def test_lines_go_in_as_their_outcomes_are_read_and_come_out_as_they_went_in(world: World) -> None:
    kasbah = world.client("user:alice")
    taken = 0

    def source() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for taken in range(1, 2_501):
            wrong = {"put": "nothing:wrong"}
            yield wrong if taken == 3 else {"put": f"dataset:d{taken}", "name": f"Dataset {taken}", "attributes": {"size": taken}}

    outcomes = kasbah.import_resources(source(), reason="die Liste für Fès")
    assert said([next(outcomes)]) == ["1 created"]
    assert taken <= 2_000, "no more is taken than one request holds"
    rest = list(outcomes)
    assert said(rest[:2]) == ["2 created", "3 unknown_resource"]
    assert said(rest[-1:]) == ["2500 created"]
    assert kasbah.check("view", "dataset:d2500"), "what was written is read"
    found = list(kasbah.export_resources(type="dataset", after="dataset:d2498"))
    assert found[0] == {"put": "dataset:d2499", "name": "Dataset 2499", "attributes": {"size": 2_499}}
    assert said(list(kasbah.import_resources(found[:2], dry_run=True))) == ["1 unchanged", "2 unchanged"]
    with pytest.raises(ProblemError, match="forbidden"):
        list(world.client("user:gus").import_resources([{"remove": "dataset:d2"}]))


def test_lines_come_from_an_asynchronous_source_too(world: World) -> None:
    async def asked() -> None:
        async def source() -> AsyncIterator[dict[str, Any]]:
            yield {"put": "dataset:one", "name": "One"}
            yield {"remove": "dataset:none"}

        async with AsyncKasbah(world.url, world.org, world.key("user:alice")) as kasbah:
            assert said([one async for one in kasbah.import_resources(source())]) == ["1 created", "2 absent"]
            assert said([one async for one in kasbah.import_resources([{"remove": "dataset:one"}])]) == ["1 removed"]
            assert [line["put"] async for line in kasbah.export_resources()] == ["dataset:streets"]

    asyncio.run(asked())


def test_a_busy_service_is_sent_what_it_left_out_and_one_that_stops_names_the_line(answering: Callable[..., Answering]) -> None:
    rest = lines('{"line":1,"done":"removed"}\n{"line":2,"done":"absent"}\n' + END)
    busy = lines('{"line":1,"done":"removed"}\n' + BUSY)
    kasbah = Kasbah(answering(busy, rest).url, "acme", "key")
    assert said(list(kasbah.import_resources(THREE))) == ["1 removed", "2 removed", "3 absent"]
    outcomes = Kasbah(answering(busy, lines(FORBIDDEN)).url, "acme", "key").import_resources(THREE)
    assert said([next(outcomes)]) == ["1 removed"]
    with pytest.raises(ImportStopped) as stopped:
        next(outcomes)
    assert (stopped.value.resume_from, stopped.value.code) == (2, "forbidden")


def test_a_name_in_a_refusal_may_have_ends_of_lines_in_it(answering: Callable[..., Answering]) -> None:
    refused = '{"line":1,"code":"unknown_resource","detail":"a:b\u2028c\u0085d"}\n'
    kasbah = Kasbah(answering(lines(refused + END)).url, "acme", "key")
    assert said(list(kasbah.import_resources(THREE[:1]))) == ["1 unknown_resource"]


def test_lines_that_break_off_are_an_error_and_no_short_list(answering: Callable[..., Answering]) -> None:
    cut = lines('{"put":"a:1","name":"A"}\n{"put":')
    with pytest.raises(UnexpectedAnswer):
        list(Kasbah(answering(cut).url, "acme", "key").export_resources())
    with pytest.raises(UnexpectedAnswer):
        list(Kasbah(answering(cut).url, "acme", "key").import_resources(THREE))
    away = answering(problem("store_unavailable", 503), lines('{"put":"a:1","name":"A"}\n'))
    assert [line["put"] for line in Kasbah(away.url, "acme", "key").export_resources()] == ["a:1"]
    with pytest.raises(ProblemError, match="forbidden"):
        list(Kasbah(answering(problem("forbidden", 403)).url, "acme", "key").export_resources())
