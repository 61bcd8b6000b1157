"""What a client remembers: the revisions that it was told of and, if that is wanted, decisions."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from ._answers import Consistency, Decision, Question

LONGEST_AGE = 60.0


@dataclass(frozen=True)
class Cache:
    """How decisions are remembered.

    An entry is good while it is young and no answer of any call has shown a newer revision. A change that somebody else made
    is not noticed until then: **a revoked right can still be answered as allowed for** ``max_age`` **seconds**.
    """

    max_age: float
    max_entries: int = 10_000

    def __post_init__(self) -> None:
        if not 0 < self.max_age <= LONGEST_AGE or self.max_entries < 1:
            raise ValueError(f"max_age is above 0 and at most {LONGEST_AGE:.0f} seconds, max_entries at least 1")


@dataclass
class Memory:
    cache: Cache | None
    _written: dict[str, tuple[int, str]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _kept: OrderedDict[tuple[str, str, str, str], tuple[float, Decision]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wrote(self, org: str, revision: int, token: str) -> None:
        """A write was acknowledged: what follows is answered from it or a newer revision."""
        with self._lock:
            if revision > self._written.get(org, (0, ""))[0]:
                self._written[org] = (revision, token)
        self.saw(org, revision)

    def saw(self, org: str, revision: int) -> None:
        with self._lock:
            self._seen[org] = max(revision, self._seen.get(org, 0))

    def token(self, org: str) -> str | None:
        known = self._written.get(org)
        return known[1] if known else None

    def find(self, org: str, question: Question, consistency: Consistency | None) -> Decision | None:
        key = _key(org, question)
        if self.cache is None or key is None or consistency is not None:
            return None
        with self._lock:
            until, decision = self._kept.get(key, (0.0, None))
            if decision is None:
                return None
            if until > time.monotonic() and decision.revision >= self._seen.get(org, 0):
                return decision
            del self._kept[key]
            return None

    def keep(self, org: str, question: Question, decision: Decision) -> None:
        key = _key(org, question)
        if self.cache is None or key is None or decision.error is not None:
            return
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (time.monotonic() + self.cache.max_age, decision)
            if len(self._kept) > self.cache.max_entries:
                self._kept.popitem(last=False)


def _key(org: str, question: Question) -> tuple[str, str, str, str] | None:
    """A question about the caller depends on a credential that can change, and one with a context on more than its names."""
    if question.subject is None or question.context is not None:
        return None
    return (org, question.subject, question.action, question.resource)
