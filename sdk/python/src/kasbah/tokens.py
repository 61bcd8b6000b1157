"""Access tokens of end users, verified here with the issuer's published keys (``pip install kasbah-client[tokens]``).

A token is good until it expires (an hour), also after its person signed out; what the person may do is asked of Kasbah each time,
and ends at once.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import jwt
from jwt.algorithms import RSAAlgorithm

LONGEST = 8_192
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
SUBJECT = re.compile(r"(user|service):([A-Za-z0-9._~\-@%]{1,768})")

FRESH = 600.0
"""Keys are read again after this time, so that a withdrawn one is not believed for longer."""
STALE = 86_400.0
"""How long the keys that were read last are good for while the issuer cannot be reached."""
REST = 30.0
"""However many tokens name unknown keys, the issuer is asked no more often."""
TIMEOUT = 5.0
MOST_KEYS = 50
MOST_BYTES = 256 * 1024
LEAST_BITS = 2_048


class KeysUnavailable(Exception):
    """The keys of the issuer could not be read, so nothing can be said about any token: answer 503."""


@dataclass(frozen=True)
class Verified:
    """The account that a token was issued to."""

    org: str
    subject: str
    """``user:ann`` or ``service:etl``."""
    scopes: tuple[str, ...]
    client: str
    """The application that the token was issued to."""
    expires_at: float


class _Keys:
    """When to read keys, and which there are. Reading them is left to the two verifiers below."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._keys: dict[str, Any] = {}
        self._read_at = self._tried_at = -STALE * 2

    def wants(self, kid: str) -> bool:
        now = time.monotonic()
        wanted = kid not in self._keys or now - self._read_at > FRESH
        if not wanted or now - self._tried_at <= REST:
            return False
        self._tried_at = now
        return True

    def take(self, published: Any) -> None:
        keys = published.get("keys") if isinstance(published, dict) else None
        pairs = [_usable(jwk) for jwk in (keys if isinstance(keys, list) else [])[:MOST_KEYS]]
        self._keys = dict(pair for pair in pairs if pair is not None)
        self._read_at = time.monotonic()

    def find(self, kid: str) -> Any:
        if time.monotonic() - self._read_at > STALE:
            raise KeysUnavailable("the keys of the issuer could not be read")
        return self._keys.get(kid)

    def address_in(self, metadata: Any) -> str:
        if not isinstance(metadata, dict) or metadata.get("issuer") != self.issuer:
            raise ValueError("the metadata names another issuer")
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or urlsplit(address)[:2] != urlsplit(self.issuer)[:2]:
            raise ValueError("the keys of the issuer are not at its own origin")
        return address


def _usable(jwk: Any) -> tuple[str, Any] | None:
    """A key that is not for verifying RS256 is left out."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or jwk.get("kty") != "RSA":
        return None
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256" or "d" in jwk:
        return None
    try:
        key = RSAAlgorithm.from_jwk(jwk)
    except Exception:
        return None
    return (jwk["kid"], key) if key.key_size >= LEAST_BITS else None


def _document(response: httpx.Response) -> Any:
    if response.status_code != 200 or len(response.content) > MOST_BYTES:
        raise ValueError(f"{response.url} answered {response.status_code}")
    return json.loads(response.content)


class _Verifier:
    def __init__(self, issuer: str, audience: str, leeway: float) -> None:
        if urlsplit(issuer).scheme not in ("http", "https") or not audience or not 0 <= leeway <= 60:
            raise ValueError("a verifier needs an issuer, an audience, and a leeway of 60 seconds at most")
        self._keys = _Keys(issuer)
        self._audience, self._leeway = audience, leeway

    @staticmethod
    def _kid(token: str) -> str | None:
        """The token does not choose how it is verified: RS256 is all there is, and only for access tokens (RFC 9068)."""
        if len(token) > LONGEST or not SHAPE.fullmatch(token):
            return None
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            return None
        kind, kid = header.get("typ"), header.get("kid")
        is_access_token = isinstance(kind, str) and kind.lower() in ("at+jwt", "application/at+jwt")
        is_plain = header.get("alg") == "RS256" and "crit" not in header and "b64" not in header
        return kid if is_access_token and is_plain and isinstance(kid, str) else None

    def _verified(self, token: str, kid: str) -> Verified | None:
        key = self._keys.find(kid)
        if key is None:
            return None
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._keys.issuer,
                audience=self._audience,
                leeway=self._leeway,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
        except jwt.PyJWTError:
            return None
        return _verified_of(claims)


def _verified_of(claims: Mapping[str, Any]) -> Verified | None:
    # A token that is bound to a key is worth nothing without the proof, which a guard does not see.
    if "cnf" in claims:
        return None
    org, subject, client, scope = (claims.get(name) for name in ("org", "subject", "client_id", "scope"))
    if not isinstance(org, str) or not isinstance(client, str) or not isinstance(scope, (str, type(None))):
        return None
    match = SUBJECT.fullmatch(subject) if isinstance(subject, str) else None
    if match is None:
        return None
    try:
        # Tokens have a subject with its id percent-encoded; calls of the API have it plain.
        plain = f"{match[1]}:{unquote(match[2], errors='strict')}"
    except UnicodeDecodeError:
        return None
    return Verified(org, plain, tuple((scope or "").split()), client, float(claims["exp"]))


class Verifier(_Verifier):
    """Verifies tokens: RS256 and ``at+jwt`` only, exact issuer, your own audience."""

    def __init__(self, issuer: str, audience: str, *, leeway: float = 5, client: httpx.Client | None = None) -> None:
        super().__init__(issuer, audience, leeway)
        self._client = client or httpx.Client(timeout=TIMEOUT, follow_redirects=False)
        self._lock = threading.Lock()

    def __call__(self, token: str) -> Verified | None:
        """None for a token that is not good. Raises ``KeysUnavailable`` when the issuer's keys cannot be read."""
        kid = self._kid(token)
        if kid is None:
            return None
        with self._lock:
            self._refresh(kid)
        return self._verified(token, kid)

    def _refresh(self, kid: str) -> None:
        if self._keys.wants(kid):
            try:
                metadata = _document(self._client.get(f"{self._keys.issuer}/.well-known/openid-configuration"))
                self._keys.take(_document(self._client.get(self._keys.address_in(metadata))))
            except (httpx.HTTPError, ValueError):
                pass  # what was read before still serves, as long as it is not stale


class AsyncVerifier(_Verifier):
    """The same for asyncio."""

    def __init__(self, issuer: str, audience: str, *, leeway: float = 5, client: httpx.AsyncClient | None = None) -> None:
        super().__init__(issuer, audience, leeway)
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)
        self._lock = asyncio.Lock()

    async def __call__(self, token: str) -> Verified | None:
        kid = self._kid(token)
        if kid is None:
            return None
        async with self._lock:
            await self._refresh(kid)
        return self._verified(token, kid)

    async def _refresh(self, kid: str) -> None:
        if self._keys.wants(kid):
            try:
                metadata = _document(await self._client.get(f"{self._keys.issuer}/.well-known/openid-configuration"))
                self._keys.take(_document(await self._client.get(self._keys.address_in(metadata))))
            except (httpx.HTTPError, ValueError):
                pass
