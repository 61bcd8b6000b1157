"""A sign-in for notebooks and scripts: the person confirms a code in any browser (RFC 8628)."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ._client import Kasbah
from ._drivers import base_of
from ._errors import RequestTimeout, SignInEnded, UnexpectedAnswer, Unreachable

CLIENT = "kasbah-cli"
"""Built into every service."""
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EARLY = 30.0
"""A token is renewed so many seconds before it ends."""
TIMEOUT = 10.0


def login(
    url: str,
    org: str | None = None,
    *,
    keep: bool = False,
    file: str | os.PathLike[str] | None = None,
    client_id: str = CLIENT,
    scope: str = "openid offline_access check read write",
) -> Kasbah:
    """Shows an address and a code, waits until the person has confirmed them, and answers a client that acts as them.

    The tokens are in memory only. With ``keep`` they are also in a file that nobody else can read (mode 0600), so that the next
    notebook needs no sign-in: anybody who can read the file can act as the person, until they sign out everywhere.
    """
    base = base_of(url)
    kept = _File(Path(file) if file else Path.home() / ".config" / "kasbah" / "python.json", base, client_id) if keep else None
    tokens = kept.read() if kept else None
    if tokens is None:
        tokens = _confirmed(base, client_id, scope, org)
        if kept:
            with kept.alone():
                kept.write(tokens)
    signed_in = SignIn(base, client_id, tokens, kept)
    whoami = Kasbah(base, org or "", signed_in.credential).admin.whoami()
    found = whoami.get("org", "")
    if org is not None and org != found:
        raise SignInEnded(f"this sign-in is for {found}: sign in to {org} with keep=False, or in another file")
    return Kasbah(base, found, signed_in.credential)


class SignIn:
    """The tokens of one sign-in. A refresh token is good once, so one thread, and one process, at a time renews them."""

    def __init__(self, base: str, client_id: str, tokens: dict[str, Any], kept: _File | None) -> None:
        self._base, self._client_id, self._kept = base, client_id, kept
        self._tokens = tokens
        self._lock = threading.Lock()

    def credential(self) -> str:
        """The access token, renewed when it is about to end. Raises ``SignInEnded`` when it cannot be."""
        with self._lock:
            if not _is_fresh(self._tokens):
                with self._kept.alone() if self._kept else contextlib.nullcontext():
                    self._renew()
            return str(self._tokens["access_token"])

    def _renew(self) -> None:
        other = self._kept.read() if self._kept else None
        if other is not None and _is_fresh(other):
            self._tokens = other  # another process has renewed them
            return
        refresh = (other or self._tokens).get("refresh_token")
        if refresh is None:
            raise SignInEnded("the sign-in has ended: call kasbah.login() again")
        form = {"grant_type": "refresh_token", "client_id": self._client_id, "refresh_token": refresh}
        answer = _post(f"{self._base}/oidc/token", form)
        if "access_token" not in answer:
            if self._kept:
                self._kept.forget()
            raise SignInEnded("the sign-in has ended: call kasbah.login() again")
        self._tokens = _dated(answer)
        if self._kept:
            self._kept.write(self._tokens)

    def __repr__(self) -> str:
        return "SignIn()"  # never a token


def _confirmed(base: str, client_id: str, scope: str, org: str | None) -> dict[str, Any]:
    form = {"client_id": client_id, "scope": scope, **({"org": org} if org else {})}
    begun = _post(f"{base}/oidc/device/auth", form)
    if "device_code" not in begun:
        raise SignInEnded(f"the service does not begin a sign-in: {_why(begun)}")
    print(f"Open {begun['verification_uri_complete']}\nand compare the code {begun['user_code']}", flush=True)
    wait, ends = float(begun.get("interval", 5)), time.monotonic() + float(begun.get("expires_in", 600))
    while time.monotonic() < ends:
        time.sleep(wait)
        form = {"grant_type": DEVICE, "client_id": client_id, "device_code": begun["device_code"]}
        answer = _post(f"{base}/oidc/token", form)
        if "access_token" in answer:
            return _dated(answer)
        if answer.get("error") == "slow_down":
            wait += 5
        elif answer.get("error") != "authorization_pending":
            raise SignInEnded(f"not signed in: {_why(answer)}")
    raise SignInEnded("not signed in: nobody confirmed the code in time")


def _post(url: str, form: dict[str, str]) -> dict[str, Any]:
    try:
        response = httpx.post(url, data=form, timeout=TIMEOUT, follow_redirects=False)
        answer = response.json()
    except httpx.TimeoutException as cause:
        raise RequestTimeout("no answer in time") from cause
    except httpx.TransportError as cause:
        raise Unreachable(f"no connection to {url}") from cause
    except ValueError:
        raise UnexpectedAnswer(response.status_code, "a body that is no JSON") from None
    if not isinstance(answer, dict) or response.status_code >= 500 or response.status_code == 429:
        raise UnexpectedAnswer(response.status_code, "no answer of the token endpoint")
    return answer


def _why(answer: dict[str, Any]) -> str:
    return str(answer.get("error_description") or answer.get("error") or "it gave no reason")


def _dated(answer: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in answer.items() if name in ("access_token", "refresh_token")}
    return {**kept, "ends": time.time() + float(answer.get("expires_in", 0))}


def _is_fresh(tokens: dict[str, Any]) -> bool:
    return float(tokens.get("ends", 0)) - EARLY > time.time()


class _File:
    """Where sign-ins are kept, by service and client: theirs alone, never half written."""

    def __init__(self, path: Path, base: str, client_id: str) -> None:
        self._path, self._name = path, f"{client_id} {base}"

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def read(self) -> dict[str, Any] | None:
        tokens = self._all().get(self._name)
        return tokens if isinstance(tokens, dict) and "access_token" in tokens else None

    def write(self, tokens: dict[str, Any] | None) -> None:
        others = {name: value for name, value in self._all().items() if name != self._name}
        everything = {**others, **({self._name: tokens} if tokens else {})}
        # mkstemp makes the file readable for its owner alone before anything is in it.
        handle, draft = tempfile.mkstemp(dir=self._path.parent)
        with os.fdopen(handle, "w") as file:
            json.dump(everything, file)
        os.replace(draft, self._path)

    def forget(self) -> None:
        self.write(None)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While this holds, no other process renews: two uses of one refresh token look like theft."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            import fcntl
        except ImportError:  # without it there is no lock to be had
            yield
            return
        with open(self._path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
