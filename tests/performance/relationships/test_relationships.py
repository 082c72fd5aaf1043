"""Who stands by whom beside the line."""

import asyncio

import pytest

READ, WRITE = "people:read", "people:write"


@pytest.fixture
async def pair(make):
    return await make.person(), await make.person()


def body(pair, kind="hrbp", **fields):
    return {"person_id": str(pair[0].id), "related_id": str(pair[1].id), "kind": kind} | fields


async def listed(client, **query):
    answer = await client(None, READ).get("/v1/relationships", params=query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_a_relationship_begins_today_and_names_both(client, pair, day):
    editor = client(None, READ, WRITE)
    made = await editor.post("/v1/relationships", json=body(pair))
    shown = made.json()
    assert (made.status_code, shown["valid_from"], shown["valid_to"]) == (201, day(0), None)
    assert [shown[who]["id"] for who in ("person", "related")] == [str(person.id) for person in pair]
    assert shown["allowed_actions"] == ["update"]
    found = (await client(None, READ).get(made.headers["location"])).json()
    assert found == shown | {"allowed_actions": []}


async def test_they_are_found_by_either_person_kind_and_day(client, make, pair):
    person, other = pair
    past = await make.relationship(person, other, "dotted_line", valid_to="2020-12-31")
    now = await make.relationship(person, other, "mentor", valid_from="2021-01-01")
    back = await make.relationship(other, person, "project_lead", valid_from="2022-01-01")
    assert await listed(client) == [str(one.id) for one in (back, now, past)]
    assert await listed(client, person_id=str(person.id)) == [str(now.id), str(past.id)]
    assert await listed(client, related_id=str(person.id)) == [str(back.id)]
    assert await listed(client, kind="mentor") == [str(now.id)]
    assert await listed(client, as_of="2020-12-31") == [str(past.id)]
    assert await listed(client, as_of="2021-01-01") == [str(now.id)]
    assert await listed(client, as_of="2019-12-31") == []


async def test_nobody_is_related_to_themselves_and_no_relationship_ends_before_it_begins(client, make, pair):
    editor = client(None, WRITE)
    own = await editor.post("/v1/relationships", json=body((pair[0], pair[0])))
    assert (own.status_code, own.json()["errors"][0]["pointer"]) == (422, "/related_id")
    days = {"valid_from": "2026-03-02", "valid_to": "2026-03-01"}
    backwards = await editor.post("/v1/relationships", json=body(pair, **days))
    assert (backwards.status_code, backwards.json()["code"]) == (422, "ends_before_it_begins")
    stranger = await editor.post("/v1/relationships", json=body(pair) | {"related_id": str(make.org)})
    assert (stranger.status_code, stranger.json()["code"]) == (422, "reference_not_found")


@pytest.mark.parametrize(
    ("days", "status"),
    [(("2026-01-01", "2026-02-28"), 201), (("2026-01-01", "2026-03-01"), 409), (("2026-03-31", None), 409),
     (("2026-04-01", None), 201), (("2026-03-10", "2026-03-11"), 409)],
)  # fmt: skip
async def test_two_of_the_same_pair_and_kind_share_no_day(client, make, pair, days, status):
    known = await make.relationship(*pair, "hrbp", valid_from="2026-03-01", valid_to="2026-03-31")
    answer = await client(None, READ, WRITE).post(
        "/v1/relationships", json=body(pair, valid_from=days[0], valid_to=days[1])
    )
    assert answer.status_code == status, answer.text
    if status == 409:
        assert (answer.json()["code"], answer.json()["relationship_id"]) == ("relationships_overlap", str(known.id))


async def test_of_two_at_once_one_stands(client, pair):
    editor = client(None, READ, WRITE)
    answers = await asyncio.gather(*(editor.post("/v1/relationships", json=body(pair)) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_a_relationship_ends_on_a_day_that_may_be_taken_back_unless_another_follows(client, make, pair):
    first = await make.relationship(*pair, "hrbp")
    editor = client(None, READ, WRITE)
    ended = await editor.patch(first.path, json={"valid_to": "2026-03-31"}, headers={"If-Match": first.etag})
    assert (ended.json()["valid_to"], ended.json()["version"]) == ("2026-03-31", 2)
    second = await make.relationship(*pair, "hrbp", valid_from="2026-04-01")
    refused = await editor.patch(first.path, json={"valid_to": None})
    assert (refused.status_code, refused.json()["relationship_id"]) == (409, str(second.id))
    assert (await editor.patch(first.path, json={"valid_to": None}, headers={"If-Match": '"1"'})).status_code == 412


async def test_only_one_that_is_to_come_can_be_deleted(client, make, pair, day):
    editor, begun = client(None, READ, WRITE), await make.relationship(*pair, valid_from=day(0))
    refused = await editor.delete(begun.path)
    assert (refused.status_code, refused.json()["code"]) == (409, "relationship_has_begun")
    planned = await make.relationship(*pair, "dotted_line", valid_from=day(1))
    assert (await editor.delete(planned.path)).status_code == 204
    assert (await editor.get(planned.path)).status_code == 404


async def test_readers_change_nothing(client, make, pair):
    known, reader = await make.relationship(*pair), client(None, READ)
    assert (await reader.post("/v1/relationships", json=body(pair))).status_code == 403
    assert (await reader.patch(known.path, json={"valid_to": None})).status_code == 403
    assert (await reader.delete(known.path)).status_code == 403
