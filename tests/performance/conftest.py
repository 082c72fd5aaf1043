"""The performance service as its callers meet it, and records to begin with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.performance.app import create
from services.performance.settings import Settings
from shared.testing import ISSUER, Member, Migrated, SignedIn, started

EVERYTHING = (
    "people:read", "people:write", "goals:read", "goals:write", "goals:read:all", "goals:write:all", "summary:read",
)  # fmt: skip


@pytest.fixture(scope="session")
async def app(migrated: Migrated, provider: httpx.AsyncClient) -> AsyncIterator[FastAPI]:
    settings = Settings(
        database_url=await migrated("performance"), issuer=ISSUER, environment="development", log_level="ERROR"
    )
    async with started(create(settings, provider)) as running:
        yield running


@dataclass
class Made:
    """A record as the API answered it."""

    org_id: UUID
    id: UUID
    body: dict[str, Any]
    etag: str


class Make:
    """Records made through the API, by somebody who may do everything in one organisation."""

    def __init__(self, client: SignedIn, org: UUID) -> None:
        self.client, self.org, self._count = client, org, 0

    async def person(self, lead: Made | None = None, **fields: Any) -> Made:
        self._count += 1
        body = {"display_name": f"Person {self._count}", "work_email": f"person{self._count}@example.org"} | fields
        if lead is not None:
            body["assignment"] = {"effective_from": "2020-01-01", "manager_id": str(lead.id)}
        return await self._post("/v1/people", body)

    async def org_unit(self, code: str = "ops") -> Made:
        return await self._post("/v1/org-units", {"code": code, "name": code.title()})

    async def goal(self, owner: Made, **fields: Any) -> Made:
        body = {"owner_id": str(owner.id), "title": "Cut lead time", "weight": 10, "due_on": "2099-12-31"} | fields
        return await self._post("/v1/goals", body)

    async def active_goal(self, owner: Made, **fields: Any) -> Made:
        """An active goal with one key result from 0 to 100."""
        goal = await self.goal(owner, key_results=[{"title": "Days saved", "target_value": 100}], **fields)
        answer = await self._all.post(
            f"/v1/goals/{goal.id}/transitions", json={"action": "activate"}, headers={"If-Match": goal.etag}
        )
        return self._made(answer)

    @property
    def _all(self) -> httpx.AsyncClient:
        return self.client(Member(self.org), *EVERYTHING)

    async def _post(self, path: str, body: dict[str, Any]) -> Made:
        return self._made(await self._all.post(path, json=body))

    def _made(self, answer: httpx.Response) -> Made:
        assert answer.status_code in {200, 201}, answer.text
        return Made(self.org, UUID(answer.json()["id"]), answer.json(), answer.headers["etag"])


@pytest.fixture
def make(client: SignedIn, org: UUID) -> Make:
    return Make(client, org)
