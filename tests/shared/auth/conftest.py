"""A provider as customers have one, played over httpx: it can rotate its keys, lie, and be down."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from shared.auth.claims import ClaimNames
from shared.auth.keys import KeyRing
from shared.auth.tokens import ALGORITHMS, Verifier

ORG = UUID("00000000-0000-7000-8000-000000000001")


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def without_ellipses(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not ...}


class Provider:
    url = "https://login.example.com/realms/mettle"

    def __init__(self) -> None:
        self.keys: list[Key] = [new_key("first")]
        self.discovery = {"issuer": self.url, "jwks_uri": "https://login.example.com/keys"}
        self.jwks: bytes | None = None
        self.down = False
        self.asked: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        wanted = self.discovery if request.url.path.endswith("/.well-known/openid-configuration") else self.published()
        body = self.jwks if self.jwks is not None and wanted is not self.discovery else json.dumps(wanted).encode()
        return httpx.Response(200, stream=httpx.ByteStream(body))

    def published(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def claims(self, **changes: Any) -> dict[str, Any]:
        claims = {"iss": self.url, "aud": "mettle", "sub": "ann", "exp": int(time.time()) + 600, "scope": "goals:read"}
        return without_ellipses(claims | changes)

    def sign(self, *, header: dict[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
        """A good token, or one changed; an ellipsis takes a claim or a header away."""
        key = key or self.keys[-1]
        full = without_ellipses({"alg": "ES256", "kid": key.kid} | (header or {}))
        return jwt.encode(full, self.claims(**changes), key, registry=ALGORITHMS)

    @property
    def fetches(self) -> int:
        return sum(url.endswith("/.well-known/openid-configuration") for url in self.asked)


class Clock:
    """Real time until a test moves it on."""

    moved = 0.0

    def __call__(self) -> float:
        return time.time() + self.moved


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def http(provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(provider.answer)) as client:
        yield client


@pytest.fixture
def ring(provider: Provider, http: httpx.AsyncClient, clock: Clock) -> KeyRing:
    return KeyRing(provider.url, http, now=clock)


@pytest.fixture
def verifier(provider: Provider, ring: KeyRing, clock: Clock) -> Verifier:
    return Verifier(provider.url, "mettle", ring, ClaimNames(default_org=ORG), now=clock)


@pytest.fixture
def key() -> Callable[[str], ECKey]:
    return new_key
