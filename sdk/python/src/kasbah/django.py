"""Guards for Django: ``@guard("view", "dataset:{id}")`` over a view, with ``request.caller`` for who was admitted."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from ._client import Kasbah
from ._errors import KasbahError
from .guard import Caller, Refused, Rule, bearer_token, failed, require_caller

if TYPE_CHECKING:
    from .tokens import Verifier

View = TypeVar("View", bound=Callable[..., Any])
CallerOf = Callable[[HttpRequest], "Caller | None"]


class Guard:
    """Makes the guards of an application; for synchronous views.

    ``caller`` says who is asking, None for nobody; what it answers is believed: verify a token (``bearer``), or read ``request.user``.
    ``see`` is the action that shows a resource, such as ``view``.
    """

    def __init__(self, kasbah: Kasbah, *, caller: CallerOf, see: str) -> None:
        self._kasbah, self._caller, self._see = kasbah, caller, see

    def __call__(self, action: str, resource: str) -> Callable[[View], View]:
        rule = Rule(action, resource, self._see)
        return self._guarding(lambda request, parameters: self._admit(rule, request, parameters))

    def signed_in(self) -> Callable[[View], View]:
        """Admits everybody who is known, for views that answer only what the caller may see."""
        return self._guarding(lambda request, _: self._known(request))

    @staticmethod
    def _guarding(find: Callable[[HttpRequest, dict[str, Any]], Caller]) -> Callable[[View], View]:
        def guarded(view: View) -> View:
            @functools.wraps(view)
            def admitted(request: HttpRequest, *args: Any, **parameters: Any) -> Any:
                try:
                    request.caller = find(request, parameters)
                except Refused as refused:
                    return _answer(refused.status)
                return view(request, *args, **parameters)

            return admitted  # type: ignore[return-value]

        return guarded

    def _known(self, request: HttpRequest) -> Caller:
        return require_caller(self._caller(request), self._kasbah.org)

    def _admit(self, rule: Rule, request: HttpRequest, parameters: dict[str, Any]) -> Caller:
        caller = self._known(request)
        resource = rule.resource_of(parameters)
        try:
            decisions = self._kasbah.batch(rule.questions(caller.subject, resource))
        except KasbahError as error:
            raise failed(error) from error
        rule.require(decisions)
        return caller


def _answer(status: int) -> HttpResponse:
    """404 and 403 are the application's own pages."""
    if status == 404:
        raise Http404
    if status == 403:
        raise PermissionDenied
    header = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}[status]
    return HttpResponse(status=status, headers=header)


def bearer(verify: Verifier) -> CallerOf:
    """Reads the caller from ``Authorization: Bearer TOKEN``. A missing or bad token is nobody."""
    from .tokens import KeysUnavailable

    def caller(request: HttpRequest) -> Caller | None:
        token = bearer_token(request.headers.get("authorization"))
        if token is None:
            return None
        try:
            verified = verify(token)
        except KeysUnavailable:
            raise Refused(503) from None
        return None if verified is None else Caller(verified.subject, verified.org)

    return caller
