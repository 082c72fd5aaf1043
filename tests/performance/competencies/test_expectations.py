"""What a job expects on a day: the profile's own word before its level's, the latest begun, and never rewritten."""

import asyncio
import json

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member
from tests.performance.competencies.conftest import READ, day


@pytest.fixture
def expected(keeper):
    """What a job expects, as proficiency by code."""

    async def seen(profile, level, as_of=None):
        query = {"job_level_id": str(level.id)} | ({"as_of": as_of} if as_of else {})
        answer = await keeper.get(f"/v1/job-profiles/{profile.id}/competency-expectations", params=query)
        assert answer.status_code == 200, answer.text
        return {one["competency"]["code"]: one["expected_proficiency"] for one in answer.json()["items"]}

    return seen


async def test_an_expectation_holds_from_its_day_until_the_next(make, expect, expected):
    welding, level, profile = (
        await make.published_competency("welding"),
        await make.job_level(),
        await make.job_profile(),
    )
    await expect(welding, level, profile, proficiency=2, effective_from=day(-10))
    await expect(welding, level, profile, proficiency=4, effective_from=day(5))
    await expect(welding, level, profile, proficiency=None, effective_from=day(9))
    seen = [await expected(profile, level, day(days)) for days in (-11, -10, 4, 5, 8, 9, 900)]
    assert seen == [{}, {"welding": 2}, {"welding": 2}, {"welding": 4}, {"welding": 4}, {}, {}]
    assert await expected(profile, level) == {"welding": 2}


async def test_a_profile_has_the_word_before_its_level(make, expect, expected):
    level, operator, seller = (
        await make.job_level(),
        await make.job_profile("operator"),
        await make.job_profile("seller"),
    )
    listening, welding = await make.published_competency("listening"), await make.published_competency("welding")
    await expect(listening, level, proficiency=3, effective_from=day(-9))
    await expect(listening, level, seller, proficiency=5, effective_from=day(-20))
    await expect(welding, level, operator, proficiency=4)
    await expect(welding, await make.job_level("junior", 10), operator, proficiency=1)
    assert await expected(operator, level) == {"listening": 3, "welding": 4}
    assert await expected(seller, level) == {"listening": 5}
    await expect(listening, level, seller, proficiency=None, effective_from=day(3))
    assert await expected(seller, level, day(3)) == {"listening": 3}


async def test_of_a_person_is_expected_what_their_job_expects_that_day(client, make, expect):
    welding, junior, senior = (
        await make.published_competency(),
        await make.job_level("junior", 10),
        await make.job_level(),
    )
    profile, person = await make.job_profile(), await make.person()
    await expect(welding, junior, proficiency=1, effective_from=day(-100))
    await expect(welding, senior, profile, proficiency=4, effective_from=day(-100))
    for days, level in ((-50, junior), (-10, senior)):
        job = {"job_profile_id": str(profile.id), "job_level_id": str(level.id)}
        await make.assignment(person, effective_from=day(days), **job)
    reader, path = client(person, READ), f"/v1/people/{person.id}/competency-expectations"
    seen = [(await reader.get(path, params={"as_of": day(days)})).json() for days in (-51, -50, -11, -10)]
    assert [[one["expected_proficiency"] for one in answer["items"]] for answer in seen] == [[], [1], [1], [4]]
    assert [answer["job_level"] and answer["job_level"]["code"] for answer in seen[1:]] == [
        "junior",
        "junior",
        "senior",
    ]
    assert (await reader.get(path)).json() == seen[3] | {"as_of": day(0)}
    assert (await reader.get(f"/v1/people/{profile.id}/competency-expectations")).status_code == 404


async def test_the_answer_says_of_which_version_and_what_shows_it(keeper, make, expect):
    welding, level, profile = (
        await make.published_competency("welding"),
        await make.job_level(),
        await make.job_profile(),
    )
    behaviours = ["Sees a bad seam", "Teaches it"]
    made = await expect(welding, level, profile, proficiency=4, behaviours=behaviours)
    answer = await keeper.get(
        f"/v1/job-profiles/{profile.id}/competency-expectations", params={"job_level_id": str(level.id)}
    )
    assert answer.json()["items"] == [made.json()]
    assert made.json()["competency_version"] == welding.body["published"]
    assert (made.json()["proficiency_name"], made.json()["behaviours"]) == (
        "Proficient",
        ["Sees a bad seam", "Teaches it"],
    )
    assert (answer.json()["job_level"]["rank"], answer.json()["as_of"]) == (30, day(0))
    assert (await keeper.get(made.headers["location"])).json() == made.json()


async def test_a_new_version_changes_what_is_expected_only_when_that_is_said(keeper, make, move, expect):
    welding, level = await make.published_competency("welding"), await make.job_level()
    before = await expect(welding, level, effective_from=day(-5))
    wanted = {"competency_id": str(welding.id), "name": "Joining", "description": "Joins what there is."}
    second = (await keeper.post("/v1/competency-versions", json=wanted)).json()
    await move(second, "publish")
    after = await expect(welding, level, effective_from=day(1))
    assert (await keeper.get(before.headers["location"])).json()["competency_version"]["number"] == 1
    assert (after.json()["competency_version"]["number"], after.json()["competency_version"]["name"]) == (2, "Joining")


async def test_what_has_begun_stays_as_people_knew_it(make, expect):
    welding, level = await make.published_competency(), await make.job_level()
    await expect(welding, level, effective_from=day(-5))
    for wanted in (day(-6), day(-5), day(-1)):
        refused = await expect(welding, level, proficiency=5, effective_from=wanted)
        assert (refused.status_code, refused.json()["code"]) == (409, "expectation_has_begun")
        assert refused.json()["errors"][0]["pointer"] == "/effective_from"
    assert (await expect(welding, level, proficiency=5)).json()["effective_from"] == day(0)


async def test_what_has_not_begun_is_corrected_by_saying_it_again(make, expect, sql):
    welding, level = await make.published_competency(), await make.job_level()
    first = await expect(welding, level, proficiency=2, effective_from=day(5))
    for _ in range(2):
        second = await expect(welding, level, proficiency=4, effective_from=day(5))
    assert (second.json()["id"], second.json()["version"]) == (first.json()["id"], 2)
    noted = await sql.fetch(
        "SELECT type, data FROM performance.events WHERE record_id = $1 ORDER BY id", second.json()["id"]
    )
    assert [event["type"] for event in noted] == ["competency_expectation.set", "competency_expectation.corrected"]
    assert json.loads(noted[1]["data"])["changes"] == {"expected_proficiency": {"from": 2, "to": 4}}


async def test_many_who_say_the_same_at_once_say_it_once(keeper, make, expect):
    welding, level = await make.published_competency(), await make.job_level()
    answers = await asyncio.gather(*(expect(welding, level, effective_from=day(5)) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    listed = await keeper.get("/v1/competency-expectations", params={"include_total": True})
    assert listed.json()["total"] == 1


async def test_a_draft_is_expected_of_nobody(make, expect):
    refused = await expect(await make.competency(), await make.job_level())
    assert (refused.status_code, refused.json()["code"]) == (409, "not_published")


async def test_an_unknown_job_or_competency_is_named(keeper, make, expect):
    welding, level = await make.published_competency(), await make.job_level()
    wrong = [
        (await expect(welding, welding), "/job_level_id"),
        (await expect(welding, level, level), "/job_profile_id"),
        (await expect(level, level), "/competency_id"),
    ]
    for answer, pointer in wrong:
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    profile = await make.job_profile()
    for path, query in ((welding, level), (profile, welding)):
        answer = await keeper.get(
            f"/v1/job-profiles/{path.id}/competency-expectations", params={"job_level_id": str(query.id)}
        )
        assert answer.status_code == 404


async def test_all_that_was_and_will_be_is_listed(keeper, make, expect):
    level, profile, welding = await make.job_level(), await make.job_profile(), await make.published_competency()
    for days in (-5, 0, 5):
        await expect(welding, level, profile, effective_from=day(days))
    await expect(welding, level)
    query = {"job_profile_id": str(profile.id), "sort": "effective_from.asc"}
    listed = (await keeper.get("/v1/competency-expectations", params=query)).json()["items"]
    assert [one["effective_from"] for one in listed] == [day(-5), day(0), day(5)]


async def test_another_organisation_sees_none_of_it(client, make, expect):
    competency, level = await make.published_competency(), await make.job_level()
    expectation = await expect(competency, level)
    stranger = client(Member(uuid7()), READ)
    for path in ("competencies", "competency-versions", "competency-expectations"):
        assert (await stranger.get(f"/v1/{path}")).json()["items"] == []
    published = competency.body["published"]["id"]
    for path in (f"/v1/competencies/{competency.id}", f"/v1/competency-versions/{published}"):
        assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get(expectation.headers["location"])).status_code == 404
