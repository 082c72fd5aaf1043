"""Two at once: no order of commands lets anybody past a gate."""

from asyncio import gather

PAIRS = 200


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
