"""A cycle that runs, with somebody who is reviewed and everybody around them."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.testing import Made

MINE = ("reviews:read", "reviews:write")
HR = (*MINE, "reviews:read:all", "reviews:write:all")
NOW = {"If-Match": "*"}
ANSWERS = {"quality": 4, "delivery": 3, "cooperation": 4, "learning": 3}


@dataclass
class World:
    """`people` and their clients by name; the review of `subject`, and the assignments in it by role."""

    cycle: Made
    people: dict[str, Made]
    who: dict[str, Any]
    review: str
    assignments: dict[str, str] = field(default_factory=dict)

    async def answer(self, who, role, answers=None, **more):
        for item, level in (answers or ANSWERS).items():
            body = {"item": item, "level": level} | more
            saved = await self.who[who].put(f"/v1/review-assignments/{self.assignments[role]}/answers", json=body)
            assert saved.status_code == 200, saved.text
        return saved

    async def take(self, who, role, action, **said):
        path = f"/v1/review-assignments/{self.assignments[role]}/transitions"
        return await self.who[who].post(path, json={"action": action} | said, headers=NOW)

    async def written(self, who, role, answers=None):
        await self.answer(who, role, answers)
        submitted = await self.take(who, role, "submit")
        assert submitted.status_code == 200, submitted.text
        return submitted

    async def shown(self, who="hr"):
        return (await self.who[who].get(f"/v1/reviews/{self.review}")).json()


@pytest.fixture
async def world(client, make, do_jobs):
    people = {"top": await make.person()}
    people["manager"] = await make.person(people["top"])
    people["subject"] = await make.person(people["manager"])
    people["report"] = await make.person(people["subject"])
    for name in ("peer", "stranger", "hr", "partner", "dotted"):
        people[name] = await make.person(people["top"])
    await make.relationship(people["subject"], people["partner"], "hrbp")
    await make.relationship(people["subject"], people["dotted"], "dotted_line")
    roles = ["self", "manager", "second_manager", "direct_report", "dotted_line"]
    phases = [{"kind": "manager_review", "opens_on": "2026-11-15", "due_on": "2099-12-15"}]
    body = {"name": "Year", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "roles": roles, "phases": phases}
    cycle = await make.post("/v1/review-cycles", body | {"fallback_reviewer_id": str(people["manager"].id)})
    scheduled = await make.move(cycle, "schedule")
    keeper = client(None, "review_cycles:write")
    assert (await keeper.post(f"{cycle.path}/launch", headers={"If-Match": scheduled.etag})).status_code == 202
    await do_jobs()
    who = {name: client(person, *(HR if name == "hr" else MINE)) for name, person in people.items()}
    [review] = (await who["hr"].get("/v1/reviews", params={"subject_id": str(people["subject"].id)})).json()["items"]
    listed = await who["hr"].get("/v1/review-assignments", params={"review_id": review["id"]})
    asked = {one["role"]: one["id"] for one in listed.json()["items"]}
    return World(cycle, people, who, review["id"], asked)


@pytest.fixture
def nominated(world):
    """`await nominated("peer")`: by the subject, and approved by the manager."""

    async def asked(name):
        body = {"review_id": world.review, "reviewer_id": str(world.people[name].id)}
        made = await world.who["subject"].post("/v1/review-assignments", json=body)
        assert made.status_code == 201, made.text
        world.assignments[name] = made.json()["id"]
        assert (await world.take("manager", name, "approve")).status_code == 200
        return made

    return asked
