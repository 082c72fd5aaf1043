"""Taking measurements by the thousand, correcting them, voiding them, and who sees which."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from uuid_utils.compat import uuid7

from shared.testing import Member

READ, ALL, WRITE = "productivity:read", "productivity:read:all", "productivity:write"
BATCH, LIST = "/v1/measurements:batch", "/v1/measurements"
TOMORROW = str(datetime.now(UTC).date() + timedelta(days=1))


@pytest.fixture
async def standard(make):
    return await make.standard()


@pytest.fixture
async def person(make):
    return await make.person()


def batch(*rows, source="mes"):
    return {"source": source, "rows": rows}


def outcomes(answer):
    return [(result["outcome"], (result["problem"] or {}).get("code")) for result in answer.json()["results"]]


async def test_a_batch_says_what_became_of_each_row(client, make, standard, person):
    program = client(None, READ, WRITE)
    good = make.measurement(standard, person, numerator=152.5, denominator=61)
    nobody = make.measurement(standard, person, person_id=str(uuid4()))
    answer = await program.post(BATCH, json=batch(good, nobody))
    assert answer.status_code == 200
    assert answer.json()["summary"] == {"created": 1, "updated": 0, "corrected": 0, "unchanged": 0, "failed": 1}
    assert outcomes(answer) == [("created", None), ("failed", "reference_not_found")]
    assert answer.json()["results"][1]["problem"]["errors"][0]["pointer"] == "/rows/1/person_id"
    one = (await program.get(f"{LIST}/{answer.json()['results'][0]['id']}")).json()
    assert (one["numerator"], one["denominator"], one["value"], one["status"]) == (152.5, 61, 2.5, "current")
    assert (one["person"]["id"], one["standard"]["code"], one["revision"]) == (str(person.id), "output", 1)


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"ends_on": "2025-12-31"}, "measurement_invalid", "/ends_on"),
        ({"ends_on": "2026-02-01"}, "measurement_invalid", "/ends_on"),
        ({"starts_on": TOMORROW, "ends_on": TOMORROW}, "measurement_invalid", "/ends_on"),
        ({"numerator": None}, "measurement_invalid", "/numerator"),
        ({"denominator": None}, "measurement_invalid", "/denominator"),
        ({"denominator": -1}, "measurement_invalid", "/denominator"),
        ({"person_id": None}, "one_subject", "/person_id"),
        ({"standard_id": str(uuid4())}, "reference_not_found", "/standard_id"),
        ({"numerator": None, "denominator": None, "void_reason": "Wrong gauge"}, "nothing_to_void", ""),
    ],
)
async def test_a_row_that_does_not_fit_its_standard_fails_alone(
    client, make, standard, person, *, fields, code, pointer
):
    wrong, right = make.measurement(standard, person, **fields), make.measurement(standard, person)
    answer = await client(None, WRITE).post(BATCH, json=batch(wrong, right))
    assert outcomes(answer) == [("failed", code), ("created", None)]
    assert answer.json()["results"][0]["problem"]["errors"][0]["pointer"] == f"/rows/0{pointer}"


@pytest.mark.parametrize(
    ("measure", "given", "kept"),
    [
        ("count", {"numerator": 12, "denominator": None}, (12, None, 12)),
        ("duration", {"numerator": 30, "denominator": None}, (30, 1, 30)),
        ("duration", {"numerator": 30, "denominator": 4}, (30, 4, 7.5)),
        ("ratio", {"numerator": 0, "denominator": 0}, (0, 0, None)),
    ],
)
async def test_the_value_follows_from_the_measure(client, make, person, *, measure, given, kept):
    standard = await make.standard(measure=measure)
    [id] = await make.measured(make.measurement(standard, person, **given))
    one = (await client(None, READ, ALL).get(f"{LIST}/{id}")).json()
    assert (one["numerator"], one["denominator"], one["value"]) == kept


async def test_a_count_takes_no_denominator(client, make, person):
    standard = await make.standard(measure="count")
    answer = await client(None, WRITE).post(BATCH, json=batch(make.measurement(standard, person, denominator=5)))
    assert outcomes(answer) == [("failed", "measurement_invalid")]


async def test_the_same_again_changes_nothing_and_something_else_is_refused(client, make, standard, person, sql):
    program = client(None, READ, WRITE)
    row = make.measurement(standard, person)
    first = await program.post(BATCH, json=batch(row))
    again = await program.post(BATCH, json=batch(row | {"numerator": 80.0}))
    other = await program.post(BATCH, json=batch(row | {"numerator": 81}))
    elsewhere = await program.post(BATCH, json=batch(row | {"numerator": 81}, source="erp"))
    assert (outcomes(again), outcomes(other)) == ([("unchanged", None)], [("failed", "already_measured")])
    assert again.json()["results"][0]["id"] == first.json()["results"][0]["id"]
    assert outcomes(elsewhere) == [("created", None)]
    noted = await sql.fetchval(
        "SELECT count(*) FROM performance.events WHERE org_id = $1 AND type LIKE 'measurement.%'", standard.org_id
    )
    assert noted == 2


async def test_a_correction_is_a_revision_and_the_history_keeps_all(client, make, standard, person, sql):
    program = client(None, READ, WRITE)
    row = make.measurement(standard, person)
    void = {"numerator": None, "denominator": None, "void_reason": "The scale was broken"}
    said = [row, row | {"numerator": 90}, row | void, row | {"numerator": 85}]
    answers = [await program.post(BATCH, json=batch(one | {"supersedes": True})) for one in said]
    ids = [answer.json()["results"][0]["id"] for answer in answers]
    assert [outcomes(answer)[0][0] for answer in answers] == ["created", "corrected", "corrected", "corrected"]
    history = (await program.get(f"{LIST}/{ids[1]}/revisions", params={"include_total": True})).json()
    assert [one["id"] for one in history["items"]] == ids[::-1]
    assert [one["status"] for one in history["items"]] == ["current", "superseded", "superseded", "superseded"]
    assert [one["value"] for one in history["items"]] == [85, None, 90, 80]
    assert [one["supersedes_id"] for one in history["items"]] == [*ids[2::-1], None]
    assert history["items"][1]["void_reason"] == "The scale was broken"
    assert [one["id"] for one in (await program.get(LIST)).json()["items"]] == [ids[3]]
    noted = await sql.fetch("SELECT type FROM performance.events WHERE org_id = $1 ORDER BY at, id", standard.org_id)
    assert [event["type"].partition(".")[2] for event in noted if event["type"].startswith("measurement.")] == [
        "created", "corrected", "voided", "corrected",
    ]  # fmt: skip


async def test_what_is_void_is_listed_only_when_asked_for(client, make, standard, person):
    row = make.measurement(standard, person)
    void = {"numerator": None, "denominator": None, "void_reason": "Counted twice", "supersedes": True}
    await make.measured(row)
    program = client(None, READ, ALL, WRITE, "productivity:write:all")
    assert outcomes(await program.post(BATCH, json=batch(row | void))) == [("corrected", None)]
    assert outcomes(await program.post(BATCH, json=batch(row | void))) == [("unchanged", None)]
    assert (await program.get(LIST)).json()["items"] == []
    assert [one["value"] for one in (await program.get(f"{LIST}?status=voided")).json()["items"]] == [None]


async def test_rows_of_one_batch_are_taken_one_after_the_other(client, make, standard, person):
    row = make.measurement(standard, person)
    rows = [row, row, row | {"numerator": 1}, row | {"numerator": 2, "supersedes": True}]
    answer = await client(None, WRITE).post(BATCH, json=batch(*rows))
    assert [outcome for outcome, _ in outcomes(answer)] == ["created", "unchanged", "failed", "corrected"]


async def test_all_or_nothing_writes_nothing_where_a_row_fails(client, make, standard, person):
    program = client(None, READ, WRITE)
    rows = [make.measurement(standard, person), make.measurement(standard, person, denominator=-1)]
    refused = await program.post(BATCH, params={"atomic": True}, json=batch(*rows))
    assert (refused.status_code, refused.json()["code"]) == (409, "bulk_refused")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/rows/1/denominator"]
    assert (await program.get(LIST)).json()["items"] == []
    assert outcomes(await program.post(BATCH, params={"atomic": True}, json=batch(rows[0]))) == [("created", None)]


async def test_another_programs_measurements_are_corrected_only_by_who_may_correct_all(client, make, standard, person):
    row = make.measurement(standard, person)
    await make.measured(row)
    better = batch(row | {"numerator": 99, "supersedes": True})
    assert outcomes(await client(None, WRITE).post(BATCH, json=better)) == [("failed", "not_your_source")]
    everywhere = client(None, WRITE, "productivity:write:all")
    assert outcomes(await everywhere.post(BATCH, json=better)) == [("corrected", None)]


async def test_a_retired_standard_takes_corrections_only(client, make, standard, person):
    row = make.measurement(standard, person)
    program = client(None, WRITE)
    await program.post(BATCH, json=batch(row))
    reason = {"action": "retire", "reason": "Measured otherwise now"}
    await make.post(f"/v1/standards/{standard.id}/transitions", reason, on=standard)
    corrected = row | {"numerator": 70, "supersedes": True}
    answer = await program.post(BATCH, json=batch(make.measurement(standard, person), corrected))
    assert outcomes(answer) == [("failed", "standard_retired"), ("corrected", None)]


async def test_ten_thousand_rows_are_one_batch_and_one_more_is_too_many(client, make, standard, person, sql):
    rows = [make.measurement(standard, person, numerator=number) for number in range(10_001)]
    program = client(None, READ, WRITE)
    refused = await program.post(BATCH, json=batch(*rows))
    answer = await program.post(BATCH, json=batch(*rows[1:]))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/rows")
    assert answer.json()["summary"]["created"] == 10_000
    noted = await sql.fetchval(
        "SELECT count(*) FROM performance.events WHERE org_id = $1 AND type = 'measurement.created'", standard.org_id
    )
    assert noted == 10_000


async def test_the_same_batch_sent_four_times_at_once_is_taken_once(client, make, standard, person):
    program = client(None, READ, WRITE)
    rows = [make.measurement(standard, person, numerator=number) for number in range(50)]
    answers = await asyncio.gather(*(program.post(BATCH, json=batch(*rows)) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sum(answer.json()["summary"]["created"] for answer in answers) == 50
    assert len({result["id"] for answer in answers for result in answer.json()["results"]}) == 50


async def test_two_corrections_at_once_follow_one_another(client, make, standard, person):
    program = client(None, READ, WRITE)
    row = make.measurement(standard, person)
    [first] = (await program.post(BATCH, json=batch(row))).json()["results"]
    corrections = [batch(row | {"numerator": number, "supersedes": True}) for number in (1, 2, 3)]
    await asyncio.gather(*(program.post(BATCH, json=one) for one in corrections))
    history = (await program.get(f"{LIST}/{first['id']}/revisions?sort=revision.asc")).json()["items"]
    assert [one["revision"] for one in history] == [1, 2, 3, 4]
    assert sorted(one["value"] for one in history[1:]) == [1, 2, 3]


async def test_every_viewer_sees_in_lists_exactly_what_they_can_open(client, make, standard):
    top = await make.person()
    lead = await make.person(lead=top)
    member = await make.person(lead=lead)
    unit = await make.org_unit()
    rows = {
        "lead's": make.measurement(standard, lead),
        "member's": make.measurement(standard, member),
        "unit's": make.measurement(standard, unit, org_unit_id=str(unit.id)),
    }
    program = Member(standard.org_id)
    taken = await client(program, WRITE).post(BATCH, json=batch(*rows.values()))
    ids = dict(zip([result["id"] for result in taken.json()["results"]], rows, strict=True))
    viewers = {
        "top": (top, [READ]), "lead": (lead, [READ]), "member": (member, [READ]), "stranger": (None, [READ]),
        "hr": (None, [READ, ALL]), "program": (program, [READ, WRITE]), "another program": (None, [READ, WRITE]),
        "a program that only reads": (program, [READ]),
    }  # fmt: skip
    seen = {}
    for name, (who, scopes) in viewers.items():
        viewer = client(who, *scopes)
        page = (await viewer.get(LIST, params={"include_total": True})).json()
        opened = {id for id in ids if (await viewer.get(f"{LIST}/{id}")).status_code == 200}
        revised = {id for id in ids if (await viewer.get(f"{LIST}/{id}/revisions")).status_code == 200}
        assert {one["id"] for one in page["items"]} == opened == revised
        assert page["total"] == len(opened)
        seen[name] = sorted(ids[id] for id in opened)
    everything = ["lead's", "member's", "unit's"]
    assert seen == {
        "top": everything, "lead": everything, "member": ["member's", "unit's"], "stranger": ["unit's"],
        "hr": everything, "program": everything, "another program": ["unit's"], "a program that only reads": ["unit's"],
    }  # fmt: skip


async def test_lists_are_narrowed_by_whom_what_and_when(client, make, standard, person):
    other, unit = await make.standard("quality"), await make.org_unit()
    await make.measured(
        make.measurement(standard, person, external_id="jan"),
        make.measurement(standard, person, external_id="feb", starts_on="2026-02-01", ends_on="2026-02-28"),
        make.measurement(other, person, external_id="other"),
        make.measurement(standard, unit, external_id="unit", org_unit_id=str(unit.id)),
    )
    hr = client(None, READ, ALL)

    async def found(**asked):
        return {one["external_id"] for one in (await hr.get(LIST, params=asked)).json()["items"]}

    assert await found(standard_id=str(other.id)) == {"other"}
    assert await found(person_id=str(person.id), standard_id=str(standard.id)) == {"jan", "feb"}
    assert await found(org_unit_id=str(unit.id)) == {"unit"}
    assert await found(ends_since="2026-02-01", ends_before="2026-03-01") == {"feb"}
    assert await found(source="mes", external_id="jan") == {"jan"}


async def test_another_organisation_neither_sees_nor_collides(client, make, standard, person):
    row = make.measurement(standard, person)
    [id] = await make.measured(row)
    stranger = client(Member(uuid7()), READ, ALL, WRITE)
    assert (await stranger.get(f"{LIST}/{id}")).status_code == 404
    assert outcomes(await stranger.post(BATCH, json=batch(row))) == [("failed", "reference_not_found")]
