"""The development issuer as services use it: over HTTP, from several processes, and never where strangers are."""

import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.auth.claims import ClaimNames
from shared.auth.issuer import Issuer, NotForDevelopment, create_key, ensure_development, router
from shared.auth.keys import KeyRing
from shared.auth.refusals import TokenExpired, TokenInvalid
from shared.auth.tokens import Verifier

URL = "http://127.0.0.1:8000"
ORG = UUID("01900000-0000-7000-8000-00000000000a")
PERSON = UUID("01900000-0000-7000-8000-000000000007")

START = """
import sys, pathlib
from shared.auth.issuer import Issuer
print(Issuer("http://localhost", pathlib.Path(sys.argv[1])).key.kid)
"""


@pytest.fixture
def development(tmp_path: Path) -> Issuer:
    return Issuer(URL, tmp_path / "key.json")


@pytest.fixture
async def http(development: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(development))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:
        yield client


@pytest.fixture
def verifier(http: httpx.AsyncClient) -> Verifier:
    return Verifier(URL, "mettle", KeyRing(URL, http), ClaimNames())


async def test_a_token_asked_for_is_a_token_accepted(http: httpx.AsyncClient, verifier: Verifier) -> None:
    asked = {"sub": str(PERSON), "scope": "goals:read goals:write", "org_id": str(ORG)}
    answer = (await http.get("/dev/token", params=asked)).raise_for_status()
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 43200)
    actor = await verifier.actor(answer.json()["access_token"])
    assert (actor.id, actor.org_id, actor.scopes) == (PERSON, ORG, frozenset({"goals:read", "goals:write"}))


async def test_a_minted_token_is_a_token_accepted(development: Issuer, verifier: Verifier) -> None:
    actor = await verifier.actor(development.mint("ann", ["goals:read"], org_id=ORG))
    assert (actor.subject, actor.scopes) == ("ann", frozenset({"goals:read"}))


async def test_a_minted_token_expires(development: Issuer, verifier: Verifier) -> None:
    with pytest.raises(TokenExpired):
        await verifier.actor(development.mint("ann", [], org_id=ORG, lifetime=-60))


async def test_another_developers_issuer_is_a_stranger(tmp_path: Path, verifier: Verifier) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(Issuer(URL, tmp_path / "other.json").mint("ann", [], org_id=ORG))


async def test_only_the_public_half_is_published(http: httpx.AsyncClient) -> None:
    (key,) = (await http.get("/dev/jwks")).json()["keys"]
    assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


async def test_a_token_for_nobody_is_not_made(http: httpx.AsyncClient) -> None:
    assert (await http.get("/dev/token")).status_code == 422


def test_processes_that_start_together_share_one_private_key(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.json"
    command = [sys.executable, "-c", START, str(path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    kids = {process.communicate(timeout=60)[0] for process in started}
    assert kids == {f"{Issuer(URL, path).key.kid}\n"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*path.parent.iterdir()] == [path]


def test_a_starter_who_comes_second_leaves_the_key_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    create_key(path)
    first = path.read_bytes()
    create_key(path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_the_issuer_starts_on_loopback(host: str) -> None:
    ensure_development("development", host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.1", "192.168.1.2", "example.com", "localhost.example.com", ""]
)
def test_the_issuer_refuses_to_start_off_loopback(host: str) -> None:
    with pytest.raises(NotForDevelopment, match="loopback"):
        ensure_development("development", host)


@pytest.mark.parametrize("environment", ["production", "test", "Development", ""])
def test_the_issuer_refuses_to_start_outside_development(environment: str) -> None:
    with pytest.raises(NotForDevelopment, match="METTLE_ISSUER"):
        ensure_development(environment, "127.0.0.1")
