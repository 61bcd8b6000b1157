"""Which tokens the client believes: those of our provider for this audience, and nothing that merely looks like one."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import jwt
import pytest
from conftest import Answering, World, reply
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from kasbah.tokens import KeysUnavailable, Verifier

AUDIENCE = "https://tiles.example.com"
KEY = rsa.generate_private_key(65537, 2048)
STRANGE = rsa.generate_private_key(65537, 2048)
SHORT = rsa.generate_private_key(65537, 1024)
CURVE = ec.generate_private_key(ec.SECP256R1())


def public(key: Any, **more: str) -> dict[str, Any]:
    algorithm: Any = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return {**json.loads(algorithm.to_jwk(key.public_key())), **more}


JWKS = [
    public(KEY, kid="rsa", use="sig"),
    public(KEY, kid="enc", use="enc"),
    public(KEY, kid="ps", alg="PS256"),
    public(SHORT, kid="short"),
    public(CURVE, kid="ec"),
    {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
]


class Issuer:
    def __init__(self, answering: Callable[..., Answering]) -> None:
        self.down, self.named = False, ""
        self.server = answering(self.answer)
        self.issuer = f"{self.server.url}/oidc"
        self.verify = Verifier(self.issuer, AUDIENCE)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        metadata = {"issuer": self.named or self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        body = {"keys": JWKS} if handler.path.endswith("/jwks") else metadata
        reply(500 if self.down else 200, json.dumps(body))(handler)

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(time.time())
        good = {"iss": self.issuer, "aud": AUDIENCE, "iat": now, "exp": now + 60, "org": "acme"}
        claims = {**good, "subject": "user:ann%20b", "client_id": "app", "scope": "read check", **more}
        return {name: value for name, value in claims.items() if value is not None}


@pytest.fixture
def issuer(answering: Callable[..., Answering]) -> Issuer:
    return Issuer(answering)


def sign(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256", **header: Any) -> str:
    headers = {"typ": "at+jwt", "kid": "rsa", **header}
    return jwt.encode(claims, key, algorithm, {k: v for k, v in headers.items() if v is not None})


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_token_of_the_issuer_names_its_subject_as_the_api_does(issuer: Issuer) -> None:
    verified = issuer.verify(sign(issuer.claims()))
    assert verified and (verified.org, verified.subject, verified.scopes) == ("acme", "user:ann b", ("read", "check"))
    assert issuer.verify(sign(issuer.claims(aud=["https://x.example", AUDIENCE])))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example/oidc"},
        {"aud": "https://other.example"},
        {"aud": f"{AUDIENCE}.evil.example"},
        {"aud": None},
        {"exp": int(time.time()) - 10},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 600},
        {"iat": int(time.time()) + 600},
        {"cnf": {"jkt": "x"}},
        {"subject": None},
        {"subject": "group:lab"},
        {"subject": "role:admin"},
        {"subject": "user:%E0%A4%A"},
        {"subject": 1},
        {"org": None},
        {"client_id": None},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(issuer: Issuer, change: dict[str, Any]) -> None:
    assert issuer.verify(sign(issuer.claims(**change))) is None


def test_a_token_does_not_choose_how_it_is_verified(issuer: Issuer) -> None:
    claims = issuer.claims()
    good = sign(claims)
    assert issuer.verify(good)
    _, _, signature = good.split(".")
    plain = {"typ": "at+jwt", "kid": "rsa"}
    forged = {
        "without a signature": f"{encoded({**plain, 'alg': 'none'})}.{encoded(claims)}.",
        "alg none with a signature": f"{encoded({**plain, 'alg': 'none'})}.{encoded(claims)}.{signature}",
        "HS256": sign(claims, "a secret that is long enough for it....", "HS256"),
        "HS256 with the id of a symmetric key": sign(claims, "secret" * 8, "HS256", kid="oct"),
        "ES256": sign(claims, CURVE, "ES256", kid="ec"),
        "RS256 with the key for PS256": sign(claims, kid="ps"),
        "PS256": sign(claims, KEY, "PS256"),
        "the key for encryption": sign(claims, kid="enc"),
        "a key that is too short": sign(claims, SHORT, kid="short"),
        "another key under the known id": sign(claims, STRANGE),
        "an unknown key id": sign(claims, kid="none"),
        "no key id": sign(claims, kid=None),
        "an ID token": sign(claims, typ="JWT"),
        "a logout token": sign(claims, typ="logout+jwt"),
        "an extension that must be understood": sign(claims, crit=["x"], x=1),
        "other claims under a good signature": good.replace(good.split(".")[1], encoded({**claims, "subject": "user:alice"})),
        "nonsense": "a.b.c",
        "an empty text": "",
        "too long a text": f"{'a' * 9000}.b.c",
    }
    for what, token in forged.items():
        assert issuer.verify(token) is None, what


def test_however_many_unknown_keys_are_named_the_issuer_is_asked_once(issuer: Issuer) -> None:
    for n in range(20):
        issuer.verify(sign(issuer.claims(), kid=f"k{n}"))
    assert len(issuer.server.requests) == 2


def test_an_issuer_that_is_down_or_names_another_verifies_nothing(issuer: Issuer) -> None:
    issuer.down = True
    with pytest.raises(KeysUnavailable):
        issuer.verify(sign(issuer.claims()))


def test_metadata_of_another_issuer_is_not_believed(issuer: Issuer) -> None:
    issuer.named = "https://evil.example/oidc"
    with pytest.raises(KeysUnavailable):
        issuer.verify(sign(issuer.claims()))


def test_keys_that_were_read_serve_on_while_the_issuer_is_down(issuer: Issuer) -> None:
    assert issuer.verify(sign(issuer.claims()))
    issuer.down = True
    assert issuer.verify(sign(issuer.claims()))


def test_the_tokens_of_the_running_provider_are_verified(world: World) -> None:
    wish: Any = {"name": "etl", "kind": "service", "subject": "backend", "scopes": ["read"], "resources": [AUDIENCE]}
    client = world.operator.admin.create_client(body=wish)
    form = {"grant_type": "client_credentials", "scope": "read", "resource": AUDIENCE}
    auth = (client["client_id"], client["client_secret"])
    token = httpx.post(f"{world.url}/oidc/token", data=form, auth=auth).json()["access_token"]
    verified = Verifier(f"{world.url}/oidc", AUDIENCE)(token)
    assert verified and (verified.org, verified.subject) == (world.org, "service:backend")
    assert Verifier(f"{world.url}/oidc", world.url)(token) is None
