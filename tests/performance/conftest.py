"""The performance service as its callers meet it, and records to begin with."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from services.performance.app import create
from services.performance.settings import Settings
from shared.testing import ISSUER, Made, Member, Migrated, SignedIn, started
from tests.performance.talking import Talking

EVERYTHING = (
    "absences:read",
    "absences:read:all",
    "absences:write",
    "audit:read",
    "company_values:write",
    "competencies:read",
    "competencies:write",
    "conversations:read",
    "conversations:write",
    "delegations:read",
    "delegations:read:all",
    "delegations:write",
    "delegations:write:all",
    "events:read",
    "development:read",
    "development:read:all",
    "development:write",
    "expectations:acknowledge",
    "expectations:read",
    "expectations:read:all",
    "expectations:write",
    "expectations:write:all",
    "feedback:answer",
    "feedback:read",
    "feedback:read:all",
    "feedback:write",
    "feedback:write:all",
    "goal_policies:write",
    "goals:read",
    "goals:read:all",
    "goals:write",
    "goals:write:all",
    "job_profiles:read",
    "job_profiles:write",
    "jobs:read",
    "jobs:read:all",
    "people:import",
    "people:read",
    "people:write",
    "productivity:read",
    "productivity:read:all",
    "productivity:write",
    "review_cycles:read",
    "review_cycles:write",
    "review_forms:read",
    "review_forms:write",
    "reviews:read",
    "reviews:read:all",
    "reviews:write",
    "reviews:write:all",
    "standards:read",
    "standards:write",
    "summary:read",
)


@pytest.fixture(scope="session")
async def app(migrated: Migrated, provider: httpx.AsyncClient) -> AsyncIterator[FastAPI]:
    development = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": False}
    settings = Settings.model_validate(development | {"database_url": await migrated("performance")})
    async with started(create(settings, provider)) as running:
        yield running


def now(made: Made) -> Made:
    """A record as it stands, whatever has happened to it since it was made."""
    return replace(made, etag="*")


class Make(Talking):
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

    async def relationship(self, person: Made, related: Made, kind: str = "mentor", **fields: Any) -> Made:
        """Since 2020 unless said otherwise."""
        body = {"person_id": str(person.id), "related_id": str(related.id), "kind": kind, "valid_from": "2020-01-01"}
        return await self.post("/v1/relationships", body | fields)

    async def absence(self, person: Made, starts_on: str, ends_on: str, **fields: Any) -> Made:
        body = {"person_id": str(person.id), "kind": "parental", "starts_on": starts_on, "ends_on": ends_on}
        return await self.post("/v1/absences", body | fields)

    async def delegation(self, delegator: Made, delegate: Made, **fields: Any) -> Made:
        """Of all a lead does for goals, until the end of the century unless said otherwise."""
        both = {"delegator_id": str(delegator.id), "delegate_id": str(delegate.id)}
        body = both | {"scopes": ["goal.approve"], "valid_to": "2099-12-31"} | fields
        return await self.post("/v1/delegations", body)

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

    async def expectation(self, *, person: Made | None = None, profile: Made | None = None, **fields: Any) -> Made:
        subject = {"person_id": str(person.id)} if person else {"job_profile_id": str(profile.id)} if profile else {}
        body = {"title": f"Duty {self.next()}", "kind": "duty", "effective_from": "2020-01-01"}
        return await self.post("/v1/expectations", body | subject | fields)

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
        program = self.client(None, "productivity:write")
        answer = await program.post("/v1/measurements:batch", json={"source": source, "rows": rows})
        assert answer.json()["summary"]["failed"] == 0, answer.text
        return [result["id"] for result in answer.json()["results"]]

    async def rating_scale(self, code: str = "stars", values: Sequence[float] = (1, 2, 3, 4, 5)) -> Made:
        """Published."""
        levels = [{"value": value, "label": f"{value} stars"} for value in values]
        body = {"code": code, "name": code.title(), "levels": levels}
        return await self.move(await self.post("/v1/rating-scales", body), "publish")

    async def review_template(self, scale: Made, sections: Sequence[dict[str, Any]], **fields: Any) -> Made:
        """Published."""
        body = {"code": "yearly", "name": "Yearly", "rating_scale_id": str(scale.id), "sections": list(sections)}
        return await self.move(await self.post("/v1/review-templates", body | fields), "publish")

    async def scoring_policy(self, code: str = "by-manager", **rules: Any) -> Made:
        """Published."""
        body = {"code": code, "name": code.title(), "rules": rules}
        return await self.move(await self.post("/v1/scoring-policies", body), "publish")

    async def goal_policy(self, **figures: Any) -> Made:
        return await self.post("/v1/goal-policies", figures)

    async def goal_cycle(self, year: int = 2099, **fields: Any) -> Made:
        days = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
        return await self.post("/v1/goal-cycles", {"name": f"Year {year}, {self.next()}"} | days | fields)

    async def goal(self, owner: Made | None = None, **fields: Any) -> Made:
        """A draft that is due at the end of the century, of this person unless a unit is named."""
        owned = {} if owner is None else {"owner_id": str(owner.id)}
        return await self.post("/v1/goals", owned | {"title": "Cut lead time", "due_on": "2099-12-31"} | fields)

    async def active_goal(self, owner: Made | None = None, **fields: Any) -> Made:
        """An active goal with one key result from 0 to 100, unless it is measured in another way."""
        usual = {"key_results": [{"title": "Days saved", "target_value": 100}]}
        measured = {} if fields.get("progress_method", "key_results") != "key_results" else usual
        return await self.move(await self.goal(owner, **measured | fields), "publish")

    async def move(self, goal: Made, action: str, **said: Any) -> Made:
        """A goal, cycle, request or delegation one step on in its life."""
        return await self.post(f"{goal.path}/transitions", {"action": action} | said, on=goal)

    async def graded(self, goal: Made, score: float = 1) -> Made:
        """A goal that was active, closed with this score."""
        ended, signed_in = await self.move(now(goal), "end"), self.client(Member(self.org), *self.scopes)
        proposal = {"final_score": score, "score_comment": "One supplier failed."}
        answer = await signed_in.put(f"{goal.path}/score", json=proposal)
        assert answer.status_code == 200, answer.text
        return await self.move(replace(ended, etag=answer.headers["etag"]), "grade")

    async def contributes(self, child: Made, parent: Made, **fields: Any) -> Made:
        signed_in = self.client(Member(self.org), *self.scopes)
        body = {"parent_goal_id": str(parent.id)} | fields
        answer = await signed_in.put(f"{child.path}/contribution", json=body)
        assert answer.status_code == 200, answer.text
        return replace(child, body=answer.json(), etag=answer.headers["etag"])

    async def check_in(self, goal: Made, value: float | None = None, *, of: int | None = 0, **said: Any) -> Made:
        """An entry for one of the goal's key results, by place, or with `of=None` for the goal as a whole."""
        about = {"goal_id": str(goal.id)} if of is None else {"key_result_id": goal.body["key_results"][of]["id"]}
        return await self.post("/v1/check-ins", about | {"value": value} | said)

    async def progress(self, goal: Made) -> float | None:
        signed_in = self.client(Member(self.org), "goals:read", "goals:read:all")
        found: float | None = (await signed_in.get(f"/v1/goals/{goal.id}")).json()["progress_percent"]
        return found


@pytest.fixture
def day() -> Callable[[int], str]:
    """`day(-3)`: three days ago, as callers write it."""
    return lambda days: (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def events(sql: asyncpg.Connection, org: UUID) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    async def noted() -> list[dict[str, Any]]:
        rows = await sql.fetch(
            "SELECT type, record_id, record_version, data FROM performance.events WHERE org_id = $1 ORDER BY id", org
        )
        return [dict(row) | {"data": json.loads(row["data"])} for row in rows]

    return noted


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`on_day(3)`: from here on it is three days later."""

    def wait(days: int) -> None:
        class Later(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return datetime.now(tz) + timedelta(days=days)

        monkeypatch.setattr("shared.admission.datetime", Later)

    return wait


@pytest.fixture
def make(client: SignedIn, org: UUID) -> Make:
    return Make(client, org)


async def patiently(send, path, **body):
    """As callers do where so many come at once that some are told to come again: nothing was done for those."""
    answer = await send(path, **body)
    if answer.status_code != 503:
        return answer
    await asyncio.sleep(float(answer.headers["retry-after"]) / 10)
    return await patiently(send, path, **body)
