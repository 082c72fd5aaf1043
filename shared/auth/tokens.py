"""From an Authorization header to an actor: a fixed list of algorithms, our issuer, our audience, in time."""

import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jws import JWSRegistry, extract_compact, validate_compact
from joserfc.jwt import JWTClaimsRegistry

from shared.auth.actor import Actor
from shared.auth.claims import ClaimNames
from shared.auth.keys import KeyRing
from shared.auth.refusals import TokenExpired, TokenInvalid, TokenMissing

MAX_TOKEN = 8192
LEEWAY_SECONDS = 30
REMEMBERED = 10_000
REMEMBERED_SECONDS = 600

BEARER = re.compile(rf"(?i:bearer) ([A-Za-z0-9._~+/-]{{1,{MAX_TOKEN}}}=*)")
ACCESS_TOKEN_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
NEVER_IN_A_HEADER = {"jku", "jwk", "x5u", "x5c", "crit"}


class Algorithms(JWSRegistry):
    """joserfc warns at each "EdDSA", which is what providers still call Ed25519."""

    def get_alg(self, name: str) -> JWSAlgModel:
        return self.algorithms["EdDSA"] if name == "EdDSA" else super().get_alg(name)


ALGORITHMS = Algorithms(algorithms=["ES256", "ES384", "RS256", "PS256", "Ed25519"], strict_check_header=False)


class Remembered(NamedTuple):
    actor: Actor
    begins: float
    ends: float


class Verifier:
    """Checks a token once and remembers who it was; outside its time a token is always checked anew."""

    def __init__(
        self, issuer: str, audience: str, keys: KeyRing, names: ClaimNames, *, now: Callable[[], float] = time.time
    ) -> None:
        issuer = issuer.rstrip("/")
        self._keys = keys
        self._names = names
        self._now = now
        self._remembered: dict[str, Remembered] = {}
        self._others: dict[str, Callable[[str], Awaitable[Actor]]] = {}
        self._expected = JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": [issuer, f"{issuer}/"]},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def also(self, prefix: str, find: Callable[[str], Awaitable[Actor]]) -> None:
        """Tokens of our own begin so: whose they are is looked up each time, and `TokenInvalid` where nobody's."""
        self._others[prefix] = find

    async def actor(self, token: str) -> Actor:
        for prefix, find in self._others.items():
            if token.startswith(prefix):
                return await find(token)
        known = self._remembered.get(token)
        if known and known.begins <= self._now() < known.ends:
            return known.actor
        claims = await self._verified(token)
        actor = self._names.actor(claims)
        self._remember(token, actor, claims)
        return actor

    def _remember(self, token: str, actor: Actor, claims: dict[str, Any]) -> None:
        """Not for longer than ten minutes, so that a key which the provider withdraws ends its tokens too."""
        if len(self._remembered) >= REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        ends = min(claims["exp"], self._now() + REMEMBERED_SECONDS)
        self._remembered[token] = Remembered(actor, claims.get("nbf", 0), ends)

    async def _verified(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN:
            raise TokenInvalid()
        try:
            return await self._claims(token)
        except ExpiredTokenError as error:
            raise TokenExpired() from error
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise TokenInvalid() from error

    async def _claims(self, token: str) -> dict[str, Any]:
        signed = extract_compact(token.encode(), registry=ALGORITHMS)
        key = await self._keys.find(kid_of(signed.headers()))
        if key is None or not validate_compact(signed, key, registry=ALGORITHMS):
            raise BadSignatureError()
        claims = json.loads(signed.payload)
        if not isinstance(claims, dict):
            raise TokenInvalid()
        self._expected.validate(claims)
        return claims


def kid_of(header: Any) -> str | None:
    """The key a header names, if it is an access token's header that brings no key of its own."""
    if not isinstance(header, dict) or NEVER_IN_A_HEADER & header.keys():
        raise TokenInvalid()
    ALGORITHMS.check_header(header)
    ALGORITHMS.get_alg(header["alg"])
    if header.get("typ", "jwt").lower() not in ACCESS_TOKEN_TYPES:
        raise TokenInvalid()
    return header.get("kid")


def bearer(header: str | None) -> str:
    """The token of an Authorization header, which holds exactly one and nothing else."""
    if not header:
        raise TokenMissing()
    match = BEARER.fullmatch(header)
    if not match:
        raise TokenInvalid()
    return match[1]
