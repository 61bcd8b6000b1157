"""Everything that a call can fail with is a KasbahError. A deny is no error: it is the answer False."""

from __future__ import annotations

from typing import Any

from ._api import PROBLEM_STATUS


class KasbahError(Exception):
    """Something went wrong; see the classes below for what."""


class ProblemError(KasbahError):
    """The service refused the request and said why. Programs go by ``code``, which is stable; the message is for people."""

    def __init__(self, problem: dict[str, Any], status: int | None = None, idempotency_key: str | None = None) -> None:
        self.code: str = problem["code"]
        places = "; ".join(f"{one['path']}: {one['message']}" for one in problem.get("errors", [])[:3])
        super().__init__(f"{self.code}: {problem.get('detail') or places or problem.get('title') or 'refused'}")
        # Not called `status_code`: web frameworks would answer it to their own callers.
        self.http_status: int = status or PROBLEM_STATUS.get(self.code, 500)
        self.request_id: str | None = problem.get("request_id")
        """Names the request in the service's log."""
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        """The places that are wrong, for ``malformed`` and ``invalid_policy``."""
        self.idempotency_key = idempotency_key
        """Under which the change may be sent again, for ``outcome_unknown``: it is made at most once."""


class NoAnswerError(KasbahError):
    """No answer came. Whether a change was made is not known: send it again under the same ``idempotency_key``."""

    def __init__(self, message: str, idempotency_key: str | None = None) -> None:
        super().__init__(message)
        self.idempotency_key = idempotency_key


class RequestTimeout(NoAnswerError):
    """The answer did not come in time."""


class Unreachable(NoAnswerError):
    """The service could not be reached, or the connection broke."""


class UnexpectedAnswer(KasbahError):
    """What answered is not Kasbah, or something between it and us answered in its place."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"status {status} with {what}")
        self.http_status = status


class SignInEnded(KasbahError):
    """The person's sign-in has ended: call ``kasbah.login()`` again."""


def is_unavailable(error: BaseException) -> bool:
    """Whether the service is away or overloaded, and cannot decide now: deny, and answer 503."""
    if isinstance(error, ProblemError):
        return error.http_status >= 500 or error.http_status == 429
    return isinstance(error, (NoAnswerError, UnexpectedAnswer))
