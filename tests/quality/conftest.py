"""The quality service as its callers meet it, and records to begin with."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from uuid_utils.compat import uuid7

from services.quality.app import create
from services.quality.settings import Settings
from shared.testing import ISSUER, Made, Maker, Member, Migrated, SignedIn, started

EVERYTHING = (
    "processes:read", "processes:write", "characteristics:read", "characteristics:write",
    "gages:read", "gages:write", "gages:approve", "measurements:read", "measurements:write",
    "charts:read", "charts:write", "charts:approve", "signals:write",
    "sampling:read", "sampling:write", "sampling:approve",
    "nonconformances:read", "nonconformances:write", "nonconformances:read:all", "nonconformances:write:all",
    "nonconformances:approve", "nonconformances:review", "suppliers:read", "suppliers:write",
    "deputies:read", "deputies:write", "links:read", "links:write",
    "comments:read", "comments:write", "attachments:read", "attachments:write", "attachments:scan",
    "capas:read", "capas:write", "capas:manage", "capas:read:all",
    "audit:read", "events:read", "summary:read", "jobs:read", "jobs:read:all",
)  # fmt: skip
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WAY = {
    "contain": "Nothing to contain", "review": None, "dispose": None, "execute": None, "submit": None, "close": None,
}  # fmt: skip
"""From an open nonconformance to a closed one, with the reason where there has to be one."""
OWNERS = {"contain", "review", "execute", "submit"}
SIGNED = {"dispose": "approved", "close": "verified"}


@pytest.fixture(scope="session")
async def app(migrated: Migrated, provider: httpx.AsyncClient) -> AsyncIterator[FastAPI]:
    development = {"environment": "development", "log_level": "ERROR", "issuer": ISSUER, "jobs": False}
    settings = Settings.model_validate(development | {"database_url": await migrated("quality")})
    async with started(create(settings, provider)) as running:
        yield running


class Make(Maker):
    scopes = EVERYTHING

    def person(self) -> Member:
        """Somebody of the organisation; quality knows people by their id only."""
        return Member(self.org)

    async def process(self, **fields: Any) -> Made:
        return await self.post("/v1/processes", {"code": self._code("P"), "name": "Turning"} | fields)

    async def characteristic(self, process: Made | None = None, **fields: Any) -> Made:
        """The inside diameter of a ring, 74 mm give or take 0.05."""
        process = process or await self.process()
        body = {
            "process_id": str(process.id), "code": self._code("C"), "name": "Inside diameter", "unit": "mm",
            "lsl": 73.95, "usl": 74.05, "target": 74, "characteristic_class": "critical",
        }  # fmt: skip
        return await self.post("/v1/characteristics", body | fields)

    async def gage(self, **fields: Any) -> Made:
        """A calliper, calibrated until the end of the century."""
        body = {
            "code": self._code("G"), "name": "Calliper", "unit": "mm", "resolution": 0.01,
            "calibration_interval_days": 365, "next_due_on": "2099-12-31",
        }  # fmt: skip
        return await self.post("/v1/gages", body | fields)

    async def calibration(self, gage: Made, calibrated_at: str, as_found: str, as_left: str = "passed") -> Made:
        body = {"calibrated_at": calibrated_at, "as_found": as_found, "as_left": as_left}
        return await self.post(f"/v1/gages/{gage.id}/calibrations", body)

    async def deviation(self, gage: Made, **fields: Any) -> Made:
        """Asked for: leave to measure on the morning of 5 January 2026."""
        body = {
            "reason": "Checked against a master part", "valid_from": "2026-01-05T00:00:00Z",
            "valid_until": "2026-01-05T12:00:00Z",
        }  # fmt: skip
        return await self.post(f"/v1/gages/{gage.id}/deviations", body | fields)

    async def subgroups(
        self, characteristic: Made, values: list[list[float | None]], since: datetime = LONG_AGO
    ) -> list[str]:
        """One an hour from `since` on; the ids in that order."""
        taken = [(since + timedelta(hours=hour)).isoformat() for hour in range(len(values))]
        return await self.measured(characteristic, taken_at=taken, values=values)

    async def measured(self, characteristic: Made, **columns: list[Any]) -> list[str]:
        """A batch of which each row is new; the ids."""
        report = await self.batch(characteristic, **columns)
        assert {result["outcome"] for result in report["results"]} == {"created"}, report["results"]
        return [result["id"] for result in report["results"]]

    async def batch(self, characteristic: Made, **columns: list[Any]) -> dict[str, Any]:
        """What became of a batch; without external ids of its own, each row has a new one."""
        rows = max(map(len, columns.values()))
        keys = {"source": ["mes"], "external_id": [f"{characteristic.id} {self.next()}" for _ in range(rows)]}
        body = keys | {"characteristic_id": [str(characteristic.id)]} | columns
        answer = await self.client(self.person(), *self.scopes).post("/v1/measurements:batch", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def default_chart(self, characteristic: Made) -> str:
        """Its id."""
        query = {"characteristic_id": str(characteristic.id)}
        charts = await self.client(self.person(), *self.scopes).get("/v1/charts", params=query)
        return str(next(chart["id"] for chart in charts.json()["items"] if chart["is_default"]))

    async def limits(self, chart_id: str, valid_from: str | None = None, **asked: Any) -> Made:
        """Active ones: proposed by one person, approved and activated by another."""
        trial = await self.post(f"/v1/charts/{chart_id}/limit-sets", asked)
        path, reason = f"/v1/limit-sets/{trial.id}/transitions", "As good as we have"
        approved = await self.post(path, {"action": "approve", "reason": reason}, on=trial)
        return await self.post(path, {"action": "activate", "valid_from": valid_from}, on=approved)

    async def signals(self, **query: Any) -> list[dict[str, Any]]:
        """Those that stand, in the order of their subgroups."""
        standing: dict[str, Any] = {"status": ["open", "acknowledged", "explained", "closed"], "limit": 200}
        answer = await self.client(self.person(), *self.scopes).get("/v1/signals", params=standing | query)
        return sorted(answer.json()["items"], key=lambda one: (one["taken_at"], one["statistic"], one["rule"]))

    async def sampling_state(self, **fields: Any) -> Made:
        """Lots of a process, one nonconforming unit in a hundred being acceptable, by ANSI/ASQ Z1.4."""
        of = {} if "characteristic_id" in fields else {"process_id": str((await self.process()).id)}
        return await self.post("/v1/sampling/states", of | {"aql": 1.0} | fields)

    async def lots(self, state: Made, *counts: int, **fields: Any) -> list[Made]:
        """Lots of a thousand, one after the other, with so many nonconforming units in their samples."""
        path = f"/v1/sampling/states/{state.id}/lots"
        bodies = [{"reference": f"L-{self.next()}", "lot_size": 1_000, "nonconforming": count} for count in counts]
        return [await self.post(path, body | fields) for body in bodies]

    async def decided(self, state: Made, action: str) -> Made:
        """The sampling state after that decision."""
        path = f"/v1/sampling/states/{state.id}"
        now = await self.client(self.person(), *self.scopes).get(path)
        body = {"action": action, "reason": "The supplier has a new line"}
        return await self.post(f"{path}/transitions", body, on=replace(state, etag=now.headers["etag"]))

    async def capa(self, by: Member | None = None, **fields: Any) -> Made:
        """A draft of a corrective action, with nothing but what it must have."""
        process_id = fields.pop("process_id", None) or str((await self.process()).id)
        return await self.post(
            "/v1/capas", {"title": "Bores", "risk": "major", "process_id": process_id} | fields, by=by
        )

    async def nonconformance(self, by: Member | None = None, **fields: Any) -> Made:
        """A draft reported by that person, with nothing but what it must have."""
        body = {"title": "Bore too wide", "detected_at": "2026-01-05T08:00:00Z", "detected_where": "process"} | fields
        return await self.post("/v1/nonconformances", body, by=by)

    async def complete(self, by: Member | None = None, **fields: Any) -> Made:
        """A draft that can be opened; its reporter owns it."""
        by = by or self.person()
        needed: dict[str, Any] = {"description": "74.2 instead of 74.0 mm", "severity": "major", "owner_id": str(by.id)}
        if not {"process_id", "characteristic_id"} & fields.keys():
            needed["process_id"] = str((await self.process()).id)
        if "quantity_affected" not in fields:
            needed["quantity_not_applicable"] = True
        return await self.nonconformance(by, **(needed | fields))

    async def opened(self, by: Member | None = None, **fields: Any) -> Made:
        return await self.moved(await self.complete(by, **fields), "open")

    async def moved(
        self, record: Made, action: str, reason: str | None = None, *, by: Member | None = None, **said: Any
    ) -> Made:
        """The nonconformance after that transition, signed where it has to be; by its owner where it is for them."""
        by = by or (self.owner(record) if action in OWNERS else None)
        body = {"action": action, "reason": reason, "signature": SIGNED.get(action)} | said
        return await self.post(f"/v1/nonconformances/{record.id}/transitions", body, on=record, by=by)

    async def at(self, status: str, by: Member | None = None, **fields: Any) -> Made:
        """A nonconformance that came to that status by the shortest way; what it takes there is not yet done."""
        record = await self.opened(by, **fields)
        for action, reason in WAY.items():
            if record.body["status"] == status:
                return record
            record = await self.moved(await self.ready(record, action), action, reason)
        return record

    async def ready(self, record: Made, action: str) -> Made:
        """The nonconformance with what that transition of `WAY` needs."""
        path, quantity = f"/v1/nonconformances/{record.id}", record.body["quantity_affected"]
        if action == "review" and quantity is not None:
            await self.patched(record, lot_refs=["L-1"], hold_requested=True)
        if action == "dispose":
            proposed = [one for one in record.body["dispositions"] if not one["withdrawn_at"]]
            if not proposed:
                await self.part(record, "dispositions", kind="scrap", quantity=quantity)
            await self.patched(
                record, cause_codes=[self._code("cause")], capa_decision="not_required", capa_rationale="Once only"
            )
        if action == "submit":
            for one in record.body["dispositions"]:
                await self.part(record, f"dispositions/{one['id']}/execution", evidence="Note 7", inspection_ref="I-1")
        if action == "close":
            await self.patched(record, costs_are_zero=True)
        read = await self.client(self.owner(record), *self.scopes).get(path)
        return Made(self.org, record.id, read.json(), read.headers["etag"], path)

    async def patched(self, record: Made, **fields: Any) -> Made:
        """The nonconformance, changed by its owner."""
        path = f"/v1/nonconformances/{record.id}"
        answer = await self.client(self.owner(record), *self.scopes).patch(path, json=fields)
        assert answer.status_code == 200, answer.text
        return Made(self.org, record.id, answer.json(), answer.headers["etag"], path)

    async def part(self, record: Made, path: str, **fields: Any) -> Made:
        """The nonconformance, to which its owner added a part."""
        return await self.post(f"/v1/nonconformances/{record.id}/{path}", fields, by=self.owner(record))

    def owner(self, record: Made) -> Member:
        return Member(self.org, UUID(record.body["owner_id"]))

    async def supplier(self, *people: Member) -> Made:
        body = {"code": self._code("S"), "name": "Foundry", "person_ids": [str(one.id) for one in people]}
        return await self.post("/v1/suppliers", body)

    def _code(self, letter: str) -> str:
        return f"{letter}-{self.next():03}"


@pytest.fixture
def make(client: SignedIn, org: UUID) -> Make:
    return Make(client, org)


@pytest.fixture
def elsewhere(client: SignedIn) -> Make:
    """What another organisation makes."""
    return Make(client, uuid7())
