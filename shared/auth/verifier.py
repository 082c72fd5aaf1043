"""The verifier that a deployable's settings ask for."""

import httpx

from shared.auth.claims import ClaimNames
from shared.auth.keys import KeyRing
from shared.auth.tokens import Verifier
from shared.settings import Settings


class IssuerMissing(Exception):
    """Set METTLE_ISSUER to the address of your OpenID provider; it signs the tokens that callers send."""


def verifier_of(settings: Settings, provider: httpx.AsyncClient) -> Verifier:
    if settings.issuer is None:
        raise IssuerMissing(IssuerMissing.__doc__)
    issuer = str(settings.issuer).rstrip("/")
    names = ClaimNames(settings.org_claim, settings.person_claim, settings.default_org)
    return Verifier(issuer, settings.audience, KeyRing(issuer, provider), names)
