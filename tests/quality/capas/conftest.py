"""People of a corrective action, and one that has come as far as a test needs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.testing import Made, Member
from tests.quality.conftest import Make

USER = ("capas:read", "capas:write")
MANAGER = (*USER, "capas:manage")
PROBLEM = {
    "what": {"is_seen": "Bores above 74.05 mm", "is_not_seen": "Bores below 73.95 mm"},
    "where": {"is_seen": "Machine 3"}, "when": {"is_seen": "After each tool change"},
    "how_big": {"is_seen": "One in ten"}, "metric": "share of bores too wide", "value": 0.1,
    "unit": None, "period": "calendar weeks 40 to 44",
}  # fmt: skip
GATES = [
    "initiate", "describe", "contain", "analyse", "plan", "implement", "finish", "prevent", "watch",
]  # fmt: skip
SIGNED = {
    "plan": "approved",
    "confirm": "verified",
    "send_back": "rejected",
    "start_over": "rejected",
    "close": "approved",
}


@dataclass
class Case:
    """An 8D with everybody in it; `to("planned")` brings it there by the shortest way."""

    make: Make
    sql: Any
    characteristic: Made
    people: dict[str, Member]
    capa: Made
    criterion: dict[str, Any] = field(default_factory=dict)
    past: timedelta = timedelta(days=130)

    def as_(self, name: str) -> Any:
        return self.make.client(self.people[name], *(MANAGER if name == "manager" else USER))

    async def read(self, name: str = "manager") -> dict[str, Any]:
        answer = await self.as_(name).get(f"/v1/capas/{self.capa.id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def move(self, name: str, action: str, reason: str | None = None, **more: Any) -> Any:
        """The answer to a transition of the CAPA as it is now."""
        path, client = f"/v1/capas/{self.capa.id}", self.as_(name)
        etag = (await client.get(path)).headers["etag"]
        body = {"action": action, "reason": reason, "signature": SIGNED.get(action)} | more
        return await client.post(f"{path}/transitions", json=body, headers={"If-Match": etag})

    async def moved(self, name: str, action: str, reason: str | None = None) -> dict[str, Any]:
        answer = await self.move(name, action, reason)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def add(self, name: str, path: str, **body: Any) -> dict[str, Any]:
        answer = await self.as_(name).post(f"/v1/{path}", json={"capa_id": str(self.capa.id)} | body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def do(self, name: str, path: str, id: str, action: str, reason: str | None = None) -> Any:
        client = self.as_(name)
        etag = (await client.get(f"/v1/{path}/{id}")).headers["etag"]
        body = {"action": action, "reason": reason}
        return await client.post(f"/v1/{path}/{id}/transitions", json=body, headers={"If-Match": etag})

    async def cause(self, level: str, verified: bool = True) -> dict[str, Any]:
        cause = await self.add("member", "root-causes", level=level, text=f"Why: {level}")
        if verified:
            answer = await self.do("owner", "root-causes", cause["id"], "verify")
            assert answer.status_code == 200, answer.text
        return cause

    async def action(self, kind: str, **more: Any) -> dict[str, Any]:
        body = {"kind": kind, "text": f"Do {kind}", "owner_id": str(self.people["member"].id), "due_on": "2030-01-01"}
        return await self.add("owner", "capa-actions", **(body | more))

    async def finish(self, action: dict[str, Any]) -> None:
        """Done by its owner, with evidence, as long ago as this case lies in the past."""
        path = f"/v1/capa-actions/{action['id']}"
        patched = await self.as_("member").patch(path, json={"evidence": "Photograph 17"})
        assert patched.status_code == 200, patched.text
        done = await self.do("member", "capa-actions", action["id"], "finish")
        assert done.status_code == 200, done.text
        back = "UPDATE quality.capa_actions SET done_at = done_at - $1::interval WHERE id = $2"
        await self.sql.execute(back, self.past, done.json()["id"])

    async def plan(self, name: str = "owner", **more: Any) -> dict[str, Any]:
        """A plan by which the mean has to drop, or what `criterion` says, against what was measured before."""
        now = datetime.now(UTC)
        body = {
            "metric": "mean", "characteristic_id": str(self.characteristic.id), "alpha": 0.05, "window_days": 60,
            "min_sample": 20, "verifier_id": str(self.people["verifier"].id),
            "baseline_from": (now - timedelta(days=400)).isoformat(),
            "baseline_to": (now - timedelta(days=200)).isoformat(),
        }  # fmt: skip
        return await self.add(name, "effectiveness-plans", **(body | self.criterion | more))

    async def freeze(self, plan: dict[str, Any], name: str = "owner", reason: str | None = None) -> Any:
        return await self.do(name, "effectiveness-plans", plan["id"], "freeze", reason)

    async def to(self, status: str) -> dict[str, Any]:
        """Every gate until that status."""
        while (capa := await self.read())["status"] != status:
            await getattr(self, f"_before_{capa['status']}")()
        return capa

    async def _before_draft(self) -> None:
        await self.moved("manager", "initiate")

    async def _before_initiated(self) -> None:
        await self.moved("owner", "describe")

    async def _before_described(self) -> None:
        action = await self.action("containment")
        await self.finish(action)
        assert (await self.do("owner", "capa-actions", action["id"], "verify")).status_code == 200
        await self.moved("owner", "contain")

    async def _before_contained(self) -> None:
        self.causes = [await self.cause("occurrence"), await self.cause("escape")]
        await self.moved("owner", "analyse")

    async def _before_analysed(self) -> None:
        causes = await self.as_("owner").get("/v1/root-causes", params={"capa_id": str(self.capa.id)})
        for cause in causes.json()["items"]:
            await self.action("corrective", root_cause_id=cause["id"])
        frozen = await self.freeze(await self.plan())
        assert frozen.status_code == 200, frozen.text
        await self.moved("manager", "plan")

    async def _before_planned(self) -> None:
        await self.moved("owner", "implement")

    async def _before_implementing(self) -> None:
        query = {"capa_id": str(self.capa.id), "status": "open"}
        for action in (await self.as_("owner").get("/v1/capa-actions", params=query)).json()["items"]:
            await self.finish(action)
        await self.moved("owner", "finish")

    async def _before_implemented(self) -> None:
        await self.moved("owner", "prevent", "No other machine has this fixture")

    async def _before_prevented(self) -> None:
        await self.moved("owner", "watch")

    async def measured(self, days_ago: float, values: list[list[float | None]]) -> None:
        since = datetime.now(UTC) - timedelta(days=days_ago)
        await self.make.subgroups(self.characteristic, values, since)


@pytest.fixture
async def case(make, sql):
    return await drawn_up(make, sql)


async def drawn_up(make: Make, sql: Any) -> Case:
    """A complete draft of an 8D, with a source, and a baseline of 40 values around 74.04."""
    people = {name: make.person() for name in ("owner", "sponsor", "member", "verifier", "manager", "outsider")}
    characteristic = await make.characteristic()
    nonconformance = await make.nonconformance()
    body = {
        "title": "Bores too wide after tool change", "risk": "major", "problem": PROBLEM, "due_on": "2030-06-30",
        "process_id": characteristic.body["process"]["id"], "owner_id": str(people["owner"].id),
        "sponsor_id": str(people["sponsor"].id), "team": [str(people["member"].id), str(people["sponsor"].id)],
        "sources": [{"nonconformance_id": str(nonconformance.id)}],
    }  # fmt: skip
    capa = await make.post("/v1/capas", body, by=people["owner"])
    case = Case(make, sql, characteristic, people, capa)
    await case.measured(300, [[74.03, 74.05, 74.04, 74.05, 74.03] for _ in range(8)])
    return case
