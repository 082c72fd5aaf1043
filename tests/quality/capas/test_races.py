"""Two at once: no order of commands lets anybody past a gate."""

from asyncio import gather, sleep
from typing import Any

from services.quality.capas.rules import states
from services.quality.capas.rules.kinds import CapaStatus
from services.quality.capas.rules.states import LIFECYCLE
from shared.workflow import Step
from tests.quality.capas.test_capas import BETTER, judged

PAIRS = 200
CANCELLED = "UPDATE quality.capa_actions SET status = 'cancelled' WHERE capa_id = $1 AND status = 'open'"


async def test_nobody_verifies_what_they_wrote_themselves(case):
    """The owner rewrites a cause and verifies it at once; whoever wins, the verdict is not on a text of their own."""
    await case.to("contained")
    owner, outcomes = case.as_("owner"), set()
    for number in range(PAIRS):
        cause = await case.cause("occurrence", verified=False)
        path = f"/v1/root-causes/{cause['id']}"
        etag = {"If-Match": (await owner.get(path)).headers["etag"]}
        patched, verified = await gather(
            owner.patch(path, json={"text": f"Rewritten {number}"}),
            owner.post(f"{path}/transitions", json={"action": "verify"}, headers=etag),
        )
        now = (await owner.get(path)).json()
        outcomes.add((patched.status_code, verified.status_code))
        assert now["verified_by"] is None or now["verified_by"] != now["author_id"], now
        assert now["text"] == f"Rewritten {number}" or now["status"] == "verified"
    assert {patched for patched, _ in outcomes} == {200}
    assert {verified for _, verified in outcomes} <= {200, 403, 412}


async def test_none_is_watched_or_closed_with_an_open_action(case):
    """An action is added while the CAPA passes the gates behind which there may be none."""
    await case.to("implemented")
    body = {"capa_id": str(case.capa.id), "kind": "preventive", "text": "Look at machine 4", "due_on": "2030-01-01"}
    body["owner_id"] = str(case.people["member"].id)

    async def pass_on() -> None:
        await case.move("owner", "prevent", "Nothing to look at")
        await case.move("owner", "watch")

    async def add() -> str:
        answer = await case.as_("owner").post("/v1/capa-actions", json=body)
        return str(answer.json().get("id", ""))

    won = set()
    for _ in range(PAIRS):
        _, added = await gather(pass_on(), add())
        capa = await case.read("manager")
        if capa["status"] == "effectiveness_pending":
            assert capa["open_actions"] == 0, "watched with an open action"
            won.add("watched")
        else:
            won.add("added")
        back = "UPDATE quality.capas SET status = 'implemented', window_from = NULL, window_to = NULL WHERE id = $1"
        await case.sql.execute(back, case.capa.id)
        if added:
            await case.do("owner", "capa-actions", added, "cancel", "Not needed")
    assert won, "neither ever won"


async def test_none_is_closed_while_an_action_is_added_or_taken_up_again(case, monkeypatch):
    """As if actions could still be added before the last gate: then only what the gate itself looks at is left."""
    done = await _pending(case)
    finished = (await case.as_("owner").get("/v1/capa-actions", params=done)).json()["items"][0]
    late = Step({*LIFECYCLE.steps["add_action"].sources, CapaStatus.EFFECTIVE}, None, (states.TEAM,))
    monkeypatch.setitem(LIFECYCLE.steps, "add_action", late)
    body = {"capa_id": str(case.capa.id), "kind": "preventive", "text": "Look at machine 4", "due_on": "2030-01-01"}
    body["owner_id"] = str(case.people["member"].id)
    outcomes = set()
    for number in range(PAIRS):
        await _put(case, "effective")
        close = case.move("manager", "close")
        add = case.as_("owner").post("/v1/capa-actions", json=body)
        reopen = case.do("owner", "capa-actions", finished["id"], "reopen", "Not quite")
        closed, added, reopened = await gather(close, _later(add, number), reopen)
        capa = await case.read()
        assert (capa["status"] == "closed") == (closed.status_code == 200)
        assert capa["status"] != "closed" or capa["open_actions"] == 0, "closed with an open action"
        assert reopened.status_code == 409, "nothing is taken up again once it is implemented"
        outcomes.add((closed.status_code, added.status_code))
        await case.sql.execute(CANCELLED, case.capa.id)
    assert outcomes <= {(200, 409), (409, 201), (412, 201)}
    assert {added for _, added in outcomes} == {201, 409}, "one of them always won"


async def test_none_is_verified_by_who_was_given_a_part_in_it_first(case):
    """The verifier is put in the team and signs at once: the signature is older than the part, or refused."""
    await _pending(case)
    verifier, member = (str(case.people[name].id) for name in ("verifier", "member"))
    path, outcomes = f"/v1/capas/{case.capa.id}/team", set()
    for number in range(PAIRS):
        await _put(case, "effectiveness_pending")
        staffing = case.as_("owner").put(path, json={"people": [member, verifier]})
        signed, staffed = await gather(case.move("verifier", "confirm"), _later(staffing, number))
        assert staffed.status_code == 200
        assert signed.status_code != 200 or signed.json()["version"] < staffed.json()["version"], "signed their own"
        outcomes.add(signed.status_code)
        assert (await case.as_("owner").put(path, json={"people": [member]})).status_code == 200
        await case.sql.execute("UPDATE quality.capas SET past_people_ids = '{}' WHERE id = $1", case.capa.id)
    assert outcomes <= {200, 403, 412}
    assert len(outcomes) > 1, "one of them always won"


async def _pending(case) -> dict[str, str]:
    """It waits for its verdict, which is that it worked; the query of what was done."""
    await case.to("effectiveness_pending")
    await case.measured(100, BETTER)
    await judged(case)
    return {"capa_id": str(case.capa.id), "status": "done"}


async def _later(command, number: int) -> Any:
    """A little, and each time a little more or less, so that each of two wins sometimes."""
    await sleep(number % 20 / 500)
    return await command


async def _put(case, status: str) -> None:
    await case.sql.execute("UPDATE quality.capas SET status = $2, closed_at = NULL WHERE id = $1", case.capa.id, status)
