"""Confidential reporters and suppliers' own people: list, single read, numbers, links and files agree."""

from tests.quality.conftest import EVERYTHING

SUPPLIER_USER = ("nonconformances:read", "summary:read", "links:read", "comments:read", "attachments:read")


async def test_a_confidential_reporter_is_known_to_quality_managers_only(client, make):
    reporter = make.person()
    record = await make.opened(reporter, confidential=True, owner_id=str(make.person().id))
    colleague = client(make.person(), "nonconformances:read", "nonconformances:read:all")
    owner = client(make.owner(record), "nonconformances:read")
    manager = client(make.person(), "nonconformances:read", "nonconformances:write:all")
    own = client(reporter, "nonconformances:read")
    for caller, known in ((colleague, None), (owner, None), (manager, str(reporter.id)), (own, str(reporter.id))):
        [listed] = (await caller.get("/v1/nonconformances")).json()["items"]
        single = (await caller.get(record.path)).json()
        assert listed["reporter_id"] == single["reporter_id"] == known
        assert single["confidential"] is True


async def test_a_supplier_sees_what_concerns_it_and_nothing_else(client, make):
    theirs, rival = make.person(), make.person()
    supplier, other = await make.supplier(theirs), await make.supplier(rival)
    own = await make.opened(supplier_id=str(supplier.id))
    foreign = await make.opened(supplier_id=str(other.id))
    inner = await make.opened()
    everything = client(make.person(), *EVERYTHING)
    for record in (own, foreign, inner):
        said = {"kind": "nonconformance", "record_id": str(record.id), "text": "Look here"}
        assert (await everything.post("/v1/comments", json=said)).status_code == 201
    tie = {
        "subject_kind": "nonconformance", "subject_id": str(own.id), "relation": "relates_to",
        "object_kind": "nonconformance", "object_id": str(foreign.id),
    }  # fmt: skip
    assert (await everything.post("/v1/links", json=tie)).status_code == 201
    for scopes in (SUPPLIER_USER, EVERYTHING):
        caller = client(theirs, *scopes)
        assert [one["id"] for one in (await caller.get("/v1/nonconformances")).json()["items"]] == [str(own.id)]
        seen = [(await caller.get(record.path)).status_code for record in (own, foreign, inner)]
        assert seen == [200, 404, 404]
        heard = [
            len((await caller.get("/v1/comments", params={"record_id": str(record.id)})).json()["items"])
            for record in (own, foreign, inner)
        ]
        assert heard == [1, 0, 0]
        assert (await caller.get("/v1/links", params={"record_id": str(own.id)})).json()["items"] == []
        assert (await caller.get("/v1/summary")).json()["nonconformances"]["open"] == 1
    assert len((await everything.get("/v1/nonconformances")).json()["items"]) == 3


async def test_who_leaves_a_supplier_is_no_longer_bound_to_it(client, make):
    person = make.person()
    supplier = await make.supplier(person)
    await make.opened()
    caller = client(person, *EVERYTHING)
    assert (await caller.get("/v1/nonconformances")).json()["items"] == []
    freed = await client(make.person(), *EVERYTHING).patch(f"/v1/suppliers/{supplier.id}", json={"person_ids": []})
    assert (freed.status_code, freed.json()["person_ids"]) == (200, [])
    assert len((await caller.get("/v1/nonconformances")).json()["items"]) == 1


async def test_nobody_is_of_two_suppliers(client, make):
    person = make.person()
    await make.supplier(person)
    body = {"code": "S-9", "name": "Mill", "person_ids": [str(person.id)]}
    refused = await client(make.person(), *EVERYTHING).post("/v1/suppliers", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")


async def test_a_supplier_is_changed_and_listed_by_code(client, make):
    supplier = await make.supplier()
    caller = client(make.person(), *EVERYTHING)
    changed = await caller.patch(f"/v1/suppliers/{supplier.id}", json={"name": "Old foundry"})
    assert (changed.json()["name"], changed.json()["version"]) == ("Old foundry", 2)
    listed = await caller.get("/v1/suppliers", params={"code": supplier.body["code"]})
    assert listed.json()["items"] == [changed.json()]
