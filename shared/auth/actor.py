"""Who asks: one person or program of one organisation, and what its token lets it do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.auth.refusals import MissingScope, ReauthenticationRequired


@dataclass(frozen=True, slots=True)
class Actor:
    org_id: UUID
    id: UUID
    subject: str
    scopes: frozenset[str]
    authenticated_at: datetime | None = None
    """When they last proved who they are; None where the provider does not say."""

    def has(self, scope: str) -> bool:
        return scope in self.scopes

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise MissingScope(f"This needs the scope {scope}.", scope=scope)

    def require_recent(self, now: datetime, within: timedelta) -> datetime:
        """When they proved who they are, which was not long ago; else they do it again (RFC 9470)."""
        if self.authenticated_at is None or now - self.authenticated_at > within:
            raise ReauthenticationRequired.within(within)
        return self.authenticated_at
