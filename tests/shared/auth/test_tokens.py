"""Good tokens, how long they are remembered, and the header they come in."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from shared.auth import tokens
from shared.auth.actor import Actor
from shared.auth.claims import ClaimNames
from shared.auth.keys import KeyRing
from shared.auth.refusals import MissingScope, ReauthenticationRequired, TokenExpired, TokenInvalid, TokenMissing
from shared.auth.tokens import Verifier, bearer

ORG = UUID("00000000-0000-7000-8000-000000000001")
PERSON = UUID("01900000-0000-7000-8000-000000000007")

KEYS = {
    "ES256": ECKey.generate_key("P-256", {"kid": "k"}),
    "ES384": ECKey.generate_key("P-384", {"kid": "k"}),
    "RS256": RSAKey.generate_key(2048, {"kid": "k"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "k"}),
    "Ed25519": OKPKey.generate_key("Ed25519", {"kid": "k"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "k", "alg": "EdDSA"}),
}

SPELLINGS: dict[str, dict[str, Any]] = {
    "several audiences": {"aud": ["payroll", "mettle"]},
    "scp as text": {"scope": ..., "scp": "goals:read"},
    "scp as a list": {"scope": ..., "scp": ["goals:read"]},
    "type of RFC 9068": {"header": {"typ": "at+JWT"}},
    "no type": {"header": {"typ": ...}},
    "no kid, one key": {"header": {"kid": ...}},
    "headers we don't know": {"header": {"x5t": "anything", "vendor": 1}},
    "issuer with a slash": {"iss": "https://login.example.com/realms/mettle/"},
}


@pytest.mark.parametrize(("alg", "key"), KEYS.items(), ids=KEYS.keys())
async def test_each_algorithm_of_the_list_is_accepted(verifier: Verifier, provider: Any, alg: str, key: Any) -> None:
    provider.keys = [key]
    assert (await verifier.actor(provider.sign(header={"alg": alg}))).subject == "ann"


@pytest.mark.parametrize("changes", SPELLINGS.values(), ids=SPELLINGS.keys())
async def test_providers_may_say_the_same_in_other_words(verifier: Verifier, provider: Any, changes: Any) -> None:
    assert (await verifier.actor(provider.sign(**changes))).scopes == {"goals:read"}


async def test_a_token_names_its_organisation_and_person(verifier: Verifier, provider: Any) -> None:
    actor = await verifier.actor(provider.sign(sub="ann", org_id=str(PERSON), person_id=str(PERSON), scope="a b"))
    assert actor == Actor(PERSON, PERSON, "ann", frozenset({"a", "b"}))


async def test_without_a_person_claim_the_subject_is_the_person(verifier: Verifier, provider: Any) -> None:
    assert (await verifier.actor(provider.sign(sub=str(PERSON)))).id == PERSON
    stable = uuid5(NAMESPACE_URL, f"{provider.url}|ann")
    assert (await verifier.actor(provider.sign(sub="ann"))).id == stable
    assert (await verifier.actor(provider.sign(sub="ann", person_id="7", iss=f"{provider.url}/"))).id == stable


async def test_claims_may_have_other_names(provider: Any, ring: KeyRing) -> None:
    names = ClaimNames(org="https://example.com/org", person="employee")
    verifier = Verifier(provider.url, "mettle", ring, names)
    actor = await verifier.actor(provider.sign(**{"https://example.com/org": str(ORG), "employee": str(PERSON)}))
    assert (actor.org_id, actor.id) == (ORG, PERSON)


async def test_only_with_a_default_may_a_token_leave_out_its_organisation(provider: Any, ring: KeyRing) -> None:
    assert (
        await Verifier(provider.url, "mettle", ring, ClaimNames(default_org=ORG)).actor(provider.sign())
    ).org_id == ORG
    with pytest.raises(TokenInvalid):
        await Verifier(provider.url, "mettle", ring, ClaimNames()).actor(provider.sign())


async def test_clocks_may_differ_by_half_a_minute(verifier: Verifier, provider: Any) -> None:
    now = int(time.time())
    await verifier.actor(provider.sign(exp=now - 20))
    await verifier.actor(provider.sign(nbf=now + 20))


async def test_a_remembered_token_is_not_checked_again(verifier: Verifier, provider: Any) -> None:
    token = provider.sign()
    assert await verifier.actor(token) is await verifier.actor(token)


async def test_a_remembered_token_still_expires(verifier: Verifier, provider: Any, clock: Any) -> None:
    token = provider.sign(exp=int(time.time()) + 100)
    first = await verifier.actor(token)
    clock.moved = 101
    assert await verifier.actor(token) is not first, "from exp on it is checked anew"
    clock.moved = 131
    with pytest.raises(TokenExpired):
        await verifier.actor(token)


async def test_a_remembered_token_is_refused_when_the_clock_goes_back_before_it(
    verifier: Verifier, provider: Any, clock: Any
) -> None:
    token = provider.sign(nbf=int(time.time()))
    await verifier.actor(token)
    clock.moved = -60
    with pytest.raises(TokenInvalid):
        await verifier.actor(token)


async def test_a_withdrawn_key_ends_the_tokens_it_signed(
    verifier: Verifier, provider: Any, key: Any, clock: Any
) -> None:
    stolen = provider.sign(exp=int(time.time()) + 10**6)
    await verifier.actor(stolen)
    provider.keys = [key("second")]
    clock.moved = tokens.REMEMBERED_SECONDS
    await verifier.actor(provider.sign())
    with pytest.raises(TokenInvalid):
        await verifier.actor(stolen)


async def test_memory_is_bounded_and_forgets_the_oldest(
    verifier: Verifier, provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED", 2)
    many = [provider.sign(sub=name) for name in ("ann", "ben", "cleo")]
    ann, ben, cleo = [await verifier.actor(token) for token in many]
    assert await verifier.actor(many[1]) is ben
    assert await verifier.actor(many[2]) is cleo
    assert await verifier.actor(many[0]) is not ann


async def test_a_refused_token_is_not_remembered(verifier: Verifier, provider: Any) -> None:
    token = provider.sign(aud="payroll")
    for _ in range(2):
        with pytest.raises(TokenInvalid):
            await verifier.actor(token)


def test_a_missing_scope_is_named() -> None:
    actor = Actor(ORG, PERSON, "ann", frozenset({"goals:read"}))
    actor.require("goals:read")
    with pytest.raises(MissingScope) as refusal:
        actor.require("goals:read:all")
    assert (refusal.value.status, refusal.value.code) == (403, "missing_scope")
    assert refusal.value.facts == {"scope": "goals:read:all"}


@pytest.mark.parametrize("header", ["Bearer a.b-_.c", "bearer a.b-_.c", "BEARER a.b-_.c"])
def test_the_scheme_has_no_case(header: str) -> None:
    assert bearer(header) == "a.b-_.c"


@pytest.mark.parametrize("header", [None, ""])
def test_no_header_is_a_missing_token(header: str | None) -> None:
    with pytest.raises(TokenMissing) as refusal:
        bearer(header)
    assert (refusal.value.status, refusal.value.code) == (401, "token_missing")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer", "Bearer ", "Bearer  a", " Bearer a", "Bearer a ", "Bearer a b", "Bearer a,Bearer b", "Bearer\ta",
        "Bearer a\n", "Bearer a\x00", "Bearer é", "Basic YTpi", "a.b.c", "Bearer " + "a" * 8193,
    ],
)  # fmt: skip
def test_a_malformed_header_is_refused(header: str) -> None:
    with pytest.raises(TokenInvalid):
        bearer(header)


async def test_a_token_says_when_its_person_signed_in(verifier: Verifier, provider: Any) -> None:
    now, within = datetime.now(UTC), timedelta(minutes=5)
    fresh = await verifier.actor(provider.sign(auth_time=int(now.timestamp()) - 60))
    assert now - fresh.require_recent(now, within) < within
    for older in ({"auth_time": int(now.timestamp()) - 600}, {"auth_time": ...}):
        with pytest.raises(ReauthenticationRequired) as again:
            (await verifier.actor(provider.sign(**older))).require_recent(now, within)
        assert 'max_age="300"' in again.value.headers["www-authenticate"]


@pytest.mark.parametrize("auth_time", ["yesterday", 1e300, [1]])
async def test_a_time_that_is_none_is_no_token(verifier: Verifier, provider: Any, auth_time: Any) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(provider.sign(auth_time=auth_time))
