"""Every way of asking, as steps that both clients run."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from ._answers import Consistency, Decision, Page, Question, decision_of
from ._api import OPERATIONS
from ._errors import ProblemError, UnexpectedAnswer
from ._memory import Memory
from ._wire import Outgoing, Steps, call

MOST_CHECKS = 1_000
MOST_FILTERED = 10_000
PAGE = 1_000
RESTARTS = 2
"""How often a list is begun again because the rules changed too much while it was read."""


@dataclass(frozen=True)
class Of:
    """Where and how freshly something is asked."""

    org: str
    consistency: Consistency | None = None
    timeout: float | None = None


@dataclass
class Asking:
    org: str
    memory: Memory
    timeout: float
    retries: int

    def operation(self, name: str, wanted: Mapping[str, Any], *, dry_run: bool = False) -> Steps[Any]:
        """Any operation of the API. What it writes, later questions read."""
        sent = OPERATIONS.get(name) or OPERATIONS.get(_camel(name))
        if sent is None:
            near = difflib.get_close_matches(_camel(name), OPERATIONS, 1)
            raise ValueError(f"there is no operation {name}" + (f": did you mean {near[0]}?" if near else ""))
        values = {key: value for key, value in wanted.items() if value is not None}
        org = values.setdefault("org", self.org)
        key = values.get("idempotency_key") or (str(uuid.uuid4()) if sent.once and sent.method == "POST" else None)
        pairs = [f"{name}={quote(str(values[name]), safe='')}" for name in sent.query if name in values]
        pairs += ["dry_run=true"] if dry_run else []
        headers = {
            "If-Match": f'"{values["if_match"]}"' if "if_match" in values else None,
            "Kasbah-Reason": values.get("reason"),
            "Idempotency-Key": key if sent.once else None,
        }
        outgoing = Outgoing(
            sent.method,
            filled(sent.path, values) + ("?" + "&".join(pairs) if pairs else ""),
            repeatable=sent.read or sent.method != "POST" or key is not None,
            body=values.get("body"),
            headers=given(headers),
            timeout=values.get("timeout"),
        )
        answer = yield from call(outgoing, self.timeout, self.retries)
        if not sent.read and not dry_run and isinstance(answer, dict) and "token" in answer and "revision" in answer:
            # A new organisation is named by its answer.
            self.memory.wrote(org if "{org}" in sent.path else answer.get("id", org), answer["revision"], answer["token"])
        return answer

    def fresh(self, of: Of) -> dict[str, Any]:
        """The consistency that a call asks for, or else what this client wrote."""
        token = self.memory.token(of.org)
        wanted = of.consistency or ({"at_least_as_fresh": token} if token else None)
        return {"consistency": wanted} if wanted else {}

    def decide(self, of: Of, question: Question, *, explain: bool = False) -> Steps[Decision]:
        known = None if explain else self.memory.find(of.org, question, of.consistency)
        if known is not None:
            return known
        body = {"org": of.org, **question.body(), **self.fresh(of), **({"explain": True} if explain else {})}
        answer = yield from self.operation("check", {"body": body, "timeout": of.timeout})
        decision = decision_of(answer, answer["revision"], answer["token"])
        self._note(of, question, decision)
        return decision

    def batch(self, of: Of, questions: Sequence[Question]) -> Steps[list[Decision]]:
        found: list[Decision] = []
        for start in range(0, len(questions), MOST_CHECKS):
            some = questions[start : start + MOST_CHECKS]
            body = {"org": of.org, **self.fresh(of), "checks": [question.body() for question in some]}
            answer = yield from self.operation("checkBatch", {"body": body, "timeout": of.timeout})
            revision, token = answer["revision"], answer["token"]
            decisions = [decision_of(result, revision, token) for result in answer["results"]]
            if len(decisions) != len(some):
                raise UnexpectedAnswer(200, "another number of answers than questions")
            for question, decision in zip(some, decisions):
                self._note(of, question, decision)
            found += decisions
            of = self._not_older(of, token)
        return found

    def _note(self, of: Of, question: Question, decision: Decision) -> None:
        self.memory.saw(of.org, decision.revision)
        if of.consistency is None:
            self.memory.keep(of.org, question, decision)

    def _not_older(self, of: Of, token: str) -> Of:
        """What follows is at least as fresh as what came before."""
        return of if of.consistency == "fully_consistent" else replace(of, consistency={"at_least_as_fresh": token})

    def page(self, name: str, of: Of, asked: Mapping[str, Any], page_token: str | None, limit: int) -> Steps[Page]:
        # Later pages are of the first one's revision, so they take no consistency.
        more = self.fresh(of) if page_token is None else {"page_token": page_token}
        body = {"org": of.org, **{k: v for k, v in asked.items() if v is not None}, "limit": limit, **more}
        answer = yield from self.operation(name, {"body": body, "timeout": of.timeout})
        self.memory.saw(of.org, answer["revision"])
        return Page(answer["items"], answer["revision"], answer["token"], answer.get("next_token"))

    def whole(self, name: str, of: Of, asked: Mapping[str, Any]) -> Steps[list[str]]:
        """All pages of one search. One that the service gave up on is begun again."""
        for restarts in range(RESTARTS + 1):
            found: list[str] = []
            token: str | None = None
            try:
                while True:
                    page = yield from self.page(name, of, asked, token, PAGE)
                    found += page.items
                    token = page.next_token
                    if token is None:
                        return found
            except ProblemError as error:
                if error.code != "search_expired" or restarts == RESTARTS:
                    raise
        raise AssertionError("unreachable")

    def actions(self, of: Of, subject: str | None, resource: str) -> Steps[list[str]]:
        body = {"org": of.org, "resource": resource, **({"subject": subject} if subject else {}), **self.fresh(of)}
        answer = yield from self.operation("searchActions", {"body": body, "timeout": of.timeout})
        self.memory.saw(of.org, answer["revision"])
        return list(answer["items"])

    def filter(self, of: Of, subject: str | None, action: str, resources: Sequence[str]) -> Steps[list[str]]:
        found: list[str] = []
        for start in range(0, len(resources), MOST_FILTERED):
            some = list(resources[start : start + MOST_FILTERED])
            body = {"org": of.org, "action": action, "resources": some, **self.fresh(of)}
            body |= {"subject": subject} if subject else {}
            answer = yield from self.operation("searchFilter", {"body": body, "timeout": of.timeout})
            self.memory.saw(of.org, answer["revision"])
            found += answer["items"]
            of = self._not_older(of, answer["token"])
        return found


def given(values: Mapping[str, str | None]) -> dict[str, str]:
    """Those that are given."""
    return {name: value for name, value in values.items() if value is not None}


def filled(path: str, values: Mapping[str, Any]) -> str:
    """The path with its names. ``.`` and ``..`` would be read as another path, so they are refused."""
    parts = []
    for part in path.split("/"):
        if part.startswith("{"):
            value = values.get(part[1:-1])
            if not isinstance(value, str) or value in ("", ".", ".."):
                raise ValueError(f"{part[1:-1]} is missing, or no id")
            part = quote(value, safe="@:")
        parts.append(part)
    return "/".join(parts)


def _camel(name: str) -> str:
    """``set_grant``, as methods have it -> ``setGrant``, as the API has it."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
