"""Who asks: one person or program of one organisation, and what its token lets it do."""

from dataclasses import dataclass
from uuid import UUID

from shared.auth.refusals import MissingScope


@dataclass(frozen=True, slots=True)
class Actor:
    org_id: UUID
    id: UUID
    subject: str
    scopes: frozenset[str]

    def has(self, scope: str) -> bool:
        return scope in self.scopes

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise MissingScope(f"This needs the scope {scope}.", scope=scope)
