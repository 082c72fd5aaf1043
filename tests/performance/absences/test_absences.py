"""Leave: who sees it, and that it overlaps no other."""

import asyncio

import pytest

READ, WRITE = "absences:read", "absences:write"


def body(person, starts_on="2026-03-01", ends_on="2026-03-31", **fields):
    return {"person_id": str(person.id), "kind": "sick", "starts_on": starts_on, "ends_on": ends_on} | fields


async def test_leave_is_excluded_from_periods_unless_said_otherwise(client, make):
    person, hr = await make.person(), client(None, READ, WRITE)
    made = await hr.post("/v1/absences", json=body(person))
    assert (made.status_code, made.json()["excluded_from_period"]) == (201, True)
    assert made.json()["person"]["id"] == str(person.id)
    assert made.json()["allowed_actions"] == ["update"]
    assert (await hr.get(made.headers["location"])).json() == made.json()


async def test_why_somebody_is_away_is_seen_by_them_their_line_their_hr_partner_and_hr(client, make):
    top, colleague, partner, dotted = [await make.person() for _ in range(4)]
    lead = await make.person(top)
    person = await make.person(lead)
    await make.relationship(person, partner, "hrbp")
    await make.relationship(person, dotted, "dotted_line")
    absence = await make.absence(person, "2026-03-01", "2026-03-31")

    async def sees(who, *more):
        looking = client(who, READ, *more)
        listed = (await looking.get("/v1/absences")).json()["items"]
        status = (await looking.get(absence.path)).status_code
        assert status == (200 if listed else 404)
        return bool(listed)

    assert [await sees(who) for who in (person, lead, top, partner)] == [True] * 4
    assert [await sees(who) for who in (colleague, dotted, None)] == [False] * 3
    assert await sees(None, "absences:read:all")


async def test_colleagues_learn_that_somebody_is_away_today_and_no_more(client, make, day):
    person, looking = await make.person(), client(await make.person(), "people:read")
    await make.absence(person, day(-3), day(0))
    shown = (await looking.get(person.path)).json()
    assert shown["on_leave"] is True
    assert "parental" not in str(shown)
    await make.absence(person, "2026-01-01", "2026-01-02")
    other = await make.person()
    await make.absence(other, day(1), day(9))
    query = {"as_of": day(1)}
    shown = (await looking.get("/v1/people", params=query)).json()["items"]
    assert {one["id"] for one in shown if one["on_leave"]} == {str(person.id)}


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [("2026-02-01", "2026-02-28", 201), ("2026-02-01", "2026-03-01", 409), ("2026-03-31", "2026-03-31", 409),
     ("2026-04-01", "2026-04-01", 201), ("2026-02-01", "2026-05-01", 409)],
)  # fmt: skip
async def test_nobody_is_away_twice_on_a_day(client, make, first, last, status):
    person = await make.person()
    known = await make.absence(person, "2026-03-01", "2026-03-31")
    assert await make.absence(await make.person(), "2026-03-01", "2026-03-31")
    answer = await client(None, WRITE).post("/v1/absences", json=body(person, first, last))
    assert answer.status_code == status, answer.text
    if status == 409:
        assert (answer.json()["code"], answer.json()["absence_id"]) == ("absences_overlap", str(known.id))


async def test_of_two_at_once_one_stands(client, make):
    person, hr = await make.person(), client(None, WRITE)
    answers = await asyncio.gather(*(hr.post("/v1/absences", json=body(person)) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_leave_moves_within_what_is_free_and_is_taken_back(client, make):
    person, hr = await make.person(), client(None, READ, WRITE)
    first = await make.absence(person, "2026-03-01", "2026-03-31")
    second = await make.absence(person, "2026-04-01", "2026-04-30")
    refused = await hr.patch(first.path, json={"ends_on": "2026-04-01"})
    assert (refused.status_code, refused.json()["absence_id"]) == (409, str(second.id))
    backwards = await hr.patch(first.path, json={"ends_on": "2026-02-01"})
    assert (backwards.status_code, backwards.json()["code"]) == (422, "ends_before_it_starts")
    moved = await hr.patch(first.path, json={"ends_on": "2026-03-15"}, headers={"If-Match": first.etag})
    assert (moved.json()["ends_on"], moved.json()["version"]) == ("2026-03-15", 2)
    assert (await hr.delete(second.path)).status_code == 204
    assert (await hr.get(second.path)).status_code == 404
    listed = (await hr.get("/v1/absences", params={"as_of": "2026-03-15"})).json()["items"]
    assert [one["id"] for one in listed] == [str(first.id)]
    assert (await hr.get("/v1/absences", params={"as_of": "2026-03-16"})).json()["items"] == []


async def test_only_those_who_keep_leave_change_it(client, make):
    lead = await make.person()
    person = await make.person(lead)
    absence = await make.absence(person, "2026-03-01", "2026-03-31")
    for who in (person, lead):
        assert (await client(who, READ).patch(absence.path, json={"ends_on": "2026-03-15"})).status_code == 403
        assert (await client(who, READ).delete(absence.path)).status_code == 403


async def test_no_event_says_why_somebody_is_away(client, make, sql, org):
    absence = await make.absence(await make.person(), "2026-03-01", "2026-03-31")
    hr = client(None, WRITE)
    await hr.patch(absence.path, json={"ends_on": "2026-03-15"})
    await hr.delete(absence.path)
    rows = await sql.fetch("SELECT type, data FROM performance.events WHERE org_id = $1 AND type LIKE 'absence%'", org)
    assert {row["type"] for row in rows} == {"absence.created", "absence.updated", "absence.deleted"}
    assert not any("parental" in row["data"] for row in rows)
