"""How far what was measured attains the targets, by person, unit and period, and what a viewer's answer is made of."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.performance.attainment.queries import attained
from services.performance.standards.rules.precedence import Subject
from services.performance.standards.rules.states import TargetSubject
from shared.auth.actor import Actor
from shared.work import Reading

READ, ALL = "productivity:read", "productivity:read:all"
JANUARY = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
FEBRUARY = {"starts_on": "2026-02-01", "ends_on": "2026-02-28"}
WINTER = {"from": "2026-01-01", "to": "2026-02-28"}


@pytest.fixture
async def unit(make):
    return await make.org_unit()


@pytest.fixture
async def line(make, unit):
    """A lead and their two people, all in the unit."""
    lead = await make.person()
    people = [lead, await make.person(lead=lead), await make.person(lead=lead)]
    for person in people:
        manager = {} if person is lead else {"manager_id": str(lead.id)}
        await make.assignment(person, org_unit_id=str(unit.id), **manager)
    return people


async def asked(viewer, standard, **query):
    answer = await viewer.get(f"/v1/standards/{standard.id}/attainment", params=WINTER | query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def periods_of(viewer, standard, **query):
    [item] = (await asked(viewer, standard, **query))["items"]
    return item["periods"]


async def test_a_person_attains_the_sum_over_sum_and_nothing_measured_is_null(client, make):
    person, standard = await make.person(), await make.standard(measure="efficiency", unit="%")
    target = await make.target(standard, 0.9, person_id=str(person.id), threshold=0.6, stretch=1)
    await make.measured(
        make.measurement(standard, person, numerator=340, denominator=400),
        make.measurement(standard, person, numerator=1, denominator=10),
    )
    january, february = await periods_of(client(person, READ), standard, person_id=str(person.id))
    value = Decimal(341) / 410
    assert january == {
        "starts_on": "2026-01-01", "ends_on": "2026-01-31", "basis": "person", "n": 2, "subjects": 1,
        "numerator": 341, "denominator": 410, "value": pytest.approx(float(value)),
        "target": {
            "id": str(target.id), "applies_to": "person", "applies_to_id": str(person.id),
            "effective_from": "2020-01-01", "threshold": 0.6, "target": 0.9, "stretch": 1, "lower_limit": None,
            "upper_limit": None, "shares": 1,
        },
        "attainment": pytest.approx(float((value - Decimal("0.6")) / Decimal("0.3"))),
        "efficiency": pytest.approx(float(value)), "zone": "threshold",
    }  # fmt: skip
    assert (february["n"], february["target"]["id"]) == (0, str(target.id))
    unknown = ("basis", "numerator", "denominator", "value", "attainment", "efficiency", "zone")
    assert [february[name] for name in unknown] == [None] * len(unknown)


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        ("sum_over_sum", (160, 50, 3.2)),
        ("mean", (160, 50, 4)),
        ("max", (160, 50, 10)),
        ("last", (100, 10, 10)),
    ],
)
async def test_each_aggregation_says_what_it_says(client, make, aggregation, expected):
    person, standard = await make.person(), await make.standard(aggregation=aggregation)
    monday, tuesday = ({"starts_on": day, "ends_on": day} for day in ("2026-01-05", "2026-01-06"))
    await make.measured(
        make.measurement(standard, person, numerator=100, denominator=10, **tuesday),
        make.measurement(standard, person, numerator=60, denominator=30, **monday),
        make.measurement(standard, person, numerator=0, denominator=10, **monday),
    )
    january, _ = await periods_of(client(person, READ), standard, person_id=str(person.id))
    assert (january["numerator"], january["denominator"], january["value"]) == expected


async def test_a_unit_sums_its_people_and_a_lead_sees_each_of_them(client, make, unit, line):
    lead, one, other = line
    standard = await make.standard()
    await make.target(standard, 10, org_unit_id=str(unit.id))
    await make.target(standard, 20, person_id=str(one.id))
    await make.measured(
        make.measurement(standard, one, numerator=100, denominator=10),
        make.measurement(standard, other, numerator=60, denominator=30),
        make.measurement(standard, await make.person(), numerator=1000, denominator=1),
    )
    viewer, about = client(lead, READ), {"org_unit_id": str(unit.id)}
    january, _ = await periods_of(viewer, standard, **about)
    assert (january["basis"], january["n"], january["subjects"]) == ("people", 2, 2)
    assert (january["numerator"], january["denominator"], january["value"]) == (160, 40, 4)
    assert (january["target"]["applies_to"], january["attainment"], january["zone"]) == (
        "org_unit",
        0.4,
        "below_target",
    )
    each = {
        item["person"]["id"]: (item["periods"][0]["value"], item["periods"][0]["attainment"])
        for item in (await asked(viewer, standard, group_by="person", **about))["items"]
    }
    assert each == {str(lead.id): (None, None), str(one.id): (10, 0.5), str(other.id): (2, 0.2)}


async def test_people_are_paged_by_name(client, make, unit, line):
    standard = await make.standard()
    viewer, seen, query = client(line[0], READ), [], {"org_unit_id": str(unit.id), "group_by": "person", "limit": 1}
    while True:
        page = await asked(viewer, standard, **query)
        seen += [item["person"]["display_name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [person.body["display_name"] for person in line]


async def test_a_units_own_measurements_come_before_its_peoples(client, make, unit, line):
    standard = await make.standard()
    await make.measured(
        make.measurement(standard, line[1], numerator=100, denominator=10),
        make.measurement(standard, unit, org_unit_id=str(unit.id), numerator=90, denominator=30),
        make.measurement(standard, line[1], numerator=50, denominator=10, **FEBRUARY),
    )
    january, february = await periods_of(client(line[0], READ), standard, org_unit_id=str(unit.id))
    assert (january["basis"], january["value"]) == ("org_unit", 3)
    assert (february["basis"], february["value"]) == ("people", 5)


async def test_an_answer_is_made_of_what_the_viewer_sees_and_of_nothing_else(client, make, unit, line):
    """One predicate: whoever adds up the list gets the sum, so no small group shows what the list hides."""
    lead, one, other = line
    standard = await make.standard()
    await make.measured(
        make.measurement(standard, one, numerator=100, denominator=10),
        make.measurement(standard, other, numerator=60, denominator=30),
        make.measurement(standard, unit, org_unit_id=str(unit.id), numerator=7, denominator=1, **FEBRUARY),
    )
    viewers = {
        "lead": client(lead, READ), "one": client(one, READ), "stranger": client(await make.person(), READ),
        "hr": client(None, READ, ALL),
    }  # fmt: skip
    sums = {}
    for name, viewer in viewers.items():
        listed = (await viewer.get("/v1/measurements", params={"standard_id": str(standard.id)})).json()["items"]
        january, february = await periods_of(viewer, standard, org_unit_id=str(unit.id))
        people = (await asked(viewer, standard, org_unit_id=str(unit.id), group_by="person"))["items"]
        in_january = [row["numerator"] for row in listed if row["ends_on"] == "2026-01-31"]
        assert january["n"] == len(in_january)
        assert february["value"] == 7
        sums[name] = (january["numerator"], len(people))
    assert sums == {"lead": (160, 3), "one": (100, 1), "stranger": (None, 0), "hr": (160, 3)}


async def test_a_hidden_person_and_an_absent_one_are_the_same_404(client, make, unit):
    person, standard = await make.person(), await make.standard()
    stranger = client(await make.person(), READ)
    for about in ({"person_id": str(person.id)}, {"person_id": str(unit.id)}, {"org_unit_id": str(person.id)}):
        answer = await stranger.get(f"/v1/standards/{standard.id}/attainment", params=about)
        assert answer.status_code == 404


async def test_what_was_measured_stays_with_the_unit_it_was_measured_in(client, make, unit, line):
    elsewhere, standard = await make.org_unit("qa"), await make.standard()
    mover = line[1]
    await make.assignment(mover, effective_from="2026-02-01", org_unit_id=str(elsewhere.id))
    await make.measured(
        make.measurement(standard, mover, numerator=1, denominator=1),
        make.measurement(standard, mover, numerator=2, denominator=1, **FEBRUARY),
    )
    hr, values = client(None, READ, ALL), {}
    for name, where in (("before", unit), ("after", elsewhere)):
        found = await periods_of(hr, standard, org_unit_id=str(where.id))
        values[name] = [period["value"] for period in found]
    assert values == {"before": [1, None], "after": [None, 2]}


async def test_a_unit_takes_those_below_it_only_if_asked(client, make, unit, line):
    below = {"effective_from": "2020-01-01", "parent_id": str(unit.id)}
    team, standard = await make.org_unit("team", **below), await make.standard()
    inside = await make.org_unit("cell", **below | {"parent_id": str(team.id)})
    deep = await make.person()
    await make.assignment(deep, org_unit_id=str(inside.id))
    await make.measured(
        make.measurement(standard, line[1], numerator=1, denominator=1),
        make.measurement(standard, deep, numerator=5, denominator=1),
    )
    hr, values = client(None, READ, ALL), {}
    for include in ("false", "true"):
        january, _ = await periods_of(hr, standard, org_unit_id=str(unit.id), include_subunits=include)
        values[include] = (january["numerator"], january["subjects"])
    assert values == {"false": (1, 1), "true": (6, 2)}


async def test_a_correction_counts_from_the_day_it_was_made(client, make, sql):
    person, standard = await make.person(), await make.standard()
    program = client(None, "productivity:write")
    row = make.measurement(standard, person, numerator=10)
    void = {"numerator": None, "denominator": None, "void_reason": "Counted twice"}
    for day, said in (("2026-02-01", {}), ("2026-02-03", {"numerator": 20}), ("2026-02-05", void)):
        rows = [row | said | {"supersedes": True}]
        answer = await program.post("/v1/measurements:batch", json={"source": "mes", "rows": rows})
        await sql.execute(
            "UPDATE performance.measurements SET created_at = $2::text::date WHERE id = $1",
            answer.json()["results"][0]["id"], day,
        )  # fmt: skip
    known = {}
    for day in ("2026-01-31", "2026-02-01", "2026-02-04", "2026-02-05"):
        january, *_ = await periods_of(client(person, READ), standard, person_id=str(person.id), as_of=day)
        known[day] = january["value"]
    assert known == {"2026-01-31": None, "2026-02-01": 10, "2026-02-04": 20, "2026-02-05": None}


async def test_a_count_is_held_against_a_target_for_each_person_and_period(client, make, unit, line):
    standard = await make.standard(measure="count", unit="calls")
    await make.target(standard, 100, org_unit_id=str(unit.id))
    await make.measured(
        *(
            make.measurement(standard, person, numerator=90, denominator=None, **days)
            for person in line[1:]
            for days in (JANUARY, FEBRUARY)
        )
    )
    quarter = {"org_unit_id": str(unit.id), "period": "quarter"}
    [whole] = await periods_of(client(line[0], READ), standard, **quarter)
    assert (whole["value"], whole["target"]["target"], whole["target"]["shares"]) == (360, 100, 4)
    assert (whole["attainment"], whole["zone"]) == (0.9, "below_target")


async def test_the_target_is_that_of_the_last_day_measured(client, make):
    person, standard = await make.person(hired_on="2026-01-10"), await make.standard()
    await make.target(standard, 10, person_id=str(person.id), effective_from="2026-01-10")
    await make.measured(
        make.measurement(standard, person, starts_on="2026-01-12", ends_on="2026-01-12", numerator=5),
    )
    january, february = await periods_of(client(person, READ), standard, person_id=str(person.id))
    assert (january["attainment"], february["target"]["target"]) == (0.5, 10)


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ({}, "one_subject", "?person_id"),
        ({"person_id": "{person}", "group_by": "person"}, "one_subject", "?group_by"),
        ({"person_id": "{person}", "period": "day"}, "range_invalid", "?period"),
        ({"person_id": "{person}", "from": "2026-02-01", "to": "2026-01-01"}, "range_invalid", "?to"),
        (
            {"person_id": "{person}", "from": "1900-01-01", "to": "2200-12-31", "limit": 201},
            "validation_failed",
            "?limit",
        ),
        ({"org_unit_id": "{unit}", "group_by": "person", "from": "1900-01-01"}, "range_invalid", "?from"),
        ({"person_id": "{person}", "until": "2026-01-01"}, "validation_failed", "?until"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_its_place(client, make, unit, *, query, code, pointer):
    person, standard = await make.person(), await make.standard()
    named = {name: str(value).format(person=person.id, unit=unit.id) for name, value in query.items()}
    answer = await client(person, READ).get(f"/v1/standards/{standard.id}/attainment", params=named)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_what_follows_a_standard_gets_one_value_of_all_its_days(app, make, unit, line):
    standard = await make.standard()
    await make.measured(
        make.measurement(standard, line[1], numerator=100, denominator=10),
        make.measurement(standard, line[2], numerator=20, denominator=50, **FEBRUARY),
    )
    house, actor = app.state.house, Actor(standard.org_id, line[0].id, "job", frozenset())
    days = date(2026, 1, 1), date(2026, 2, 28)
    async with house.database.reading(standard.org_id) as connection:
        work = Reading(connection, actor, datetime.now(UTC), house.cursors)
        subjects = (
            Subject(TargetSubject.PERSON, line[1].id),
            Subject(TargetSubject.ORG_UNIT, unit.id),
            Subject(TargetSubject.PERSON, line[0].id),
        )
        found = await attained(work, standard.id, subjects, *days)
    assert {subject: one.value for subject, one in found.items()} == {subjects[0]: 10, subjects[1]: 2}
