"""The provider's public keys: found by OpenID discovery, kept, and fetched again when a token names an unknown one."""

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key
from pydantic import BaseModel

from shared.auth.addresses import trusted
from shared.auth.refusals import ProviderUnavailable

TIMEOUT_SECONDS = 5
MAX_BYTES = 256 * 1024
KEPT_SECONDS = 3600
FIRST_RETRY_SECONDS = 1

log = logging.getLogger(__name__)


class Discovery(BaseModel):
    issuer: str
    jwks_uri: str


class KeyDocument(BaseModel):
    keys: list[dict[str, Any]]


class KeyRing:
    """Keys by their `kid`. A failing provider never takes away the keys we have."""

    def __init__(
        self,
        issuer: str,
        client: httpx.AsyncClient,
        *,
        refetch_seconds: float = 30,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = trusted(issuer).rstrip("/")
        self._client = client
        self._refetch_seconds = refetch_seconds
        self._now = now
        self._keys: dict[str, Key] = {}
        self._flight: asyncio.Task[None] | None = None
        self._next_fetch = self._stale_at = float("-inf")

    async def find(self, kid: str | None) -> Key | None:
        """A known key never waits for the provider, not even when it is time to look for withdrawn ones."""
        key = self._pick(kid)
        if key is None:
            await asyncio.shield(self._refetch())
            key = self._pick(kid)
        elif self._now() >= self._stale_at:
            self._refetch()
        if not self._keys:
            raise ProviderUnavailable()
        return key

    def _pick(self, kid: str | None) -> Key | None:
        """A token may leave its key unnamed while there is only one."""
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    def _refetch(self) -> asyncio.Task[None]:
        """One flight for everybody, and a pause after it: unknown keys cost a forger nothing to invent."""
        if self._flight is None or (self._flight.done() and self._now() >= self._next_fetch):
            self._flight = asyncio.create_task(self._fetch())
        return self._flight

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                self._keys = await self._published()
            self._stale_at = self._now() + KEPT_SECONDS
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("The keys of %s can't be fetched: %r", self._issuer, error)
        finally:
            self._next_fetch = self._now() + (self._refetch_seconds if self._keys else FIRST_RETRY_SECONDS)

    async def _published(self) -> dict[str, Key]:
        found = Discovery.model_validate_json(await self._get(f"{self._issuer}/.well-known/openid-configuration"))
        if found.issuer.rstrip("/") != self._issuer:
            raise ValueError(f"it says that it is {found.issuer[:200]!r}")
        keys = usable(KeyDocument.model_validate_json(await self._get(trusted(found.jwks_uri))).keys)
        if not keys:
            raise ValueError("it publishes no usable key")
        return keys

    async def _get(self, url: str) -> bytes:
        """Uncompressed, because what is small on its way may be huge when unpacked."""
        body = b""
        request = self._client.stream("GET", url, headers={"accept-encoding": "identity"}, follow_redirects=False)
        async with request as answer:
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"{url} answered {answer.status_code}")
            async for part in answer.aiter_raw():
                body += part
                if len(body) > MAX_BYTES:
                    raise ValueError(f"{url} answered more than {MAX_BYTES} bytes")
        return body


def usable(published: Iterable[dict[str, Any]]) -> dict[str, Key]:
    """One key that we can't read, or too weak a one, must not cost us the others."""
    keys: dict[str, Key] = {}
    for each in published:
        if each.get("use") == "enc":
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", SecurityWarning)
                key = JWKRegistry.import_key(each)
        except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
            continue
        key.ensure_kid()
        keys[str(key.kid)] = key
    return keys
