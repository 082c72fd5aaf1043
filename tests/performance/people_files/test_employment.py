"""Who leaves and comes back by a file, and what the turn of a day makes of it."""

from datetime import datetime

import pytest

READ = "people:read"
DATES = "external_id,ended_on"
PEOPLE = "external_id,display_name,work_email,manager_external_id,hired_on"
ADA, BOB = "00001,Ada,ada@example.org,NO_MANAGER,2020-01-01", "00002,Bob,bob@example.org,00001,2021-01-01"


@pytest.fixture
def turn(client, do_jobs, on_day, day):
    """`await turn(3, person)`: the person three days from now, after that day began."""

    async def turned(days, person):
        on_day(days)
        await do_jobs(at=datetime.fromisoformat(f"{day(days)}T00:05:00+00:00"), scheduled="people.turn")
        return (await client(None, READ).get(f"/v1/people/{person['id']}")).json()

    return turned


@pytest.fixture
async def ada_and_bob(report):
    await report(PEOPLE, ADA, BOB)


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_last_day_that_is_over_terminates_at_once_and_keeps_everything(report, everybody, client, events, day):
    body = await report(DATES, f"00001,{day(-1)}")
    assert body["results"][0]["outcome"] == "terminated"
    assert body["results"][0]["changes"] == {"ended_on": {"from": None, "to": day(-1)}}
    people = await everybody()
    ada, bob = people["00001"], people["00002"]
    assert (ada["status"], ada["active"], ada["ended_on"], ada["assignment"]) == ("terminated", False, day(-1), None)
    assert (bob["manager_inactive"], bob["assignment"]["manager"]["id"]) == (True, ada["id"])
    assert (await events())[-1]["type"] == "person.terminated"
    history = (await client(None, READ).get(f"/v1/people/{ada['id']}/assignments")).json()["items"]
    assert [item["ends_employment"] for item in history] == [True, False]


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_last_day_to_come_changes_nothing_today_and_the_turn_of_the_day_flips_it(
    report, everybody, events, turn, day
):
    body = await report(DATES, f"00002,{day(3)}")
    assert body["summary"]["terminated"] == 1
    bob = (await everybody())["00002"]
    assert (bob["status"], bob["active"], bob["ended_on"]) == ("active", True, day(3))
    assert bob["assignment"]["manager"]["display_name"] == "Ada"
    assert (await events())[-1]["type"] == "person.termination_planned"
    assert (await report(DATES, f"00002,{day(3)}"))["summary"]["unchanged"] == 1
    left = await turn(4, bob)
    assert (left["status"], left["active"]) == ("terminated", False)
    assert (await events())[-1]["type"] == "person.terminated"


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_last_day_that_is_cleared_again_is_called_off(report, everybody, day):
    await report(DATES, f"00002,{day(3)}")
    body = await report(DATES, "00002,")
    assert body["results"][0]["outcome"] == "updated"
    assert body["results"][0]["changes"] == {"ended_on": {"from": day(3), "to": None}}
    assert (await everybody())["00002"]["ended_on"] is None


@pytest.mark.usefixtures("ada_and_bob")
async def test_who_comes_back_keeps_the_id_and_the_links(report, everybody, events, day):
    before = (await everybody())["00002"]
    await report(DATES, f"00002,{day(-30)}")
    row = f"00002,Bob,bob@example.org,00001,{day(-2)}"
    body = await report(PEOPLE, row)
    assert body["results"][0]["outcome"] == "rehired"
    bob = (await everybody())["00002"]
    assert (bob["id"], bob["links"]) == (before["id"], before["links"])
    assert (bob["status"], bob["active"], bob["ended_on"], bob["hired_on"]) == ("active", True, None, day(-2))
    assert (bob["assignment"]["effective_from"], bob["assignment"]["manager"]["display_name"]) == (day(-2), "Ada")
    assert (await events())[-1]["type"] == "person.rehired"
    assert (await report(PEOPLE, row))["summary"]["unchanged"] == 1


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_return_to_come_is_planned_and_the_turn_of_the_day_flips_it(report, everybody, events, turn, day):
    await report(DATES, f"00002,{day(-30)}")
    body = await report("external_id,effective_from,ended_on", f"00002,{day(2)},")
    assert body["summary"]["rehired"] == 1
    bob = (await everybody())["00002"]
    assert (bob["status"], bob["active"], bob["ended_on"]) == ("terminated", False, day(-30))
    assert (await events())[-1]["type"] == "person.rehire_planned"
    assert (await report("external_id,effective_from,ended_on", f"00002,{day(2)},"))["summary"]["unchanged"] == 1
    back = await turn(2, bob)
    assert (back["status"], back["active"], back["ended_on"]) == ("active", True, None)


async def test_somebody_may_come_with_a_last_day_or_have_left_already(report, everybody, day):
    body = await report(f"{PEOPLE},ended_on", f"{ADA},{day(90)}", f"{BOB},{day(-90)}")
    assert body["summary"]["created"] == 2
    people = await everybody()
    assert [(people[name]["status"], people[name]["ended_on"]) for name in ("00001", "00002")] == [
        ("active", day(90)),
        ("terminated", day(-90)),
    ]


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_full_file_terminates_who_is_in_no_row_and_says_so(report, everybody, make, events, day):
    stranger = await make.person()
    body = await report(PEOPLE, ADA, mode="full", max_terminations_percent=50)
    assert body["summary"] == body["summary"] | {"unchanged": 1, "terminated": 1}
    assert body["results"][1] == {
        "index": None,
        "external_id": "00002",
        "outcome": "terminated",
        "changes": {"ended_on": {"from": None, "to": day(-1)}},
        "problem": None,
    }
    assert (await everybody())["00002"]["status"] == "terminated"
    assert (await events())[-1]["type"] == "person.terminated"
    assert [event["record_id"] for event in await events()].count(stranger.id) == 1
    again = await report(PEOPLE, ADA, mode="full", max_terminations_percent=0)
    assert again["summary"] == again["summary"] | {"unchanged": 1, "terminated": 0}


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_full_file_that_would_terminate_too_many_is_refused_with_the_numbers(send, everybody, events):
    before, noted = await everybody(), await events()
    for dry_run in (True, False):
        answer = await send(PEOPLE, ADA, "00003,Cyd,cyd@example.org,00001,", mode="full", dry_run=dry_run)
        assert (answer.status_code, answer.json()["code"]) == (409, "too_many_terminations")
        assert {name: answer.json()[name] for name in ("missing", "employed", "max_terminations_percent")} == {
            "missing": 1,
            "employed": 2,
            "max_terminations_percent": 10,
        }
    assert (await everybody(), await events()) == (before, noted)


@pytest.mark.usefixtures("ada_and_bob")
async def test_who_was_missing_by_mistake_is_back_with_the_next_file(report, everybody, client):
    before = await everybody()
    await report(PEOPLE, ADA, mode="full", max_terminations_percent=50)
    body = await report(PEOPLE, ADA, BOB, mode="full")
    assert body["results"][1]["outcome"] == "rehired"
    bob = (await everybody())["00002"]
    assert (bob["id"], bob["status"], bob["assignment"]) == (
        before["00002"]["id"], "active", before["00002"]["assignment"]
    )  # fmt: skip


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_full_file_of_one_source_leaves_those_of_another_alone(report, everybody):
    body = await report("external_id,display_name", "77,Zoe", source="payroll", mode="full")
    assert body["summary"] == body["summary"] | {"created": 1, "terminated": 0}


@pytest.mark.usefixtures("ada_and_bob")
async def test_a_leaver_can_not_get_another_place_without_coming_back(report, day):
    await report(DATES, f"00002,{day(-30)}")
    body = await report("external_id,job_title", "00002,Chef")
    assert body["results"][0]["problem"]["code"] == "not_employed"
    assert body["results"][0]["problem"]["errors"][0]["pointer"] == "/rows/0/effective_from"
