"""Standards, their targets, and whose target applies to whom."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

READ, WRITE = "standards:read", "standards:write"
TODAY = datetime.now(UTC).date()
TOMORROW, YESTERDAY = (str(TODAY + timedelta(days=days)) for days in (1, -1))


def targets_of(standard):
    return f"/v1/standards/{standard.id}/targets"


async def test_a_standard_is_kept_by_few_and_read_by_all(client, make):
    standard = await make.standard(measure="efficiency", unit="%")
    reader = client(await make.person(), READ)
    seen = (await reader.get(f"/v1/standards/{standard.id}")).json()
    refused = await reader.patch(f"/v1/standards/{standard.id}", json={"name": "Ours"})
    assert (seen["measure"], seen["aggregation"], seen["allowed_actions"]) == ("efficiency", "sum_over_sum", [])
    assert standard.body["allowed_actions"] == ["update", "set_target", "retire"]
    assert (refused.status_code, refused.json()["scope"]) == (403, WRITE)
    assert [one["code"] for one in (await reader.get("/v1/standards?status=active")).json()["items"]] == ["output"]


async def test_what_was_measured_keeps_its_meaning(client, make):
    standard = await make.standard()
    keeper = client(None, READ, WRITE)
    renamed = await keeper.patch(f"/v1/standards/{standard.id}", json={"name": "Output an hour"})
    turned = await keeper.patch(f"/v1/standards/{standard.id}", json={"direction": "lower_is_better"})
    assert (renamed.json()["name"], renamed.json()["version"]) == ("Output an hour", 2)
    assert (turned.status_code, turned.json()["errors"][0]["pointer"]) == (422, "/direction")


async def test_a_retired_standard_takes_no_new_target_until_it_is_reinstated(client, make):
    standard, unit = await make.standard(), await make.org_unit()
    keeper, path = client(None, READ, WRITE), f"/v1/standards/{standard.id}/transitions"
    retired = await keeper.post(
        path, json={"action": "retire", "reason": "Measured otherwise now"}, headers={"If-Match": standard.etag}
    )
    refused = await keeper.post(targets_of(standard), json={"org_unit_id": str(unit.id), "target": 1})
    again = await keeper.post(path, json={"action": "reinstate"}, headers={"If-Match": retired.headers["etag"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_not_allowed")
    assert again.json()["status"] == "active"
    assert len((await keeper.get(path)).json()["items"]) == 2


async def test_a_target_is_for_exactly_one(client, make):
    standard, unit, person = await make.standard(), await make.org_unit(), await make.person()
    keeper = client(None, READ, WRITE)
    nobody = await keeper.post(targets_of(standard), json={"target": 1})
    two = {"org_unit_id": str(unit.id), "person_id": str(person.id)}
    both = await keeper.post(targets_of(standard), json=two | {"target": 1})
    absent = await keeper.post(targets_of(standard), json={"person_id": str(unit.id), "target": 1})
    assert [answer.json()["code"] for answer in (nobody, both)] == ["one_subject", "one_subject"]
    assert (absent.status_code, absent.json()["errors"][0]["pointer"]) == (422, "/person_id")


async def test_marks_must_fit_the_direction(client, make):
    standard, unit = await make.standard(direction="lower_is_better"), await make.org_unit()
    wrong = {"org_unit_id": str(unit.id), "threshold": 5, "target": 10}
    answer = await client(None, WRITE).post(targets_of(standard), json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "marks_invalid")
    assert answer.json()["errors"][0]["pointer"] == "/target"


async def test_a_target_that_has_not_begun_is_corrected_and_one_that_has_is_replaced(client, make, sql):
    standard, unit = await make.standard(), await make.org_unit()
    keeper, subject = client(None, READ, WRITE), {"org_unit_id": str(unit.id)}

    async def put(day, target):
        return await keeper.post(targets_of(standard), json=subject | {"effective_from": day, "target": target})

    first = await put("2026-01-01", 10)
    planned, corrected, same = await put(TOMORROW, 20), await put(TOMORROW, 21), await put(TOMORROW, 21)
    rewritten, backdated, today = await put("2026-01-01", 9), await put(YESTERDAY, 9), await put(str(TODAY), 12)
    assert (corrected.json()["id"], corrected.json()["target"]) == (planned.json()["id"], 21)
    assert (corrected.json()["version"], same.json()["version"]) == (2, 2)
    assert [answer.json()["code"] for answer in (rewritten, backdated)] == ["target_has_begun"] * 2
    listed = (await keeper.get(targets_of(standard), params=subject)).json()["items"]
    assert [one["id"] for one in listed] == [answer.json()["id"] for answer in (planned, today, first)]
    assert (await keeper.get(first.headers["location"])).json() == first.json()
    noted = await sql.fetch("SELECT type FROM performance.events WHERE org_id = $1 ORDER BY at, id", standard.org_id)
    assert [event["type"] for event in noted if "target" in event["type"]] == [
        "standard_target.set", "standard_target.set", "standard_target.corrected", "standard_target.set",
    ]  # fmt: skip


async def test_of_targets_set_at_once_for_one_day_the_last_corrects_the_others(client, make):
    standard, unit = await make.standard(), await make.org_unit()
    keeper, body = client(None, READ, WRITE), {"org_unit_id": str(unit.id), "effective_from": TOMORROW}
    answers = await asyncio.gather(
        *(keeper.post(targets_of(standard), json=body | {"target": target}) for target in range(1, 6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_persons_target_is_seen_by_them_their_line_and_hr_only(client, make):
    lead = await make.person()
    person = await make.person(lead=lead)
    standard = await make.standard()
    own = await make.target(standard, person_id=str(person.id))
    path, seen = targets_of(standard), {}
    viewers = {
        "self": client(person, READ),
        "lead": client(lead, READ),
        "colleague": client(await make.person(), READ),
        "hr": client(None, READ, "productivity:read:all"),
        "keeper": client(None, READ, WRITE),
    }
    for name, viewer in viewers.items():
        page = (await viewer.get(path, params={"include_total": True})).json()
        one = await viewer.get(f"{path}/{own.id}")
        applies = await viewer.get(
            f"/v1/standards/{standard.id}/applicable-target", params={"person_id": str(person.id)}
        )
        seen[name] = (len(page["items"]), page["total"], one.status_code, applies.status_code)
    shown, hidden = (1, 1, 200, 200), (0, 0, 404, 404)
    assert seen == {"self": shown, "lead": shown, "hr": shown, "keeper": shown, "colleague": hidden}


async def test_the_applicable_target_says_who_else_was_considered(client, make):
    unit, person, standard = await make.org_unit(), await make.person(), await make.standard()
    await make.assignment(person, org_unit_id=str(unit.id))
    mine = client(person, READ)

    async def applies(**asked):
        path = f"/v1/standards/{standard.id}/applicable-target"
        return (await mine.get(path, params={"person_id": str(person.id)} | asked)).json()

    nobodys = await applies()
    units = await make.target(standard, 80, org_unit_id=str(unit.id))
    of_unit = await applies()
    own = await make.target(standard, 90, person_id=str(person.id), effective_from="2026-02-01")
    mixed = [await applies(on="2026-01-31"), await applies(on="2026-02-01")]
    assert (nobodys["target"], [one["taken"] for one in nobodys["considered"]]) == (None, [False, False])
    assert of_unit["target"]["id"] == str(units.id)
    assert of_unit["considered"][1] == {
        "applies_to": "org_unit", "id": str(unit.id), "name": "Ops", "target_id": str(units.id), "taken": True,
    }  # fmt: skip
    assert [one["target"]["id"] for one in mixed] == [str(units.id), str(own.id)]
    assert [one["taken"] for one in mixed[1]["considered"]] == [True, False]


async def test_a_profile_comes_before_a_unit_and_the_nearest_unit_before_those_above(client, make):
    plant = await make.org_unit("plant", effective_from="2020-01-01")
    hall = await make.org_unit("hall", effective_from="2020-01-01", parent_id=str(plant.id))
    person, profile, standard = await make.person(), await make.job_profile(), await make.standard()
    await make.assignment(person, org_unit_id=str(hall.id), job_profile_id=str(profile.id))
    mine, path = client(person, READ), f"/v1/standards/{standard.id}/applicable-target"
    for about in ({"org_unit_id": plant.id}, {"org_unit_id": hall.id}, {"job_profile_id": profile.id}):
        set_now = await make.target(standard, **{name: str(id) for name, id in about.items()})
        answer = (await mine.get(path, params={"person_id": str(person.id)})).json()
        assert answer["target"]["id"] == str(set_now.id)
    assert [one["name"] for one in answer["considered"]] == [person.body["display_name"], "Operator", "Hall", "Plant"]
    of_unit = (await mine.get(path, params={"org_unit_id": str(hall.id)})).json()
    assert [one["taken"] for one in of_unit["considered"]] == [True, False]


@pytest.mark.parametrize("asked", ["", "person_id={person}&org_unit_id={unit}"])
async def test_the_applicable_target_is_asked_for_one_person_or_unit(client, make, asked):
    standard, person, unit = await make.standard(), await make.person(), await make.org_unit()
    query = asked.format(person=person.id, unit=unit.id)
    answer = await client(person, READ).get(f"/v1/standards/{standard.id}/applicable-target?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "one_subject")
    assert answer.json()["errors"][0]["pointer"] == "?person_id"
