"""How many people attain their standards: counted by hand, and held against what each person's own report says."""

from datetime import UTC, datetime, timedelta

import pytest

READ, ALL = ("goals:read", "productivity:read"), ("goals:read", "productivity:read", "productivity:read:all")
HR = (*ALL, "goals:read:all")
ATTAINED = {"threshold", "target", "stretch", "within_limits"}


def months_back(count):
    """First and last day of the month that many before this one."""
    last = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    for _ in range(count - 1):
        last = last.replace(day=1) - timedelta(days=1)
    return {"starts_on": last.replace(day=1).isoformat(), "ends_on": last.isoformat()}


LAST_MONTH = months_back(1)


@pytest.fixture
def numbers(client):
    """`await numbers(person, "team")`: the headline's numerator, denominator and percent, and the part on standards."""

    async def shown(who, which, *scopes, **asked):
        answer = await client(who, *(scopes or READ)).get(f"/v1/dashboards/{which}", params=asked)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        metric = next(metric for metric in body["metrics"] if metric["key"] == "standard_attainment")
        share = metric["numerator"], metric["denominator"], metric["percent"]
        return share, body["standard_attainment"]

    return shown


async def test_people_at_their_threshold_are_counted_among_the_measured(make, numbers):
    lead = await make.person()
    standard = await make.standard(measure="efficiency", unit="%")
    people = [await make.person(lead=lead) for _ in range(5)]
    for person, hours in zip(people[:4], (300, 320, 380, 500), strict=True):
        await make.target(standard, 0.9, person_id=str(person.id), threshold=0.8)
        await make.measured(make.measurement(standard, person, numerator=hours, denominator=400, **LAST_MONTH))
    await make.measured(make.measurement(standard, people[4], numerator=100, denominator=400, **LAST_MONTH))
    share, found = await numbers(lead, "team")
    assert share == (3, 4, 75)
    [item] = found["standards"]
    assert item["standard"] == {"id": str(standard.id), "code": "output", "name": "Output", "unit": "%"}
    assert (item["period"], len(item["periods"])) == ("month", 6)
    assert item["periods"][-1] == LAST_MONTH | {
        "numerator": 3, "denominator": 4, "percent": 75, "not_judged": 1,
        "efficiency": {"earned_hours": 1600, "worked_hours": 2000, "percent": 80},
    }  # fmt: skip
    nothing = {"numerator": 0, "denominator": 0, "percent": None, "not_judged": 0, "efficiency": None}
    assert item["periods"][0] == months_back(6) | nothing
    assert found["people_hidden"] == 0


async def test_who_is_judged_by_several_standards_is_one_person(make, numbers):
    lead = await make.person()
    people = [await make.person(lead=lead) for _ in range(3)]
    for code, values in (("output", (100, 100, 99)), ("care", (100, 99, 99))):
        standard = await make.standard(code)
        for person, value in zip(people, values, strict=True):
            await make.target(standard, 100, person_id=str(person.id))
            await make.measured(make.measurement(standard, person, numerator=value, **LAST_MONTH))
    share, found = await numbers(lead, "team")
    assert share == (1, 3, pytest.approx(100 / 3))
    assert {item["standard"]["code"]: item["periods"][-1]["numerator"] for item in found["standards"]} == {
        "care": 1, "output": 2,
    }  # fmt: skip


async def test_the_trend_has_a_share_for_each_whole_period(make, numbers):
    me, standard = await make.person(), await make.standard()
    await make.target(standard, 100, person_id=str(me.id))
    today = datetime.now(UTC).date().isoformat()
    this_month = {"starts_on": today, "ends_on": today}
    for days, value in ((months_back(7), 100), (months_back(3), 100), (months_back(2), 99), (this_month, 100)):
        await make.measured(make.measurement(standard, me, numerator=value, **days))
    share, found = await numbers(me, "me")
    shares = [(period["numerator"], period["denominator"]) for period in found["standards"][0]["periods"]]
    assert shares == [(0, 0), (0, 0), (0, 0), (1, 1), (0, 1), (0, 0)]
    assert share == (0, 0, None)


async def test_what_was_corrected_or_taken_back_does_not_count(client, make, numbers):
    me, standard, program = await make.person(), await make.standard(), client(None, "productivity:write")
    await make.target(standard, 100, person_id=str(me.id))
    row = make.measurement(standard, me, numerator=10, **LAST_MONTH)
    taken_back = row | {"numerator": None, "denominator": None, "void_reason": "Wrong person"}
    shares = []
    for sent in (row, row | {"numerator": 100, "supersedes": True}, taken_back | {"supersedes": True}):
        answer = await program.post("/v1/measurements:batch", json={"source": "mes", "rows": [sent]})
        assert answer.json()["summary"]["failed"] == 0, answer.text
        shares.append((await numbers(me, "me"))[0])
    assert shares == [(0, 1, 0), (1, 1, 100), (0, 0, None)]


async def test_nobody_counts_whom_they_may_not_see(client, make, numbers):
    unit, standard = await make.org_unit(), await make.standard()
    lead = await make.person()
    await make.target(standard, 50, org_unit_id=str(unit.id))
    people = [await make.person(lead=lead) for _ in range(6)]
    for person in people:
        await make.assignment(person, org_unit_id=str(unit.id), manager_id=str(lead.id))
        await make.measured(make.measurement(standard, person, **LAST_MONTH))
    stranger, path = await make.person(), f"org-units/{unit.id}"
    seen = {}
    for name, viewer, scopes in (
        ("hr", stranger, ALL), ("lead", lead, READ), ("one", people[0], READ), ("stranger", stranger, READ),
        ("without the scope", lead, ("goals:read",)),
    ):  # fmt: skip
        share, found = await numbers(viewer, path, *scopes)
        seen[name] = (*share[:2], found["people_hidden"])
        assert bool(found["standards"]) == (share[1] > 0)
    assert seen == {
        "hr": (6, 6, 0), "lead": (6, 6, 0), "one": (1, 1, 5), "stranger": (0, 0, 6), "without the scope": (0, 0, 6),
    }  # fmt: skip


@pytest.fixture
async def everything(make, day):
    """Standards of every direction and aggregation; targets of persons, a profile, a unit and the unit above it."""
    above = await make.org_unit("above")
    unit = await make.org_unit("unit", parent_id=str(above.id))
    profile = await make.job_profile()
    kinds = {
        "rate": {"aggregation": "sum_over_sum"},
        "mean": {"aggregation": "mean"},
        "last": {"aggregation": "last"},
        "max": {"aggregation": "max"},
        "count": {"measure": "count"},
        "slow": {"measure": "duration", "direction": "lower_is_better"},
        "range": {"direction": "range"},
    }
    standards = {name: await make.standard(name, **fields) for name, fields in kinds.items()}
    places = [
        {"org_unit_id": str(unit.id)}, {"org_unit_id": str(unit.id), "job_profile_id": str(profile.id)},
        {"org_unit_id": str(above.id)}, {},
    ]  # fmt: skip
    people = [await make.person(assignment={"effective_from": "2020-01-01"} | place) for place in places * 2]
    for name, standard in standards.items():
        marks = {"lower_limit": 30, "upper_limit": 70} if name == "range" else {}
        for target, subject in (
            (60, {"org_unit_id": str(above.id)}), (50, {"job_profile_id": str(profile.id)}),
            (40, {"person_id": str(people[4].id)}), (55, {"person_id": str(people[5].id)}),
        ):  # fmt: skip
            await make.target(standard, target, **marks, **subject)
        moved = {"effective_from": months_back(1)["starts_on"], "org_unit_id": str(unit.id)}
        await make.target(standard, 45, **marks, **moved)
        for place, person in enumerate(people):
            for days in (months_back(1), months_back(2)):
                for step in range(2):
                    value = 20 + 8 * place + 15 * step
                    row = make.measurement(standard, person, numerator=value, **days)
                    await make.measured(row | ({"denominator": None} if name == "count" else {}))
    return standards


async def test_of_the_organisation_everybody_is_counted_once_an_hour(client, make, numbers, do_jobs):
    me, standard = await make.person(), await make.standard()
    await make.target(standard, 80, person_id=str(me.id))
    await make.measured(make.measurement(standard, me, **LAST_MONTH))
    share, found = await numbers(None, "company", *HR)
    assert (share, found) == ((0, 0, None), {"as_of": None, "people_hidden": 0, "standards": []})
    await do_jobs(scheduled="dashboards.keep_attainment")
    share, found = await numbers(None, "company", *HR)
    assert (share, len(found["standards"])) == ((1, 1, 100), 1)
    assert datetime.now(UTC) - datetime.fromisoformat(found["as_of"]) < timedelta(minutes=1)
    await make.measured(make.measurement(standard, me, numerator=0, **LAST_MONTH))
    await do_jobs(scheduled="dashboards.keep_attainment")
    assert (await numbers(None, "company", *HR))[0] == (0, 1, 0)
    assert (await numbers(me, "company", "goals:read", "goals:read:all", "productivity:read"))[0] == (0, 1, 0)


@pytest.fixture
async def line(make, do_jobs, monkeypatch):
    """A lead, whose line counts as a large one, and its two people, of whom one attained when it was kept."""
    monkeypatch.setattr("services.performance.dashboards.rules.MANY_LED", 2)
    lead, standard = await make.person(lead=await make.person()), await make.standard()
    people = [await make.person(lead=lead) for _ in range(2)]
    for person, value in zip(people, (80, 20), strict=True):
        await make.target(standard, 50, person_id=str(person.id))
        await make.measured(make.measurement(standard, person, numerator=value, **LAST_MONTH))
    await do_jobs(scheduled="dashboards.keep_attainment")
    await make.measured(make.measurement(standard, people[0], numerator=-1000, **LAST_MONTH))
    return [lead, *people]


async def test_of_a_large_line_its_lead_is_told_what_was_kept(line, numbers):
    share, found = await numbers(line[0], "company")
    assert (share, found["people_hidden"], len(found["standards"])) == ((1, 2, 50), 1, 1)
    assert (await numbers(line[0], "team"))[0] == (0, 2, 0)
    assert (await numbers(line[1], "company"))[0] == (0, 1, 0)
    assert (await numbers(line[0], "company", "goals:read"))[0] == (0, 0, None)


async def test_who_sees_others_beside_a_large_line_is_counted_anew(line, make, numbers):
    other = await make.person()
    await make.relationship(other, line[0], "hrbp")
    share, found = await numbers(line[0], "company")
    assert (share, found["people_hidden"]) == ((0, 2, 0), 1)


async def test_who_no_longer_leads_a_large_line_is_not_told_of_it(line, make, numbers, day):
    for person in line[1:]:
        await make.assignment(person, effective_from=day(0))
    share, found = await numbers(line[0], "company")
    assert (share, found["people_hidden"], found["standards"]) == ((0, 0, None), 3, [])


async def test_every_share_is_that_of_the_persons_own_reports(client, make, everything, numbers, do_jobs):
    hr = client(None, *HR)
    await do_jobs(scheduled="dashboards.keep_attainment")
    _, found = await numbers(None, "company", *HR)
    assert {item["standard"]["code"] for item in found["standards"]} == set(everything)
    listed = (await hr.get("/v1/dashboards/company")).json()["metrics"]
    total = next(metric for metric in listed if metric["key"] == "standard_attainment")
    periods = {item["standard"]["code"]: item["periods"] for item in found["standards"]}
    people = (await client(None, "people:read").get("/v1/people")).json()["items"]
    counted, judged = [], []
    for code, standard in everything.items():
        for period in periods[code][-2:]:
            zones = []
            for person in people:
                asked = {"person_id": person["id"], "from": period["starts_on"], "to": period["ends_on"]}
                own = (await hr.get(f"/v1/standards/{standard.id}/attainment", params=asked)).json()
                zones.append(own["items"][0]["periods"][0]["zone"])
            share = sum(zone in ATTAINED for zone in zones), sum(zone is not None for zone in zones)
            assert (period["numerator"], period["denominator"]) == share, (code, period["starts_on"])
            assert period["not_judged"] == zones.count(None) > 0
            counted.append(share)
        judged.append(zones)
    of_each = [[zone in ATTAINED for zone in zones if zone] for zones in zip(*judged, strict=True)]
    of_people = [attained for attained in of_each if attained]
    assert (total["numerator"], total["denominator"]) == (sum(map(all, of_people)), len(of_people))
    assert len(set(counted)) > 2
