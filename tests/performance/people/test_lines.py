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


async def test_a_file_that_turns_everything_around_places_all(report, make, sql, org):
    header = "external_id,display_name,work_email,manager_external_id"
    rows = [(str(number), f"Ada,ada{number}@example.org", str(number // 2)) for number in range(1, 40)]
    await report(header, *(f"{me},{ada},{lead if lead != '0' else ''}" for me, ada, lead in rows))
    assert await misplaced(sql, org) == []
    body = await report(header, *(f"{me},{ada},{int(me) + 1 if int(me) < 39 else ''}" for me, ada, _ in rows))
    assert body["summary"]["updated"] == 39
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
