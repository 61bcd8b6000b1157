"""The client for programs that wait. Made by `npm run generate` from `_async_client.py`: do not edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import httpx

from ._answers import Consistency, Decision, Page, Question
from ._api import Admin, DryRun
from ._asking import Asking, Of
from ._drivers import Credential, Driver
from ._lines import Batch, Cutting, LineOutcome, Wish, answers_to, export_of
from ._memory import Cache, Memory
from ._together import Alone

Ids = list[str]
Decisions = list[Decision]
Line = Mapping[str, Any]


class Kasbah:
    """Safe to share between threads. Every call fails with a ``KasbahError``.

    ``url`` is where the service is, ``org`` the organisation that is asked about when a call names none, ``credential`` an API key or
    an access token, or a function that answers the present one. ``timeout`` is in seconds, for a whole call with its retries.
    """

    def __init__(
        self,
        url: str,
        org: str,
        credential: Credential,
        *,
        timeout: float = 10.0,
        retries: int = 3,
        cache: Cache | None = None,
        client: httpx.Client | None = None,
    ) -> None:
        self.org = org
        self._asking = Asking(org, Memory(cache), timeout, retries)
        self._driver = Driver(url, credential, client)
        self._together = Alone(self._asking, self._driver)
        self.admin = Admin(lambda name, given: self._driver.run(self._asking.operation(name, given)))

    def _of(self, org: str | None, consistency: Consistency | None, timeout: float | None) -> Of:
        return Of(org or self.org, consistency, timeout)

    def check(
        self,
        action: str,
        resource: str,
        *,
        subject: str | None = None,
        context: Mapping[str, Any] | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Whether it is allowed."""
        question = Question(action, resource, subject, context)
        return bool(self._together.decide(self._of(org, consistency, timeout), question))

    def decide(
        self,
        action: str,
        resource: str,
        *,
        subject: str | None = None,
        context: Mapping[str, Any] | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Decision:
        """The same with the revision, and the reason for callers who may ask about anyone."""
        question = Question(action, resource, subject, context)
        return self._together.decide(self._of(org, consistency, timeout), question)

    def explain(
        self,
        action: str,
        resource: str,
        *,
        subject: str | None = None,
        context: Mapping[str, Any] | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Decision:
        """The same with the rule that decided, and the way that leads to it."""
        question = Question(action, resource, subject, context)
        return self._driver.run(self._asking.decide(self._of(org, consistency, timeout), question, explain=True))

    def batch(
        self,
        questions: Sequence[Question],
        *,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Decisions:
        """Answers in the order of the questions. One that is not understood is denied, with its ``error``."""
        return self._driver.run(self._asking.batch(self._of(org, consistency, timeout), questions))

    def list(
        self,
        action: str,
        type: str,
        *,
        subject: str | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Ids:
        """Every resource of a type on which a subject may do an action."""
        asked = {"subject": subject, "action": action, "type": type}
        return self._driver.run(self._asking.whole("searchResources", self._of(org, consistency, timeout), asked))

    def list_page(
        self, action: str, type: str, *, subject: str | None = None, page_token: str | None = None, limit: int = 100
    ) -> Page:
        asked = {"subject": subject, "action": action, "type": type}
        return self._driver.run(self._asking.page("searchResources", Of(self.org), asked, page_token, limit))

    def who(
        self,
        action: str,
        resource: str,
        *,
        type: str | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Ids:
        """Every subject that may do an action on a resource, through whatever group or role: people when ``type`` is absent."""
        asked = {"action": action, "resource": resource, "type": type}
        return self._driver.run(self._asking.whole("searchSubjects", self._of(org, consistency, timeout), asked))

    def who_page(
        self, action: str, resource: str, *, type: str | None = None, page_token: str | None = None, limit: int = 100
    ) -> Page:
        asked = {"action": action, "resource": resource, "type": type}
        return self._driver.run(self._asking.page("searchSubjects", Of(self.org), asked, page_token, limit))

    def actions(
        self,
        resource: str,
        *,
        subject: str | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Ids:
        """Every action that a subject may do on a resource."""
        return self._driver.run(self._asking.actions(self._of(org, consistency, timeout), subject, resource))

    def filter(
        self,
        action: str,
        resources: Sequence[str],
        *,
        subject: str | None = None,
        org: str | None = None,
        consistency: Consistency | None = None,
        timeout: float | None = None,
    ) -> Ids:
        """Of these resources, those on which a subject may do an action, in their order."""
        return self._driver.run(self._asking.filter(self._of(org, consistency, timeout), subject, action, resources))

    def import_resources(
        self,
        lines: Iterable[Line],
        *,
        dry_run: bool = False,
        reason: str | None = None,
        org: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[LineOutcome]:
        """Registers, describes and deletes resources: ``{"put": "scan:1", "name": ..., "attributes": ...}``, ``{"remove": "scan:1"}``.

        Lines are taken from the source, some thousand at a time, as outcomes are read. ``timeout`` is for each of these requests.
        """
        wish = Wish(self._of(org, None, timeout), dry_run, reason)
        for batch in self._batches(lines):
            outcomes, stopped = self._driver.run(answers_to(self._asking, wish, batch))
            for outcome in outcomes:
                yield outcome
            if stopped is not None:
                raise stopped

    def _batches(self, lines: Iterable[Line]) -> Iterator[Batch]:
        batch = Batch()
        for line in self._driver.each(lines):
            if batch.add(line):
                yield batch
                batch.sent()
        if batch.lines:
            yield batch

    def export_resources(
        self, *, type: str | None = None, after: str | None = None, org: str | None = None, timeout: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every resource that may be seen, as a line that an import takes. ``timeout`` is for each wait."""
        cutting = Cutting()
        outgoing = export_of(org or self.org, type, after)
        for piece in self._driver.stream(outgoing, timeout or self._asking.timeout, self._asking.retries):
            for line in cutting.lines(piece):
                yield line
        cutting.end()

    def trial(self, operation: str, **given: Any) -> DryRun:
        """What a change of ``admin`` would change, without making it: ``trial("setGrant", id=..., subject=..., body=...)``."""
        answer: DryRun = self._driver.run(self._asking.operation(operation, given, dry_run=True))
        return answer

    def token(self, org: str | None = None) -> str | None:
        """For another process that must read what this client wrote: it asks with ``{"at_least_as_fresh": token}``."""
        return self._asking.memory.token(org or self.org)

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Kasbah:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
