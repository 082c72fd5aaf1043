"""Every way to forge or misuse a token that we know of, each refused as 401 and never as an error of ours."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

from shared.auth.refusals import TokenExpired, TokenInvalid
from shared.auth.tokens import Verifier

Forge = Callable[[Any, Any], str]

NOW = int(time.time())


def segment(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(provider: Any, alg: str, signature: str) -> str:
    return f"{segment({'alg': alg, 'kid': 'first'})}.{segment(provider.claims())}.{signature}"


def by_public_key(provider: Any, secret: bytes) -> str:
    """The classic: the public key as the secret of an HMAC."""
    signed = f"{segment({'alg': 'HS256', 'kid': 'first'})}.{segment(provider.claims())}"
    return f"{signed}.{segment(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def by_published_secret(provider: Any) -> str:
    """Even a secret that the provider publishes by mistake signs nothing."""
    secret = OctKey.generate_key(256, {"kid": "secret"})
    provider.keys.append(secret)
    provider.jwks = json.dumps({"keys": [key.as_dict() for key in provider.keys]}).encode()
    return jwt.encode({"alg": "HS256", "kid": "secret"}, provider.claims(), secret)


def tampered(provider: Any) -> str:
    header, _, signature = provider.sign().split(".")
    return f"{header}.{segment(provider.claims(scope='goals:read:all'))}.{signature}"


def signed_payload(provider: Any, payload: bytes) -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": "first"}, payload, provider.keys[0])


FORGED: dict[str, Forge] = {
    "alg none": lambda p, _: unsigned(p, "none", ""),
    "alg none with a signature": lambda p, _: unsigned(p, "none", "AAAA"),
    "alg None": lambda p, _: unsigned(p, "None", "AAAA"),
    "HS256 by the PEM": lambda p, _: by_public_key(p, p.keys[0].as_pem(private=False)),
    "HS256 by the JWK": lambda p, _: by_public_key(p, json.dumps(p.keys[0].as_dict(private=False)).encode()),
    "HS256 by a published secret": lambda p, _: by_published_secret(p),
    "RS256 on an EC key": lambda p, _: p.sign(key=RSAKey.generate_key(2048, {"kid": "first"}), header={"alg": "RS256"}),
    "zero signature": lambda p, _: unsigned(p, "ES256", segment(bytes(64))),
    "our kid, foreign key": lambda p, key: p.sign(key=key("first")),
    "foreign kid": lambda p, key: p.sign(key=key("foreign")),
    "no kid, foreign key": lambda p, key: p.sign(key=key("x"), header={"kid": ...}),
    "foreign jku": lambda p, key: p.sign(key=key("f"), header={"jku": "https://evil.example.com/keys"}),
    "foreign jwk": lambda p, key: p.sign(key=key("f"), header={"jwk": key("f").as_dict(private=False)}),
    "foreign x5u": lambda p, key: p.sign(key=key("f"), header={"x5u": "https://evil.example.com/cert"}),
    "jku on a good token": lambda p, _: p.sign(header={"jku": "https://login.example.com/keys"}),
    "crit": lambda p, _: p.sign(header={"crit": ["kid"]}),
    "unencoded payload": lambda p, _: p.sign(header={"crit": ["b64"], "b64": False}),
    "tampered payload": lambda p, _: tampered(p),
    "cut signature": lambda p, _: p.sign()[:-4],
    "other signature encoding": lambda p, _: p.sign() + "==",
}  # fmt: skip

MISUSED: dict[str, dict[str, Any]] = {
    "no exp": {"exp": ...},
    "no aud": {"aud": ...},
    "no iss": {"iss": ...},
    "no sub": {"sub": ...},
    "exp as text": {"exp": str(NOW + 600)},
    "exp never": {"exp": float("nan")},
    "exp null": {"exp": None},
    "nbf null": {"nbf": None},
    "not yet valid": {"nbf": NOW + 3600},
    "issued in the future": {"iat": NOW + 3600},
    "another audience": {"aud": "payroll"},
    "audience that only begins alike": {"aud": "mettle-staging"},
    "other audiences": {"aud": ["payroll", "mettle2"]},
    "empty audience": {"aud": []},
    "another issuer": {"iss": "https://evil.example.com"},
    "issuer that only begins alike": {"iss": "https://login.example.com/realms/mettle.evil.example.com"},
    "issuer as a list": {"iss": ["https://login.example.com/realms/mettle"]},
    "id token by nonce": {"nonce": "n"},
    "id token by at_hash": {"at_hash": "h"},
    "no scope": {"scope": ...},
    "scope as a number": {"scope": 7},
    "scopes that are no text": {"scope": ..., "scp": [1]},
    "subject as a number": {"sub": 7},
    "subject with NUL": {"sub": "ann\x00"},
    "empty subject": {"sub": ""},
    "9 KB": {"padding": "x" * 7000},
    "endless subject": {"sub": "a" * 256},
    "organisation that is no id": {"org_id": "acme"},
    "organisation in braces": {"org_id": "{00000000-0000-7000-8000-000000000001}"},
}

GARBAGE = {
    "empty": "",
    "words": "not a token",
    "dots": "..",
    "two parts": "a.b",
    "five parts": "a.b.c.d.e",
    "newline": "a.b.c\n",
    "NUL": "a.b.c\x00",
    "lone surrogate": "a.b.\ud800",
    "9 KB": "a" * 3000 + "." + "b" * 3000 + "." + "c" * 3000,
    "alg none": f"{segment({'alg': 'none', 'kid': 'first'})}.{segment({})}.",
    "alg HS256": f"{segment({'alg': 'HS256', 'kid': 'first'})}.{segment({})}.AAAA",
    "header is a number": f"{segment(7)}.{segment({})}.AAAA",
    "header is a list": f"{segment(['alg'])}.{segment({})}.AAAA",
    "header is a worse list": f"{segment(['alg', 'b64'])}.{segment({})}.AAAA",
    "header is text": f"{segment('alg b64')}.{segment({})}.AAAA",
    "alg is a list": f"{segment({'alg': ['ES256'], 'kid': 'first'})}.{segment({})}.AAAA",
    "kid is a list": f"{segment({'alg': 'ES256', 'kid': ['first']})}.{segment({})}.AAAA",
    "typ is a number": f"{segment({'alg': 'ES256', 'kid': 'first', 'typ': 1})}.{segment({})}.AAAA",
    "crit is a number": f"{segment({'alg': 'ES256', 'kid': 'first', 'crit': 1})}.{segment({})}.AAAA",
    "header is no UTF-8": f"{segment(bytes([255, 254]))}.{segment({})}.AAAA",
    "header is deep": f"{segment(b'[' * 380)}.{segment({})}.AAAA",
}

NAMES = st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk"])
HEADERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("ES256"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_token_is_refused(verifier: Verifier, provider: Any, key: Any, forge: Forge) -> None:
    token = forge(provider, key)
    with pytest.raises(TokenInvalid) as refusal:
        await verifier.actor(token)
    assert (refusal.value.status, refusal.value.code) == (401, "token_invalid")


@pytest.mark.parametrize("changes", MISUSED.values(), ids=MISUSED.keys())
async def test_a_signed_token_that_is_not_for_us_is_refused(
    verifier: Verifier, provider: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(TokenInvalid) as refusal:
        await verifier.actor(provider.sign(**changes))
    assert (refusal.value.status, refusal.value.code) == (401, "token_invalid")


@pytest.mark.parametrize("token", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_refused_without_asking_the_provider(verifier: Verifier, provider: Any, token: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(token)
    assert provider.fetches == 0


@pytest.mark.parametrize("typ", ["id_token", "logout+jwt", "dpop+jwt", ""])
async def test_another_kind_of_token_is_refused(verifier: Verifier, provider: Any, typ: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(provider.sign(header={"typ": typ}))


@pytest.mark.parametrize("payload", [b"[]", b"7", b"null", b"{", b"[" * 3000, b"\xff", b'{"exp":' + b"9" * 5000 + b"}"])
async def test_a_signed_payload_that_is_no_object_is_refused(verifier: Verifier, provider: Any, payload: bytes) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(signed_payload(provider, payload))


async def test_an_expired_token_is_told_apart_only_when_its_signature_is_good(
    verifier: Verifier, provider: Any, key: Any
) -> None:
    with pytest.raises(TokenExpired) as refusal:
        await verifier.actor(provider.sign(exp=NOW - 60))
    assert (refusal.value.status, refusal.value.code) == (401, "token_expired")
    with pytest.raises(TokenInvalid) as less:
        await verifier.actor(provider.sign(exp=NOW - 60, key=key("first")))
    assert less.value.code == "token_invalid"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=HEADERS)
async def test_no_header_whatever_is_an_error_of_ours(verifier: Verifier, header: Any) -> None:
    with pytest.raises(TokenInvalid):
        await verifier.actor(f"{segment(header)}.{segment({})}.AAAA")
