"""The keys of a provider that rotates them, is down, or is not who it should be."""

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey

from shared.auth import keys
from shared.auth.addresses import trusted
from shared.auth.keys import KeyRing
from shared.auth.refusals import ProviderUnavailable, TokenInvalid
from shared.auth.tokens import Verifier


async def test_keys_are_fetched_once(ring: KeyRing, provider: Any) -> None:
    for _ in range(3):
        assert await ring.find("first")
    assert provider.fetches == 1


async def test_a_rotated_key_is_picked_up(verifier: Verifier, provider: Any, key: Any, clock: Any) -> None:
    old = provider.sign()
    await verifier.actor(old)
    provider.keys.append(key("second"))
    clock.moved = 31
    assert (await verifier.actor(provider.sign())).subject == "ann"
    assert (await verifier.actor(old)).subject == "ann"


async def test_a_storm_of_unknown_keys_causes_one_fetch_in_half_a_minute(
    verifier: Verifier, provider: Any, key: Any, clock: Any
) -> None:
    good = provider.sign()
    await verifier.actor(good)
    clock.moved = 31
    forged = [provider.sign(key=key(f"unknown-{number}")) for number in range(100)]
    answers = await asyncio.gather(*(verifier.actor(token) for token in [good, *forged]), return_exceptions=True)
    assert sum(isinstance(answer, TokenInvalid) for answer in answers) == 100
    clock.moved = 50
    await asyncio.gather(*(verifier.actor(token) for token in forged), return_exceptions=True)
    assert provider.fetches == 2


async def test_a_caller_who_gives_up_does_not_end_the_flight_of_the_others(ring: KeyRing) -> None:
    impatient, patient = asyncio.create_task(ring.find("first")), asyncio.create_task(ring.find("first"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient


async def test_a_provider_that_is_down_leaves_the_keys_we_have(
    verifier: Verifier, provider: Any, key: Any, clock: Any
) -> None:
    await verifier.actor(provider.sign())
    provider.down = True
    clock.moved = 31
    with pytest.raises(TokenInvalid):
        await verifier.actor(provider.sign(key=key("unknown")))
    assert (await verifier.actor(provider.sign(sub="ben"))).subject == "ben"


async def test_before_the_first_key_nobody_can_be_checked_and_it_is_tried_again_soon(
    verifier: Verifier, provider: Any, clock: Any
) -> None:
    provider.down = True
    for _ in range(5):
        with pytest.raises(ProviderUnavailable) as refusal:
            await verifier.actor(provider.sign())
    assert refusal.value.status == 503
    assert len(provider.asked) == 1
    provider.down = False
    clock.moved = 1.1
    assert await verifier.actor(provider.sign())


async def test_a_withdrawn_key_is_forgotten_within_the_hour_without_making_anybody_wait(
    ring: KeyRing, provider: Any, key: Any, clock: Any
) -> None:
    assert await ring.find("first")
    provider.keys = [key("second")]
    clock.moved = keys.KEPT_SECONDS + 1
    assert await ring.find("first"), "this caller does not wait for the provider"
    await asyncio.sleep(0.05)
    assert await ring.find("first") is None


async def test_one_unreadable_key_does_not_cost_the_others(ring: KeyRing, provider: Any) -> None:
    weak = {"kty": "RSA", "kid": "weak", "n": "AQAB" * 20, "e": "AQAB"}
    odd = [{}, {"kty": "AKP"}, {"kty": ["EC"]}, {"kty": "EC"}, {"kty": "EC", "crv": "P-0", "x": "", "y": ""}, weak]
    encryption = OctKey.generate_key(256, {"kid": "enc", "use": "enc"}).as_dict(private=True)
    provider.jwks = json.dumps({"keys": [*odd, encryption, *provider.published()["keys"]]}).encode()
    assert await ring.find(None), "the only usable key needs no name"
    assert await ring.find("weak") is None


async def test_among_several_keys_a_token_must_name_its_own(ring: KeyRing, provider: Any, key: Any) -> None:
    provider.keys.append(key("second"))
    assert await ring.find("second")
    assert await ring.find(None) is None


@pytest.mark.parametrize(
    "jwks",
    [b"", b"[]", b'{"keys": []}', b'{"keys": 7}', b"[" * 100_000],
    ids=["empty", "list", "no keys", "no list", "deep"],
)
async def test_nonsense_from_the_provider_leaves_the_keys_we_have(
    ring: KeyRing, provider: Any, clock: Any, jwks: bytes
) -> None:
    assert await ring.find("first")
    provider.jwks = jwks
    clock.moved = 31
    assert await ring.find("unknown") is None
    assert await ring.find("first")


async def test_an_endless_answer_is_not_read(ring: KeyRing, provider: Any) -> None:
    provider.jwks = json.dumps(provider.published()).encode() + b" " * keys.MAX_BYTES
    with pytest.raises(ProviderUnavailable):
        await ring.find("first")


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://evil.example.com"},
        {"jwks_uri": "http://login.example.com/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": ""},
        {"jwks_uri": "http://[::"},
        {"jwks_uri": None},
    ],
    ids=str,
)
async def test_a_discovery_document_that_leads_elsewhere_is_not_followed(
    ring: KeyRing, provider: Any, lie: dict[str, Any]
) -> None:
    provider.discovery |= lie
    with pytest.raises(ProviderUnavailable):
        await ring.find("first")
    assert len(provider.asked) == 1


async def test_a_redirect_is_not_followed(provider: Any) -> None:
    asked: list[httpx.Request] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(302, headers={"location": "https://evil.example.com"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(elsewhere), follow_redirects=True) as client:
        with pytest.raises(ProviderUnavailable):
            await KeyRing(provider.url, client).find("first")
    assert len(asked) == 1


async def test_a_compressed_answer_is_neither_asked_for_nor_unpacked(provider: Any) -> None:
    def packing(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-encoding"] == "identity"
        packed = gzip.compress(provider.answer(request).read())
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(packed))

    async with httpx.AsyncClient(transport=httpx.MockTransport(packing)) as client:
        with pytest.raises(ProviderUnavailable):
            await KeyRing(provider.url, client).find("first")


async def test_a_dripping_provider_is_given_up(provider: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dripping(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(keys, "TIMEOUT_SECONDS", 0.05)
    async with httpx.AsyncClient(transport=httpx.MockTransport(dripping)) as client:
        with pytest.raises(ProviderUnavailable):
            await KeyRing(provider.url, client).find("first")


@pytest.mark.parametrize("url", ["https://id.example.com", "http://127.0.0.1:8000", "http://[::1]", "http://localhost"])
def test_keys_come_over_https_or_from_this_machine(url: str) -> None:
    assert trusted(url) == url


@pytest.mark.parametrize(
    "url",
    ["http://id.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "ftp://localhost", "https://", "x"],
)
def test_any_other_address_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="must be https"):
        KeyRing(url, httpx.AsyncClient())
