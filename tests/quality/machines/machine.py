"""What people of two organisations may try, in any order, and what has to hold after each step."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.quality.capas.rules.states import ACTIONS, CAUSES, LIFECYCLE
from services.quality.nonconformances.rules import states as nonconformances
from services.quality.roles.rules import ROLES, Role
from tests.quality.capas.conftest import SIGNED, Case, drawn_up
from tests.quality.capas.test_capas import BETTER
from tests.quality.conftest import SIGNED as SIGNED_NONCONFORMANCES
from tests.quality.conftest import Make

PEOPLE = {
    "owner": Role.PROCESS_OWNER, "manager": Role.QUALITY_MANAGER, "member": Role.INSPECTOR,
    "verifier": Role.QUALITY_ENGINEER, "outsider": Role.REVIEW_BOARD,
}  # fmt: skip
NEXT = {
    "described": ("owner", "contain"), "contained": ("owner", "analyse"), "analysed": ("manager", "plan"),
    "planned": ("owner", "implement"), "implementing": ("owner", "finish"), "implemented": ("owner", "prevent"),
    "prevented": ("owner", "watch"), "effectiveness_pending": ("verifier", "confirm"),
    "effective": ("manager", "close"),
}  # fmt: skip
REFUSED = {403, 404, 409, 412, 422}

who = st.sampled_from(sorted(PEOPLE))
side = st.integers(0, 1)
which = st.integers(0, 5)
quantity = st.sampled_from([1, 4, 6, 10])


def taken(workflow: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([action for action, step in workflow.steps.items() if step.target])


class Side:
    """One organisation: its people, a corrective action, a nonconformance, and who had which part in them."""

    case: Case
    path: str
    disposed: str

    def __init__(self, make: Make, sql: Any) -> None:
        self.make, self.sql = make, sql
        self.clients: dict[str, Any] = {}
        self.wrote: dict[str, set[str]] = {}
        self.parts: set[str] = set()

    async def begin(self, status: str) -> None:
        self.case = await drawn_up(self.make, self.sql)
        await self.case.to(status)
        await self.case.measured(100, BETTER)
        self.path = f"/v1/capas/{self.case.capa.id}"
        owner = self.case.people["owner"]
        self.disposed = (await self.make.at("under_review", owner, quantity_affected=10, unit="pcs")).path
        self.parts = {self.person(name) for name in ("owner", "sponsor", "member")}
        for cause in await self.listed("root-causes"):
            self.wrote[cause["id"]] = {cause["author_id"]}

    def person(self, name: str) -> str:
        return str(self.case.people[name].id)

    def as_(self, name: str) -> Any:
        if name not in self.clients:
            self.clients[name] = self.make.client(self.case.people[name], *ROLES[PEOPLE[name]])
        return self.clients[name]

    async def send(self, name: str, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What was answered, None where it was refused; on the version that is read first where there is one."""
        client, headers = self.as_(name), {}
        if path.endswith("/transitions"):
            read = await client.get(path.removesuffix("/transitions"))
            headers = {"If-Match": read.headers["etag"]} if read.status_code == 200 else {}
        answer = await client.request(method, path, json=body, headers=headers)
        assert answer.status_code in {200, 201} | REFUSED, answer.text
        return dict(answer.json()) if answer.status_code in {200, 201} else None

    async def add(self, name: str, path: str, **body: Any) -> dict[str, Any] | None:
        return await self.send(name, "POST", f"/v1/{path}", {"capa_id": str(self.case.capa.id), **body})

    async def listed(self, path: str) -> list[dict[str, Any]]:
        query = {"capa_id": str(self.case.capa.id), "limit": 200}
        return list((await self.as_("manager").get(f"/v1/{path}", params=query)).json()["items"])

    async def gate(self, name: str, action: str) -> None:
        body = {"action": action, "reason": "So it is", "signature": SIGNED.get(action)}
        moved = await self.send(name, "POST", f"{self.path}/transitions", body)
        if moved and action == "confirm":
            assert self.person(name) not in self.parts, "signed their own"

    async def move(self, path: str, which: int, who: str, action: str) -> None:
        part = await self.pick(path, which)
        if part:
            body = {"action": action, "reason": "So it is"}
            await self.send(who, "POST", f"/v1/{path}/{part['id']}/transitions", body)

    async def rewrite(self, which: int, who: str, text: str) -> None:
        cause = await self.pick("root-causes", which)
        changed = cause and await self.send(who, "PATCH", f"/v1/root-causes/{cause['id']}", {"text": text})
        if cause and changed and changed["text"] != cause["text"]:
            self.wrote[changed["id"]].add(self.person(who))

    async def pick(self, path: str, which: int) -> dict[str, Any] | None:
        there = await self.listed(path)
        return there[which % len(there)] if there else None


class TwoOrganisations(RuleBasedStateMachine):
    """Bound to a loop that runs elsewhere: a step here is a few requests there."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    sides: ClassVar[Callable[[], list[Side]]]
    beginnings: ClassVar[tuple[str, ...]] = ("described", "analysed", "implemented", "effectiveness_pending")

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result()

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        self.two = type(self).sides()
        for one in self.two:
            self.wait(one.begin(data.draw(st.sampled_from(self.beginnings))))

    @rule(side=side, gates=st.integers(1, 6))
    def go_on(self, side: int, gates: int) -> None:
        for _ in range(gates):
            self.wait(self._next(self.two[side]))

    async def _next(self, one: Side) -> None:
        """Whoever is asked to passes the next gate, if it is open."""
        status = (await one.case.read())["status"]
        if status == "effectiveness_pending":
            await one.add("verifier", "effectiveness-results")
        if status in NEXT:
            await one.gate(*NEXT[status])

    @rule(side=side, who=who, action=taken(LIFECYCLE))
    def pass_gate(self, side: int, who: str, action: str) -> None:
        self.wait(self.two[side].gate(who, action))

    @rule(side=side, who=who, owner=who, kind=st.sampled_from(["corrective", "preventive", "containment"]))
    def add_action(self, side: int, who: str, owner: str, kind: str) -> None:
        one = self.two[side]
        person = one.person(owner)
        said = {"kind": kind, "text": "Do it", "owner_id": person, "due_on": "2030-01-01"}
        if self.wait(one.add(who, "capa-actions", **said)):
            one.parts.add(person)

    @rule(side=side, which=which, who=who, action=taken(ACTIONS))
    def move_action(self, side: int, which: int, who: str, action: str) -> None:
        self.wait(self.two[side].move("capa-actions", which, who, action))

    @rule(side=side, who=who, text=st.sampled_from(["Worn", "Loose"]))
    def write_cause(self, side: int, who: str, text: str) -> None:
        one = self.two[side]
        cause = self.wait(one.add(who, "root-causes", level="occurrence", text=text))
        if cause:
            one.wrote[cause["id"]] = {one.person(who)}

    @rule(side=side, which=which, who=who, text=st.sampled_from(["Torn", "Lost"]))
    def rewrite_cause(self, side: int, which: int, who: str, text: str) -> None:
        self.wait(self.two[side].rewrite(which, who, text))

    @rule(side=side, which=which, who=who, action=taken(CAUSES))
    def judge_cause(self, side: int, which: int, who: str, action: str) -> None:
        self.wait(self.two[side].move("root-causes", which, who, action))

    @rule(side=side, which=which, who=who)
    def freeze_plan(self, side: int, which: int, who: str) -> None:
        self.wait(self.two[side].move("effectiveness-plans", which, who, "freeze"))

    @rule(side=side, who=who, verifier=who)
    def plan(self, side: int, who: str, verifier: str) -> None:
        one = self.two[side]
        said = {
            "metric": "mean", "characteristic_id": str(one.case.characteristic.id), "threshold": 74.02,
            "min_sample": 20, "verifier_id": one.person(verifier), "baseline_from": "2026-01-01T00:00:00Z",
            "baseline_to": "2026-02-01T00:00:00Z",
        }  # fmt: skip
        if self.wait(one.add(who, "effectiveness-plans", **said)):
            one.parts.add(one.person(who))

    @rule(side=side, who=who, team=st.sets(who, min_size=1, max_size=3))
    def staff(self, side: int, who: str, team: set[str]) -> None:
        one = self.two[side]
        people = sorted(map(one.person, team))
        if self.wait(one.send(who, "PUT", f"{one.path}/team", {"people": people})):
            one.parts |= {*people}

    @rule(side=side, who=who, owner=who)
    def hand_on(self, side: int, who: str, owner: str) -> None:
        one = self.two[side]
        if self.wait(one.send(who, "PATCH", one.path, {"owner_id": one.person(owner)})):
            one.parts.add(one.person(owner))

    @rule(side=side, who=who, quantity=quantity)
    def dispose(self, side: int, who: str, quantity: int) -> None:
        one = self.two[side]
        self.wait(one.send(who, "POST", f"{one.disposed}/dispositions", {"kind": "scrap", "quantity": quantity}))

    @rule(side=side, who=who, quantity=quantity)
    def recount(self, side: int, who: str, quantity: int) -> None:
        one = self.two[side]
        self.wait(one.send(who, "PATCH", one.disposed, {"quantity_affected": quantity}))

    @rule(side=side, who=who, action=taken(nonconformances.LIFECYCLE))
    def move_nonconformance(self, side: int, who: str, action: str) -> None:
        one = self.two[side]
        body = {"action": action, "reason": "So it is", "signature": SIGNED_NONCONFORMANCES.get(action)}
        self.wait(one.send(who, "POST", f"{one.disposed}/transitions", body))

    @rule(side=side, who=who)
    def look_over_the_fence(self, side: int, who: str) -> None:
        self.wait(self._look(self.two[side], self.two[1 - side], who))

    async def _look(self, one: Side, other: Side, who: str) -> None:
        for path in (other.path, other.disposed):
            assert (await one.as_(who).get(path)).status_code == 404, "seen from outside"
            touched = await one.as_(who).patch(path, json={"title": "Ours"})
            assert touched.status_code in {403, 404}, "changed from outside"
        theirs = {str(member.id) for member in other.case.people.values()} | {other.path.rpartition("/")[2]}
        for path in ("capas", "nonconformances", "capa-actions", "root-causes", "effectiveness-plans", "inbox"):
            listed = await one.as_(who).get(f"/v1/{path}", params={"limit": 200})
            assert not [id for id in theirs if id in listed.text], "listed from outside"

    @invariant()
    def nothing_is_that_may_not_be(self) -> None:
        for one in self.two:
            self.wait(self._check(one))

    async def _check(self, one: Side) -> None:
        capa = (await one.as_("manager").get(one.path)).json()
        assert capa["status"] != "closed" or capa["open_actions"] == 0, "closed with an open action"
        for cause in await one.listed("root-causes"):
            assert cause["verified_by"] not in one.wrote[cause["id"]], "verified their own cause"
        for plan in await one.listed("effectiveness-plans"):
            assert plan["status"] == "draft" or plan["verifier_id"] != plan["author_id"], "verifies their own plan"
        record = (await one.as_("manager").get(one.disposed)).json()
        disposed = sum(part["quantity"] for part in record["dispositions"] if not part["withdrawn_at"])
        assert disposed <= record["quantity_affected"], "disposed of more than there is"
