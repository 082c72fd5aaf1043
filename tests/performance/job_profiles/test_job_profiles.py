"""Families, profiles and levels of jobs: kept by few, read by all, retired and never deleted."""

from uuid_utils.compat import uuid7

from shared.testing import Member

READ, WRITE = "job_profiles:read", "job_profiles:write"


async def test_profiles_are_read_by_everyone_and_written_by_whoever_keeps_them(client, make):
    profile = await make.job_profile("operator")
    reader = client(await make.person(), READ)
    seen = (await reader.get(f"/v1/job-profiles/{profile.id}")).json()
    refused = await reader.post("/v1/job-profiles", json={"code": "setter", "name": "Setter"})
    assert (seen["name"], seen["allowed_actions"]) == ("Operator", [])
    assert profile.body["allowed_actions"] == ["update", "retire"]
    assert (refused.status_code, refused.json()["scope"]) == (403, WRITE)


async def test_a_profile_stands_in_its_family_and_is_found_by_it(client, make):
    family, other = await make.job_family("production"), await make.job_family("sales")
    profile = await make.job_profile("operator", job_family_id=str(family.id))
    await make.job_profile("seller", job_family_id=str(other.id))
    await make.job_profile("gardener")
    keeper = client(None, READ, WRITE)
    assert profile.body["job_family"] == {"id": str(family.id), "code": "production", "name": "Production"}
    listed = await keeper.get("/v1/job-profiles", params={"job_family_id": str(family.id), "include_total": True})
    assert ([one["code"] for one in listed.json()["items"]], listed.json()["total"]) == (["operator"], 1)
    cleared = await keeper.patch(f"/v1/job-profiles/{profile.id}", json={"job_family_id": None})
    assert cleared.json()["job_family"] is None


async def test_a_family_that_does_not_exist_is_named_as_the_fault(client, make):
    stranger = str((await make.job_level()).id)
    answer = await client(None, WRITE).post(
        "/v1/job-profiles", json={"code": "operator", "name": "Operator", "job_family_id": stranger}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "reference_not_found")
    assert answer.json()["errors"][0]["pointer"] == "/job_family_id"


async def test_a_retired_profile_stays_to_be_read_and_changes_only_when_reinstated(client, make):
    profile = await make.job_profile("typist")
    keeper, path = client(None, READ, WRITE), f"/v1/job-profiles/{profile.id}"
    unexplained = await keeper.post(
        f"{path}/transitions", json={"action": "retire"}, headers={"If-Match": profile.etag}
    )
    retired = await keeper.post(
        f"{path}/transitions",
        json={"action": "retire", "reason": "Nobody types for others now"},
        headers={"If-Match": profile.etag},
    )
    refused = await keeper.patch(path, json={"name": "Secretary"})
    assert unexplained.json()["code"] == "reason_required"
    assert (retired.json()["status"], retired.json()["allowed_actions"]) == ("retired", ["reinstate"])
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    assert [one["code"] for one in (await keeper.get("/v1/job-profiles?status=retired")).json()["items"]] == ["typist"]
    assert (await keeper.get("/v1/job-profiles?status=active")).json()["items"] == []
    steps = (await keeper.get(f"{path}/transitions")).json()["items"]
    assert {step["action"]: step["allowed"] for step in steps} == {"retire": False, "reinstate": True}


async def test_levels_are_listed_by_rank_page_by_page(client, make):
    for code, rank in (("senior", 100), ("junior", 9), ("principal", 200)):
        await make.job_level(code, rank)
    reader, seen, query = client(None, READ), [], {"limit": 1}
    while True:
        page = (await reader.get("/v1/job-levels", params=query)).json()
        seen += [level["code"] for level in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == ["junior", "senior", "principal"]


async def test_two_levels_never_share_a_rank_nor_two_records_a_code(client, make):
    await make.job_level("senior", 30)
    await make.job_family("production")
    keeper = client(None, READ, WRITE)
    rank = await keeper.post("/v1/job-levels", json={"code": "expert", "name": "Expert", "rank": 30})
    code = await keeper.post("/v1/job-families", json={"code": "production", "name": "Factory"})
    assert (rank.status_code, rank.json()["errors"][0]["pointer"]) == (409, "/rank")
    assert (code.status_code, code.json()["errors"][0]["pointer"]) == (409, "/code")


async def test_a_change_is_noted_and_no_change_is_none(client, make, sql):
    level, family, profile = await make.job_level(), await make.job_family(), await make.job_profile()
    keeper = client(None, READ, WRITE)
    for path in (f"/v1/job-levels/{level.id}", f"/v1/job-families/{family.id}", f"/v1/job-profiles/{profile.id}"):
        for _ in range(2):
            changed = await keeper.patch(path, json={"name": "Something else"})
            assert (changed.json()["name"], changed.json()["version"]) == ("Something else", 2)
    noted = await sql.fetch("SELECT type FROM performance.events WHERE org_id = $1 ORDER BY at, id", level.org_id)
    assert [event["type"] for event in noted] == [
        "job_level.created", "job_family.created", "job_profile.created",
        "job_level.updated", "job_family.updated", "job_profile.updated",
    ]  # fmt: skip


async def test_another_organisation_sees_none_of_it(client, make):
    records = {
        "job-families": await make.job_family(),
        "job-profiles": await make.job_profile(),
        "job-levels": await make.job_level(),
    }
    stranger = client(Member(uuid7()), READ, WRITE)
    for path, record in records.items():
        assert (await stranger.get(f"/v1/{path}")).json()["items"] == []
        assert (await stranger.get(f"/v1/{path}/{record.id}")).status_code == 404
        assert (await stranger.patch(f"/v1/{path}/{record.id}", json={"name": "Ours"})).status_code == 404
