"""What a verified token says: the organisation, the person and the scopes, under the names the provider uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.auth.actor import Actor
from shared.auth.refusals import TokenInvalid

Claims = Mapping[str, Any]

ID_TOKEN_ONLY = {"nonce", "at_hash", "c_hash"}
MAX_SUBJECT = 255


@dataclass(frozen=True)
class ClaimNames:
    """Which claims name the organisation and the person; without a default, a token must name its organisation."""

    org: str = "org_id"
    person: str = "person_id"
    default_org: UUID | None = None

    def actor(self, claims: Claims) -> Actor:
        subject = claims["sub"]
        if len(subject) > MAX_SUBJECT or not subject.isprintable():
            raise TokenInvalid()
        return Actor(self._org_of(claims), self._id_of(claims), subject, scopes_of(claims), authenticated_at(claims))

    def _org_of(self, claims: Claims) -> UUID:
        given = claims.get(self.org)
        org_id = self.default_org if given is None else as_uuid(given)
        if org_id is None:
            raise TokenInvalid()
        return org_id

    def _id_of(self, claims: Claims) -> UUID:
        subject = claims["sub"]
        named = as_uuid(claims.get(self.person)) or as_uuid(subject)
        return named or uuid5(NAMESPACE_URL, f"{claims['iss'].rstrip('/')}|{subject}")


def scopes_of(claims: Claims) -> frozenset[str]:
    """A token without scopes, or with what only an id token has, was not meant for an API."""
    given = claims.get("scope", claims.get("scp"))
    if isinstance(given, str):
        given = given.split()
    if ID_TOKEN_ONLY & claims.keys() or not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise TokenInvalid()
    return frozenset(given)


def authenticated_at(claims: Claims) -> datetime | None:
    """`auth_time`, which a token that was renewed without its person keeps."""
    given = claims.get("auth_time")
    if given is None:
        return None
    try:
        return datetime.fromtimestamp(given, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise TokenInvalid() from None


def as_uuid(value: object) -> UUID | None:
    """Only the usual form: braces, `urn:` or missing hyphens would let two subjects be one person."""
    try:
        parsed = UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return parsed if str(parsed) == str(value).lower() else None
