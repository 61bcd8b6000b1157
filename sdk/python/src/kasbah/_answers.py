"""What is asked and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Union

from ._api import Explanation
from ._errors import ProblemError


class AtLeastAsFresh(TypedDict):
    at_least_as_fresh: str


Consistency = Union[Literal["minimize_latency", "fully_consistent"], AtLeastAsFresh]


@dataclass(frozen=True)
class Question:
    action: str
    resource: str
    """``dataset:streets``, ``org``, or a collection such as ``datasets``."""
    subject: str | None = None
    """``user:ann``, ``service:etl``, ``group:lab``; the client's own account when absent."""
    context: Mapping[str, Any] | None = None
    """Attributes of this request, for policy sets that use them."""

    def body(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"action": self.action, "resource": self.resource}
        if self.subject is not None:
            asked["subject"] = self.subject
        if self.context is not None:
            asked["context"] = dict(self.context)
        return asked


@dataclass(frozen=True)
class Decision:
    """An answer, with the revision that it was made at. It is true if, and only if, it allows."""

    allowed: bool
    revision: int
    token: str
    reason: str | None = None
    explanation: Explanation | None = None
    error: ProblemError | None = None
    """Why this question of a batch has no answer; it is denied."""

    def __bool__(self) -> bool:
        return self.allowed is True and self.error is None


@dataclass(frozen=True)
class Page:
    items: list[str]
    revision: int
    token: str
    next_token: str | None = None
    """None at the end."""


def decision_of(result: Mapping[str, Any], revision: int, token: str) -> Decision:
    error = ProblemError(dict(result["error"])) if "error" in result else None
    allowed = result.get("allowed") is True and error is None
    return Decision(allowed, revision, token, result.get("reason"), result.get("explanation"), error)


def id_of(ref: str) -> str:
    """An id without its type: ``dataset:streets`` -> ``streets``."""
    return ref.partition(":")[2] or ref
