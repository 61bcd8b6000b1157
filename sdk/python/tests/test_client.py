"""The client against the running service."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from conftest import World

from kasbah import AsyncKasbah, Cache, Kasbah, ProblemError, Question, id_of


class Counting(httpx.HTTPTransport):
    """Counts what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return super().handle_request(request)


class AsyncCounting(httpx.AsyncHTTPTransport):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return await super().handle_async_request(request)


def test_every_way_of_asking_answers_what_the_service_decides(world: World) -> None:
    kasbah = world.client("service:backend")
    assert kasbah.check("view", "dataset:streets", subject="user:mo") is True
    assert kasbah.check("edit", "dataset:streets", subject="user:mo") is False
    explained = kasbah.explain("edit", "dataset:streets", subject="user:mo")
    assert not explained and explained.explanation and explained.explanation["missing"] == "can_edit"
    assert kasbah.list("view", "dataset", subject="user:mo") == ["dataset:streets"]
    assert kasbah.who("edit", "dataset:streets") == ["user:alice"]
    assert "view" in kasbah.actions("dataset:streets", subject="user:mo")
    assert kasbah.filter("view", ["dataset:none", "dataset:streets"], subject="user:mo") == ["dataset:streets"]
    assert id_of("dataset:a:b") == "a:b"


def test_a_batch_answers_each_question_for_itself(world: World) -> None:
    kasbah = world.client("service:backend")
    questions = [Question(action, "dataset:streets", "user:mo") for action in ("view", "edit", "vieww")]
    decisions = kasbah.batch(questions)
    assert [bool(decision) for decision in decisions] == [True, False, False]
    assert decisions[2].error is not None and decisions[2].error.code == "unknown_action"
    assert len(kasbah.batch(questions * 400)) == 1_200


def test_lists_are_read_to_their_end_and_a_page_at_a_time(world: World) -> None:
    kasbah = world.client("service:backend")
    for n in range(3):
        kasbah.admin.create_dataset(body={"id": f"d{n}", "name": f"d{n}", "default_access": "can_view"})
    everything = ["dataset:d0", "dataset:d1", "dataset:d2", "dataset:streets"]
    assert kasbah.list("view", "dataset", subject="user:mo") == everything
    first = kasbah.list_page("view", "dataset", subject="user:mo", limit=3)
    second = kasbah.list_page("view", "dataset", subject="user:mo", page_token=first.next_token, limit=3)
    assert first.items + second.items == everything and second.next_token is None


def test_what_the_client_wrote_its_checks_read(world: World) -> None:
    transport = Counting()
    kasbah = world.client("service:backend", client=httpx.Client(transport=transport))
    assert kasbah.token() is None
    kasbah.admin.create_dataset(body={"id": "walls", "name": "Walls"})
    written = kasbah.admin.set_grant(id="walls", subject="user:gus", body={"level": "can_edit"}, reason="مسح مايو")
    assert kasbah.token() == written["token"]
    assert kasbah.check("edit", "dataset:walls", subject="user:gus")
    assert written["token"].encode() in transport.sent[-1].content
    assert "idempotency-key" in transport.sent[0].headers and "idempotency-key" not in transport.sent[1].headers
    assert transport.sent[1].headers.raw and dict(transport.sent[1].headers.raw)[b"Kasbah-Reason"].decode() == "مسح مايو"


def test_a_trial_changes_nothing(world: World) -> None:
    kasbah = world.client("user:alice")
    tried = kasbah.trial("setGrant", id="streets", subject="user:gus", body={"level": "can_edit"})
    assert tried["dry_run"] is True and len(tried["adds"]) == 1
    assert kasbah.token() is None
    assert not kasbah.check("edit", "dataset:streets", subject="user:gus")


def test_a_refusal_is_a_problem_with_its_code(world: World) -> None:
    kasbah = world.client("service:backend")
    with pytest.raises(ProblemError) as taken:
        kasbah.admin.create_dataset(body={"id": "streets", "name": "x"})
    assert taken.value.code == "already_exists" and taken.value.request_id
    kasbah.admin.create_dataset(body={"id": "walls", "name": "x"})
    with pytest.raises(ProblemError) as stale:
        kasbah.admin.update_dataset(id="walls", body={"name": "y"}, if_match=1)
    assert stale.value.code == "revision_mismatch"


@pytest.mark.parametrize("name", [".", "..", ""])
def test_a_name_that_a_url_would_read_as_another_path_is_not_sent(world: World, name: str) -> None:
    with pytest.raises(ValueError):
        world.client("service:backend").admin.delete_dataset(id=name)


def test_odd_names_arrive_as_they_are(world: World) -> None:
    kasbah = world.client("service:backend")
    name = "a/b?c#d %2F é:@!'"
    kasbah.admin.create_dataset(body={"id": name, "name": "odd"})
    assert kasbah.admin.get_dataset(id=name)["id"] == name


def test_remembered_decisions_end_with_any_newer_revision(world: World) -> None:
    transport = Counting()
    kasbah = world.client("service:backend", client=httpx.Client(transport=transport), cache=Cache(max_age=60))
    asked: dict[str, Any] = {"subject": "user:gus"}
    assert not kasbah.check("view", "dataset:streets", **asked)
    assert not kasbah.check("view", "dataset:streets", **asked)
    assert len(transport.sent) == 1
    world.operator.admin.set_grant(id="streets", subject="user:gus", body={"level": "can_view"})
    assert not kasbah.check("view", "dataset:streets", **asked), "not known yet: the danger of a cache"
    kasbah.check("edit", "dataset:streets", **asked)
    assert kasbah.check("view", "dataset:streets", **asked), "another answer showed a newer revision"
    with pytest.raises(ValueError):
        Cache(max_age=61)


def test_by_default_nothing_is_remembered(world: World) -> None:
    kasbah = world.client("service:backend")
    assert not kasbah.check("view", "dataset:streets", subject="user:gus")
    world.operator.admin.set_grant(id="streets", subject="user:gus", body={"level": "can_view"})
    assert kasbah.check("view", "dataset:streets", subject="user:gus")


def test_asyncio_checks_of_one_turn_are_one_batch(world: World) -> None:
    async def run() -> tuple[list[object], list[str]]:
        transport = AsyncCounting()
        client = httpx.AsyncClient(transport=transport)
        async with AsyncKasbah(world.url, world.org, world.key("service:backend"), client=client) as kasbah:
            asked = (kasbah.check(action, "dataset:streets", subject="user:mo") for action in ("view", "edit", "vieww"))
            outcomes: list[object] = list(await asyncio.gather(*asked, return_exceptions=True))
            outcomes.append(await kasbah.check("view", "dataset:streets", subject="user:mo"))
            outcomes.append(await kasbah.list("view", "dataset", subject="user:mo"))
            return outcomes, [request.url.path for request in transport.sent]

    outcomes, paths = asyncio.run(run())
    assert outcomes[:2] == [True, False] and outcomes[3:] == [True, ["dataset:streets"]]
    assert isinstance(outcomes[2], ProblemError) and outcomes[2].code == "unknown_action"
    assert paths == ["/check/batch", "/check", "/search/resources"]


def test_asyncio_reads_its_own_writes(world: World) -> None:
    async def run() -> bool:
        async with AsyncKasbah(world.url, world.org, world.key("service:backend")) as kasbah:
            await kasbah.admin.create_dataset(body={"id": "walls", "name": "Walls"})
            written = await kasbah.admin.set_grant(id="walls", subject="user:gus", body={"level": "can_edit"})
            assert kasbah.token() == written["token"]
            return await kasbah.check("edit", "dataset:walls", subject="user:gus")

    assert asyncio.run(run()) is True


def test_the_key_of_another_organisation_learns_nothing(world: World) -> None:
    other = Kasbah(world.url, "somewhere-else", world.key("service:backend"))
    assert other.check("view", "dataset:streets", subject="user:mo") is False
