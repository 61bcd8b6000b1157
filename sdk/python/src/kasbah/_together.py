"""Questions that are asked in one turn of the event loop are sent together."""

from __future__ import annotations

import asyncio
import json

from ._answers import Decision, Question
from ._asking import Asking, Of
from ._drivers import AsyncDriver, Driver

Waiting = tuple[Of, Question, "asyncio.Future[Decision]"]


class Alone:
    """Each question by itself, for programs that wait."""

    def __init__(self, asking: Asking, driver: Driver) -> None:
        self._asking, self._driver = asking, driver

    def decide(self, of: Of, question: Question) -> Decision:
        return self._driver.run(self._asking.decide(of, question))


class Together:
    def __init__(self, asking: Asking, driver: AsyncDriver) -> None:
        self._asking, self._driver = asking, driver
        self._waiting: list[Waiting] = []
        self._sending: set[asyncio.Task[None]] = set()

    async def decide(self, of: Of, question: Question) -> Decision:
        if of.timeout is not None:
            return await self._driver.run(self._asking.decide(of, question))
        known = self._asking.memory.find(of.org, question, of.consistency)
        if known is not None:
            return known
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Decision] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append((of, question, future))
        decision = await future
        if decision.error is not None:
            raise decision.error
        return decision

    def _flush(self) -> None:
        groups: dict[str, list[Waiting]] = {}
        for waiting in self._waiting:
            groups.setdefault(json.dumps([waiting[0].org, waiting[0].consistency]), []).append(waiting)
        self._waiting = []
        for group in groups.values():
            task = asyncio.get_running_loop().create_task(self._send(group))
            # A task that nobody holds may be collected before it is done.
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, group: list[Waiting]) -> None:
        of, first, _ = group[0]
        try:
            if len(group) == 1:
                decisions = [await self._driver.run(self._asking.decide(of, first))]
            else:
                questions = [question for _, question, _ in group]
                decisions = await self._driver.run(self._asking.batch(of, questions))
        except BaseException as error:
            for _, _, future in group:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for (_, _, future), decision in zip(group, decisions):
            if not future.done():
                future.set_result(decision)
