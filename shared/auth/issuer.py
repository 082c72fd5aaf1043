"""The development issuer: mints any token for anybody, so it starts nowhere but on a developer's machine."""

import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel

from shared.auth.addresses import is_loopback
from shared.auth.keys import Discovery

LIFETIME_SECONDS = 12 * 3600


class NotForDevelopment(Exception):
    """The development issuer was asked to start where strangers could reach it."""


class Token(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = LIFETIME_SECONDS


class Issuer:
    """An OpenID provider in miniature; processes that name the same key file are the same issuer."""

    def __init__(self, url: str, key_file: Path, audience: str = "mettle") -> None:
        self.url = url.rstrip("/")
        self.audience = audience
        self.key = shared_key(key_file)

    def mint(
        self,
        sub: str,
        scopes: Iterable[str],
        *,
        org_id: UUID | None = None,
        lifetime: int = LIFETIME_SECONDS,
        signed_in_ago: int = 0,
    ) -> str:
        """A token of somebody who proved that many seconds ago who they are."""
        now = int(time.time())
        header = {"typ": "at+jwt", "alg": "ES256", "kid": self.key.kid}
        claims = {"iss": self.url, "aud": self.audience, "sub": sub, "iat": now, "exp": now + lifetime}
        claims |= {"auth_time": now - signed_in_ago}
        claims |= {"scope": " ".join(scopes)} | ({"org_id": str(org_id)} if org_id else {})
        return jwt.encode(header, claims, self.key)


def shared_key(path: Path) -> ECKey:
    if not path.exists():
        create_key(path)
    key = ECKey.import_key(json.loads(path.read_text()))
    key.ensure_kid()
    return key


def create_key(path: Path) -> None:
    """Linked into place whole and private: of several starters one wins, and all read the winner's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent) as draft:
        json.dump(ECKey.generate_key("P-256").as_dict(private=True), draft)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)


def router(issuer: Issuer) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/.well-known/openid-configuration")
    async def discovery() -> Discovery:
        return Discovery(issuer=issuer.url, jwks_uri=f"{issuer.url}/dev/jwks")

    @routes.get("/dev/jwks")
    async def keys() -> dict[str, list[dict[str, Any]]]:
        return {"keys": [{**issuer.key.as_dict(use="sig", alg="ES256")}]}

    @routes.get("/dev/token")
    async def token(
        response: Response,
        sub: Annotated[str, Query(min_length=1, max_length=255)],
        scope: Annotated[str, Query(max_length=2000)] = "",
        org_id: UUID | None = None,
    ) -> Token:
        response.headers["cache-control"] = "no-store"
        return Token(access_token=issuer.mint(sub, scope.split(), org_id=org_id))

    return routes


def ensure_development(environment: str, host: str) -> None:
    if environment != "development":
        raise NotForDevelopment(f"The development issuer does not start in {environment}: set METTLE_ISSUER.")
    if not is_loopback(host):
        raise NotForDevelopment(f"The development issuer only starts on a loopback address, not on {host}.")
