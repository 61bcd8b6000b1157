"""Resources by the line, in and out: what is sent and read, for both clients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union
from urllib.parse import urlencode

from ._asking import Asking, Of, filled, given
from ._errors import ProblemError, UnexpectedAnswer
from ._wire import Outgoing, Pause, Steps, call

AT_ONCE = 2_000
CHARACTERS = 2**19
"""So many lines are one request, and so many characters."""
TRIES = 20
"""How often a service that is busy is asked again."""
PASSING = frozenset({"busy", "overloaded", "rate_limited", "store_unavailable"})
"""What may be over when it is asked again."""

PATIENCE = 60.0
"""Seconds for one request: so many lines are more work than a question."""

PATH = "/v1/orgs/{org}/resources"
NDJSON = "application/x-ndjson"

Made = Literal["created", "changed", "unchanged", "removed", "absent"]


@dataclass(frozen=True)
class LineOutcome:
    """What became of a line, by its number from 1: it was made, or refused with the reason. A refused line hinders no other."""

    line: int
    done: Made | None
    error: ProblemError | None = None


class ImportStopped(ProblemError):
    """The service stopped in the midst of an import.

    All lines before ``resume_from`` were answered; sending lines again does no harm.
    """

    def __init__(self, problem: dict[str, Any], resume_from: int) -> None:
        super().__init__(problem)
        self.resume_from = resume_from


@dataclass(frozen=True)
class Wish:
    """How lines are imported."""

    of: Of
    dry_run: bool
    reason: str | None


class Batch:
    """Lines that are sent together, and their number among all."""

    def __init__(self) -> None:
        self.first = 1
        self.lines: list[str] = []
        self._characters = 0

    def add(self, line: Mapping[str, Any]) -> bool:
        """Whether it is full: it is to be sent, and then begins anew."""
        text = json.dumps(line)
        self.lines.append(text)
        self._characters += len(text)
        return len(self.lines) == AT_ONCE or self._characters >= CHARACTERS

    def sent(self) -> None:
        self.first += len(self.lines)
        self.lines, self._characters = [], 0


Answered = tuple[list[LineOutcome], Union[ProblemError, None]]


def answers_to(asking: Asking, wish: Wish, batch: Batch) -> Steps[Answered]:
    """The outcomes of all lines of a batch, those sent again that a busy service left out; and what stopped it for good."""
    outcomes: list[LineOutcome] = []
    sent, tries = 0, 1
    while sent < len(batch.lines):
        said = yield from _request(asking, wish, batch.lines[sent:])
        end = said.pop()
        outcomes += [_outcome(one, batch.first + sent) for one in said]
        code = end.get("code")
        if code is None:
            break
        tries = 1 if said else tries + 1
        sent += end.get("resume_from", 1) - 1
        if code not in PASSING or tries > TRIES:
            return outcomes, ImportStopped(end, batch.first + sent)
        yield Pause(end.get("retry_after", 1))
    return outcomes, None


def _request(asking: Asking, wish: Wish, lines: Iterable[str]) -> Steps[list[dict[str, Any]]]:
    outgoing = Outgoing(
        "POST",
        filled(PATH, {"org": wish.of.org}) + ("?dry_run=true" if wish.dry_run else ""),
        repeatable=True,  # lines that are made already are unchanged when they come again
        lines="".join(f"{line}\n" for line in lines),
        headers=given({"Accept": NDJSON, "Kasbah-Reason": wish.reason}),
        timeout=wish.of.timeout or max(asking.timeout, PATIENCE),
    )
    answer = yield from call(outgoing, asking.timeout, asking.retries)
    # By line feeds alone: a name that is repeated in a refusal may have other ends of lines in it.
    said = [parsed(line) for line in str(answer).split("\n") if line]
    if not said or said[-1].get("end") is not True:
        raise UnexpectedAnswer(200, "lines that break off")
    if not wish.dry_run and said[-1]["token"]:
        asking.memory.wrote(wish.of.org, said[-1]["revision"], said[-1]["token"])
    return said


def _outcome(said: dict[str, Any], first: int) -> LineOutcome:
    line = first + said["line"] - 1
    return LineOutcome(line, said["done"]) if "done" in said else LineOutcome(line, None, ProblemError(said))


def export_of(org: str, type: str | None, after: str | None) -> Outgoing:
    query = urlencode(given({"type": type, "after": after}))
    path = filled(PATH, {"org": org}) + (f"?{query}" if query else "")
    return Outgoing("GET", path, repeatable=True, headers={"Accept": NDJSON})


class Cutting:
    """Whole lines out of pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def lines(self, piece: bytes) -> list[dict[str, Any]]:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        return [parsed(line.decode()) for line in whole]

    def end(self) -> None:
        if self._rest:
            raise UnexpectedAnswer(200, "lines that break off")


def parsed(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        raise UnexpectedAnswer(200, "a line that is no JSON") from None
    if not isinstance(value, dict):
        raise UnexpectedAnswer(200, "a line that is no JSON object")
    return value
