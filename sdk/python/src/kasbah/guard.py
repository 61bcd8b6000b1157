"""What every guard does, whatever the framework: find the resource, ask, and turn the answer into a status.

What a caller may not see answers 404, as if it did not exist; what they may see and not do answers 403.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._answers import Decision, Question
from ._errors import is_unavailable

MAX_ID_BYTES = 256


@dataclass(frozen=True)
class Caller:
    subject: str
    """``user:ann``, ``service:etl``."""
    org: str | None = None
    """The organisation the caller belongs to, where that was verified. Another one than the client's is refused."""


class Refused(Exception):
    """The caller is not admitted; each framework answers it in its own way."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True)
class Rule:
    """One guarded route. ``resource`` is a text with the names of the route's parameters: ``dataset:{id}``.

    Without such a name, as in ``org``, it is no secret that the resource exists: a refusal is always 403.
    """

    action: str
    resource: str
    see: str

    @property
    def known(self) -> bool:
        return "{" not in self.resource

    def resource_of(self, parameters: Mapping[str, Any]) -> str:
        """Raises ``Refused`` 404 for what no resource can be called: it exists no more than one that nobody registered."""
        resource = re.sub(r"\{(\w+)\}", lambda match: str(parameters[match[1]]), self.resource)
        if not _is_resource(resource):
            raise Refused(404)
        return resource

    def questions(self, subject: str, resource: str) -> list[Question]:
        actions = [self.action] if self.known or self.action == self.see else [self.action, self.see]
        return [Question(action, resource, subject) for action in actions]

    def require(self, decisions: Sequence[Decision]) -> None:
        """Raises ``Refused`` 403 or 404 unless all that is needed is allowed."""
        for decision in decisions:
            if decision.error is not None:
                raise failed(decision.error)
        done, seen = bool(decisions[0]), bool(decisions[-1])
        if not (done and seen):
            raise Refused(403 if self.known or (seen and len(decisions) > 1) else 404)


def failed(error: BaseException) -> BaseException:
    """Without an answer nobody is admitted. An action that the policy set does not have is a defect of the application."""
    return Refused(503) if is_unavailable(error) else RuntimeError(f"the guard cannot decide: {error}")


def require_caller(caller: Caller | None, org: str) -> Caller:
    if caller is None or (caller.org is not None and caller.org != org):
        raise Refused(401)
    return caller


def bearer_token(authorization: str | None) -> str | None:
    match = re.fullmatch(r"(?i:bearer) +([^ ]+)", authorization or "")
    return match[1] if match else None


def _is_resource(resource: str) -> bool:
    match = re.fullmatch(r"([a-z][a-z0-9_-]{0,62}:)?(.+)", resource, re.DOTALL)
    if match is None:
        return False
    kind, name = match[1], match[2]
    if kind is None:
        return re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", name) is not None
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return False
    return name not in (".", "..") and not name.startswith(kind) and size <= MAX_ID_BYTES
