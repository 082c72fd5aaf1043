"""The performance service as its callers meet it, and records to begin with."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.performance.app import create
from services.performance.settings import Settings
from shared.testing import ISSUER, Made, Maker, Migrated, SignedIn, started

EVERYTHING = (
    "people:read", "people:write", "goals:read", "goals:write", "goals:read:all", "goals:write:all", "summary:read",
    "job_profiles:read", "job_profiles:write", "standards:read", "standards:write",
    "competencies:read", "competencies:write",
    "measurements:read", "measurements:read:all", "measurements:write",
    "jobs:read", "jobs:read:all",
)  # fmt: skip


@pytest.fixture(scope="session")
async def app(migrated: Migrated, provider: httpx.AsyncClient) -> AsyncIterator[FastAPI]:
    development = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": False}
    settings = Settings.model_validate(development | {"database_url": await migrated("performance")})
    async with started(create(settings, provider)) as running:
        yield running


class Make(Maker):
    scopes = EVERYTHING

    async def person(self, lead: Made | None = None, **fields: Any) -> Made:
        number = self.next()
        known = {"display_name": f"Person {number}", "work_email": f"person{number}@example.org"}
        body = known | {"hired_on": "2020-01-01"} | fields
        if lead is not None:
            body["assignment"] = {"effective_from": "2020-01-01", "manager_id": str(lead.id)}
        return await self.post("/v1/people", body)

    async def assignment(self, person: Made, **fields: Any) -> Made:
        return await self.post(f"/v1/people/{person.id}/assignments", {"effective_from": "2020-01-01"} | fields)

    async def org_unit(self, code: str = "ops", **fields: Any) -> Made:
        return await self.post("/v1/org-units", {"code": code, "name": code.title()} | fields)

    async def job_family(self, code: str = "production") -> Made:
        return await self.post("/v1/job-families", {"code": code, "name": code.title()})

    async def job_profile(self, code: str = "operator", **fields: Any) -> Made:
        return await self.post("/v1/job-profiles", {"code": code, "name": code.title()} | fields)

    async def job_level(self, code: str = "senior", rank: int = 30) -> Made:
        return await self.post("/v1/job-levels", {"code": code, "name": code.title(), "rank": rank})

    async def competency(self, code: str = "welding", **fields: Any) -> Made:
        body = {"code": code, "name": code.title(), "description": f"What {code} is."} | fields
        return await self.post("/v1/competencies", body)

    async def published_competency(self, code: str = "welding") -> Made:
        competency = await self.competency(code)
        draft = competency.body["draft"]
        publish = f"/v1/competency-versions/{draft['id']}/transitions"
        await self.post(publish, {"action": "publish"}, on=competency)  # both are at version 1
        return replace(competency, body=competency.body | {"draft": None, "published": draft})

    async def standard(self, code: str = "output", **fields: Any) -> Made:
        """Units an hour, judged by month; the more the better."""
        body = {"code": code, "name": code.title(), "unit": "units an hour", "measure": "rate", "period": "month"}
        return await self.post("/v1/standards", body | {"direction": "higher_is_better"} | fields)

    async def target(self, standard: Made, target: float = 100, **fields: Any) -> Made:
        body = {"target": target, "effective_from": "2020-01-01"} | fields
        return await self.post(f"/v1/standards/{standard.id}/targets", body)

    def measurement(self, standard: Made, subject: Made, **fields: Any) -> dict[str, Any]:
        """A row of a batch: of a person unless `org_unit_id` is given; in January 2026 unless said otherwise."""
        days = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
        about = {} if "org_unit_id" in fields else {"person_id": str(subject.id)}
        known = {"external_id": f"m-{self.next()}", "standard_id": str(standard.id), "numerator": 80, "denominator": 1}
        return known | about | days | fields

    async def measured(self, *rows: dict[str, Any], source: str = "mes") -> list[str]:
        """The ids of what was measured, by a program of its own."""
        program = self.client(None, "measurements:write")
        answer = await program.post("/v1/measurements:batch", json={"source": source, "rows": rows})
        assert answer.json()["summary"]["failed"] == 0, answer.text
        return [result["id"] for result in answer.json()["results"]]

    async def goal(self, owner: Made, **fields: Any) -> Made:
        body = {"owner_id": str(owner.id), "title": "Cut lead time", "weight": 10, "due_on": "2099-12-31"} | fields
        return await self.post("/v1/goals", body)

    async def active_goal(self, owner: Made, **fields: Any) -> Made:
        """An active goal with one key result from 0 to 100."""
        goal = await self.goal(owner, key_results=[{"title": "Days saved", "target_value": 100}], **fields)
        return await self.post(f"/v1/goals/{goal.id}/transitions", {"action": "activate"}, on=goal)


@pytest.fixture
def make(client: SignedIn, org: UUID) -> Make:
    return Make(client, org)
