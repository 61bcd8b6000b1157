"""Guards for FastAPI and Starlette: ``Depends(guard("view", "dataset:{id}"))`` answers the caller who was admitted."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Union

from fastapi import HTTPException, Request

from ._async_client import AsyncKasbah
from ._errors import KasbahError
from .guard import Caller, Refused, Rule, bearer_token, failed, require_caller

if TYPE_CHECKING:
    from .tokens import AsyncVerifier

CallerOf = Callable[[Request], Union["Caller | None", Awaitable["Caller | None"]]]

MESSAGES = {401: "Not authenticated", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable"}
HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}


class Guard:
    """Makes the guards of an application.

    ``caller`` says who is asking, None for nobody; what it answers is believed: verify a token (``bearer``), or read what your own
    sign-in verified. ``see`` is the action that shows a resource, such as ``view``.
    """

    def __init__(self, kasbah: AsyncKasbah, *, caller: CallerOf, see: str) -> None:
        self._kasbah, self._caller, self._see = kasbah, caller, see

    def __call__(self, action: str, resource: str) -> Callable[[Request], Awaitable[Caller]]:
        rule = Rule(action, resource, self._see)
        return self._answering(lambda request: self._admit(rule, request))

    def signed_in(self) -> Callable[[Request], Awaitable[Caller]]:
        """Admits everybody who is known, for routes that answer only what the caller may see."""
        return self._answering(self._known)

    @staticmethod
    def _answering(find: Callable[[Request], Awaitable[Caller]]) -> Callable[[Request], Awaitable[Caller]]:
        async def admitted(request: Request) -> Caller:
            try:
                return await find(request)
            except Refused as refused:
                status = refused.status
                raise HTTPException(status, MESSAGES[status], HEADERS.get(status)) from None

        return admitted

    async def _known(self, request: Request) -> Caller:
        answer = self._caller(request)
        known = await answer if inspect.isawaitable(answer) else answer
        return require_caller(known, self._kasbah.org)

    async def _admit(self, rule: Rule, request: Request) -> Caller:
        caller = await self._known(request)
        resource = rule.resource_of(request.path_params)
        try:
            decisions = await self._kasbah.batch(rule.questions(caller.subject, resource))
        except KasbahError as error:
            raise failed(error) from error
        rule.require(decisions)
        return caller


def bearer(verify: AsyncVerifier) -> CallerOf:
    """Reads the caller from ``Authorization: Bearer TOKEN``. A missing or bad token is nobody."""
    from .tokens import KeysUnavailable

    async def caller(request: Request) -> Caller | None:
        token = bearer_token(request.headers.get("authorization"))
        if token is None:
            return None
        try:
            verified = await verify(token)
        except KeysUnavailable:
            raise Refused(503) from None
        return None if verified is None else Caller(verified.subject, verified.org)

    return caller
