"""What a scanner says of a content counts wherever that content is attached, and what is infected is not given out."""

from tests.quality.conftest import EVERYTHING
from tests.quality.subjects.test_hanging import attached


async def scanned(caller, attachment, state):
    said = {"state": state, "scanner": "ClamAV 1.4"}
    return await caller.post(f"/v1/attachments/{attachment['id']}/scans", json=said)


async def test_what_is_infected_is_not_given_out_until_it_is_cleared(client, make):
    caller = client(make.person(), *EVERYTHING)
    first = (await attached(caller, await make.opened())).json()
    second = (await attached(caller, await make.opened())).json()
    assert first["scan_state"] == "not_scanned"
    assert (await scanned(caller, first, "infected")).json()["scan_state"] == "infected"
    for one in (first, second):
        refused = await caller.get(f"/v1/attachments/{one['id']}/content")
        assert (refused.status_code, refused.json()["code"]) == (409, "infected")
    listed = (await caller.get("/v1/attachments", params={"record_id": second["record_id"]})).json()["items"]
    assert [one["scan_state"] for one in listed] == ["infected"]
    assert (await scanned(caller, second, "clean")).json()["scan_state"] == "clean"
    assert (await caller.get(f"/v1/attachments/{first['id']}/content")).status_code == 200


async def test_who_attaches_does_not_say_that_it_is_clean(client, make):
    caller = client(make.person(), *(scope for scope in EVERYTHING if scope != "attachments:scan"))
    attachment = (await attached(caller, await make.opened())).json()
    assert (await scanned(caller, attachment, "clean")).status_code == 403
    scanner = client(make.person(), "attachments:scan", "attachments:read", "nonconformances:read")
    assert (await scanned(scanner, attachment, "not_scanned")).status_code == 422
