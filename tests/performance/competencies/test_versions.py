"""Competencies and their numbered versions: written as drafts, published for good, replaced by the next."""

import asyncio
import json

from uuid_utils.compat import uuid7

from shared.testing import Member
from tests.performance.competencies.conftest import READ, WRITE, day


async def test_a_competency_begins_as_the_draft_of_its_first_version(client, make):
    competency = await make.competency("welding")
    assert competency.body["published"] is None
    assert (competency.body["draft"]["number"], competency.body["draft"]["name"]) == (1, "Welding")
    seen = (await client(await make.person(), READ).get(f"/v1/competencies/{competency.id}")).json()
    assert seen == competency.body | {"allowed_actions": []}


async def test_publishing_a_version_retires_the_one_before(keeper, make, move):
    competency = await make.published_competency("welding")
    first = competency.body["published"]
    second = await keeper.post(
        "/v1/competency-versions",
        json={"competency_id": str(competency.id), "name": "Welding and soldering", "description": "Joins metal."},
    )
    assert (second.status_code, second.json()["number"], second.json()["status"]) == (201, 2, "draft")
    published = await move(second.json(), "publish")
    assert (published.json()["status"], published.json()["allowed_actions"]) == ("published", ["retire"])
    versions = await keeper.get("/v1/competency-versions", params={"competency_id": str(competency.id)})
    assert [(one["number"], one["status"]) for one in versions.json()["items"]] == [(2, "published"), (1, "retired")]
    assert versions.json()["items"][1]["name"] == first["name"]
    now = (await keeper.get(f"/v1/competencies/{competency.id}")).json()
    assert (now["published"]["name"], now["draft"]) == ("Welding and soldering", None)


async def test_what_was_published_never_changes(keeper, make, move):
    published = (await make.published_competency()).body["published"]
    path = f"/v1/competency-versions/{published['id']}"
    refused = await keeper.patch(path, json={"description": "Something else"})
    again = await move(published, "publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    assert (again.status_code, again.json()["transition"]["guards"][0]["code"]) == (409, "wrong_state")
    assert (await keeper.get(path)).json()["description"] == published["description"]


async def test_a_version_that_says_nothing_is_not_published(keeper, make, move):
    competency = await make.competency(description=" \n")
    draft = competency.body["draft"]
    refused = await move(draft, "publish")
    listed = (await keeper.get(f"/v1/competency-versions/{draft['id']}/transitions")).json()["items"]
    assert (refused.status_code, refused.json()["transition"]) == (409, listed[0])
    assert listed[0]["guards"][0] | {"detail": ""} == {"code": "not_described", "detail": "", "pointer": "/description"}
    await keeper.patch(f"/v1/competency-versions/{draft['id']}", json={"description": "Joins metal."})
    assert (await move(draft, "publish")).status_code == 200


async def test_of_many_who_begin_the_next_version_one_does(keeper, make):
    competency = await make.published_competency()
    wanted = {"competency_id": str(competency.id), "name": "Next"}
    answers = await asyncio.gather(*(keeper.post("/v1/competency-versions", json=wanted) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "draft_exists"}


async def test_a_version_retires_only_when_no_job_expects_it(keeper, make, move, expect):
    competency, level = await make.published_competency(), await make.job_level()
    published = competency.body["published"]
    await expect(competency, level, effective_from=day(-10))
    refused = await move(published, "retire", reason="Machines do it now")
    assert refused.json()["transition"]["guards"][0]["code"] == "still_expected"
    await expect(competency, level, proficiency=None, effective_from=day(1))
    assert (await move(published, "retire", reason="Machines do it now")).status_code == 409
    await expect(competency, level, proficiency=None, effective_from=day(0))
    assert (await move(published, "retire")).json()["code"] == "reason_required"
    assert (await move(published, "retire", reason="Machines do it now")).json()["status"] == "retired"
    assert (await expect(competency, level, effective_from=day(2))).json()["code"] == "not_published"


async def test_who_only_reads_is_told_who_may_write(client, make):
    draft = (await make.competency()).body["draft"]
    reader = client(await make.person(), READ)
    path = f"/v1/competency-versions/{draft['id']}/transitions"
    refused = await reader.post(path, json={"action": "publish"}, headers={"If-Match": "*"})
    steps = (await reader.get(path)).json()["items"]
    assert (refused.status_code, refused.json()["scope"]) == (403, WRITE)
    assert [step["allowed"] for step in steps] == [False, False]
    assert {step["guards"][0]["code"] for step in steps} == {"not_writer"}


async def test_competencies_are_found_by_category(keeper, make):
    await make.competency("welding", category="Craft")
    await make.competency("listening", category="People")
    craft = await keeper.get("/v1/competencies", params={"category": "Craft", "include_total": True})
    assert ([one["code"] for one in craft.json()["items"]], craft.json()["total"]) == (["welding"], 1)


async def test_every_step_is_noted(keeper, make, move, sql):
    competency = await make.published_competency()
    wanted = {"competency_id": str(competency.id), "name": "Next", "description": "More."}
    second = (await keeper.post("/v1/competency-versions", json=wanted)).json()
    await keeper.patch(f"/v1/competency-versions/{second['id']}", json={"name": "Further"})
    await keeper.patch(f"/v1/competency-versions/{second['id']}", json={"name": "Further"})
    await move(second, "publish")
    await keeper.patch(f"/v1/competencies/{competency.id}", json={"category": "Craft"})
    noted = await sql.fetch(
        "SELECT type, data FROM performance.events WHERE org_id = $1 ORDER BY at, id", competency.org_id
    )
    assert [event["type"] for event in noted] == [
        "competency.created", "competency_version.publish", "competency_version.created", "competency_version.updated",
        "competency_version.retire", "competency_version.publish", "competency.updated",
    ]  # fmt: skip
    assert json.loads(noted[4]["data"])["changes"] == {"status": {"from": "published", "to": "retired"}}


async def test_the_levels_of_proficiency_are_called_as_the_organisation_calls_them(client, keeper, make):
    given = (await keeper.get("/v1/proficiency-levels")).json()["items"]
    renamed = await keeper.patch("/v1/proficiency-levels/3", json={"name": "Journeyman"})
    assert [(one["value"], one["name"]) for one in given][:3] == [
        (1, "Novice"),
        (2, "Advanced beginner"),
        (3, "Competent"),
    ]
    assert renamed.json()["items"] == [*given[:2], given[2] | {"name": "Journeyman"}, *given[3:]]
    again = await keeper.patch("/v1/proficiency-levels/3", json={"description": "Has learnt it."})
    assert again.json()["items"][2] == {"value": 3, "name": "Journeyman", "description": "Has learnt it."}
    assert (await keeper.patch("/v1/proficiency-levels/6", json={"name": "God"})).status_code == 422
    other = client(Member(uuid7()), READ)
    assert (await other.get("/v1/proficiency-levels")).json()["items"] == given
