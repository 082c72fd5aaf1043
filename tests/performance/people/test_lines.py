"""Who is above whom today: kept with every change, and never different from what the assignments say."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

READ, WRITE = "people:read", "people:write"

LINES = """
WITH RECURSIVE today AS (
    SELECT DISTINCT ON (person_id) person_id, manager_id FROM performance.assignments
    WHERE org_id = $1 AND effective_from <= (now() AT TIME ZONE 'UTC')::date
    ORDER BY person_id, effective_from DESC
), placed AS (
    SELECT id, '/' || replace(id::text, '-', '') AS path
    FROM performance.people LEFT JOIN today ON person_id = id WHERE org_id = $1 AND manager_id IS NULL
    UNION ALL
    SELECT person_id, path || '/' || replace(person_id::text, '-', '') FROM placed JOIN today ON manager_id = placed.id
)
SELECT person.id, lead_path, path FROM performance.people person LEFT JOIN placed USING (id) WHERE org_id = $1
"""


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def misplaced(sql, org):
    return [dict(row) for row in await sql.fetch(LINES, org) if row["lead_path"] != row["path"]]


async def test_lines_are_what_the_assignments_say_after_any_moves(client, make, sql, org):
    chance, editor = random.Random(7), client(None, READ, WRITE)
    people = [await make.person() for _ in range(12)]
    moved = 0
    for _ in range(120):
        person, lead = chance.sample(people, 2)
        place = {"effective_from": day(chance.randint(-4, 2)), "manager_id": chance.choice([str(lead.id)] * 4 + [None])}
        answer = await editor.post(f"/v1/people/{person.id}/assignments", json=place)
        assert answer.status_code in {200, 409}, answer.text
        moved += answer.status_code == 200
    assert moved > 40
    assert await misplaced(sql, org) == []


async def test_who_joins_a_team_that_moves_at_once_is_placed_right(client, make, sql, org):
    top, other = await make.person(), await make.person()
    lead = await make.person(top)
    move = client(None, READ, WRITE).post(
        f"/v1/people/{lead.id}/assignments", json={"effective_from": day(0), "manager_id": str(other.id)}
    )
    await asyncio.gather(move, *(make.person(lead) for _ in range(5)))
    assert await misplaced(sql, org) == []


async def test_a_line_of_more_than_64_levels_is_refused(client, make):
    lead = await make.person()
    for _ in range(63):
        lead = await make.person(lead)
    place = {"effective_from": "2020-01-01", "manager_id": str(lead.id)}
    refused = await client(None, READ, WRITE).post("/v1/people", json={"display_name": "Low", "assignment": place})
    assert (refused.status_code, refused.json()["code"]) == (409, "line_too_long")


async def test_a_new_lead_sees_with_the_next_request_and_the_old_one_no_more(client, make):
    old, new = await make.person(), await make.person()
    lead = await make.person(old)
    goal = await make.goal(await make.person(lead))

    async def seen_by(person):
        return (await client(person, "goals:read").get(f"/v1/goals/{goal.id}")).status_code

    assert (await seen_by(old), await seen_by(new), await seen_by(lead)) == (200, 404, 200)
    place = {"effective_from": day(0), "manager_id": str(new.id)}
    await client(None, READ, WRITE).post(f"/v1/people/{lead.id}/assignments", json=place)
    assert (await seen_by(old), await seen_by(new), await seen_by(lead)) == (404, 200, 200)


async def test_two_hundred_pairs_that_race_to_lead_each_other_never_close_a_circle(client, make, sql, org):
    people, editor = [await make.person() for _ in range(20)], client(None, READ, WRITE)
    chance = random.Random(5)

    async def move(person, lead):
        place = {"effective_from": day(0), "manager_id": str(lead.id)}
        return (await editor.post(f"/v1/people/{person.id}/assignments", json=place)).status_code

    outcomes = []
    for _ in range(25):
        pairs = [chance.sample(people, 2) for _ in range(8)]
        outcomes += await asyncio.gather(*(move(*way) for one, other in pairs for way in ((one, other), (other, one))))
    assert {*outcomes} == {200, 409}
    assert await misplaced(sql, org) == []


async def test_the_chain_leads_from_the_manager_to_the_top_on_any_day(client, make):
    top, new = await make.person(), await make.person()
    lead = await make.person(top)
    person = await make.person(lead)
    place = {"effective_from": day(3), "manager_id": str(new.id)}
    await client(None, WRITE).post(f"/v1/people/{lead.id}/assignments", json=place)

    async def above(who, **query):
        items = (await client(None, READ).get(f"/v1/people/{who.id}/chain", params=query)).json()["items"]
        return [(item["id"], item["depth"]) for item in items]

    assert await above(person) == [(str(lead.id), 1), (str(top.id), 2)]
    assert await above(person, as_of=day(3)) == [(str(lead.id), 1), (str(new.id), 2)]
    assert await above(top) == await above(person, as_of="2019-01-01") == []


async def test_reports_are_shown_with_their_depth_directly_or_all_the_way_down_on_any_day(client, make):
    top, other = await make.person(), await make.person()
    lead = await make.person(top, display_name="A")
    low = await make.person(lead, display_name="B")
    assert (await make.person(low, display_name="C")).id
    place = {"effective_from": day(3), "manager_id": str(other.id)}
    await client(None, WRITE).post(f"/v1/people/{low.id}/assignments", json=place)

    async def led(who, **query):
        page = await client(None, READ).get(f"/v1/people/{who.id}/reports", params=query)
        return [(item["display_name"], item["depth"]) for item in page.json()["items"]]

    assert await led(top) == await led(top, depth="all", as_of=day(3)) == [("A", 1)]
    assert await led(top, depth="all") == await led(top, depth="all", as_of=day(2)) == [("A", 1), ("B", 2), ("C", 3)]
    assert await led(other, depth="all", as_of=day(3)) == [("B", 1), ("C", 2)]
    assert await led(other) == await led(top, depth="all", as_of="2019-01-01") == []


async def test_reports_are_paged_and_strangers_have_none(client, make):
    top = await make.person()
    for name in "ABC":
        await make.person(top, display_name=name)
    path, seen, query = f"/v1/people/{top.id}/reports", [], {"limit": 2, "depth": "all", "include_total": True}
    while True:
        page = (await client(None, READ).get(path, params=query)).json()
        assert page["total"] == 3
        seen += [item["display_name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == ["A", "B", "C"]
    for path in ("reports", "chain"):
        absent = await client(None, READ).get(f"/v1/people/00000000-0000-7000-8000-000000000000/{path}")
        assert absent.status_code == 404
