"""The client of Kasbah for Python: ``Kasbah`` for programs that wait, ``AsyncKasbah`` for asyncio, ``login()`` for notebooks."""

from ._answers import AtLeastAsFresh, Consistency, Decision, Page, Question, id_of
from ._async_client import AsyncKasbah
from ._client import Kasbah
from ._errors import (
    KasbahError,
    NoAnswerError,
    ProblemError,
    RequestTimeout,
    SignInEnded,
    UnexpectedAnswer,
    Unreachable,
    is_unavailable,
)
from ._lines import ImportStopped, LineOutcome
from ._login import login
from ._memory import Cache
from .guard import Caller

__version__ = "0.1.0"

__all__ = [
    "AsyncKasbah",
    "AtLeastAsFresh",
    "Cache",
    "Caller",
    "Consistency",
    "Decision",
    "ImportStopped",
    "Kasbah",
    "KasbahError",
    "LineOutcome",
    "NoAnswerError",
    "Page",
    "ProblemError",
    "Question",
    "RequestTimeout",
    "SignInEnded",
    "UnexpectedAnswer",
    "Unreachable",
    "id_of",
    "is_unavailable",
    "login",
]
