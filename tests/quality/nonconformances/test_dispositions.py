"""What becomes of the quantity: in parts, never of more than there is, whoever races."""

import asyncio

import pytest

from tests.quality.conftest import EVERYTHING

PAIRS = 200


@pytest.fixture
async def reviewed(make):
    """Ten pieces that wait for their dispositions."""
    return await make.at("under_review", quantity_affected=10, unit="pcs")


async def test_several_dispositions_make_up_the_quantity(client, make, reviewed):
    for kind, quantity in (("scrap", 2.5), ("sort", 7.5)):
        record = await make.part(reviewed, "dispositions", kind=kind, quantity=quantity)
    assert [(one["kind"], one["quantity"]) for one in record.body["dispositions"]] == [("scrap", 2.5), ("sort", 7.5)]
    more = {"kind": "rework", "quantity": 0.1}
    refused = await client(make.owner(reviewed), *EVERYTHING).post(f"{reviewed.path}/dispositions", json=more)
    assert (refused.status_code, refused.json()["code"]) == (409, "quantity_exceeded")
    assert refused.json()["errors"][0]["pointer"] == "/quantity"


async def test_what_is_withdrawn_no_longer_counts_and_stays(client, make, reviewed):
    proposed = await make.part(reviewed, "dispositions", kind="scrap", quantity=10)
    owner, path = client(make.owner(reviewed), *EVERYTHING), f"{reviewed.path}/dispositions"
    [scrap] = proposed.body["dispositions"]
    await owner.patch(f"{path}/{scrap['id']}", json={"withdrawn": True})
    record = await make.part(reviewed, "dispositions", kind="rework", quantity=10)
    assert [one["withdrawn_at"] is None for one in record.body["dispositions"]] == [False, True]


async def test_the_quantity_does_not_shrink_below_what_is_disposed_of(client, make, reviewed):
    await make.part(reviewed, "dispositions", kind="scrap", quantity=6)
    owner = client(make.owner(reviewed), *EVERYTHING)
    refused = await owner.patch(reviewed.path, json={"quantity_affected": 5})
    assert (refused.status_code, refused.json()["code"]) == (409, "quantity_exceeded")
    assert (await owner.patch(reviewed.path, json={"quantity_affected": 6})).status_code == 200


async def test_what_can_be_counted_is_disposed_of_by_number_and_what_can_not_as_a_whole(client, make, reviewed):
    uncounted = await make.at("under_review")
    for record, body, status, code in (
        (reviewed, {"kind": "scrap"}, 422, "portion_missing"),
        (uncounted, {"kind": "scrap", "quantity": 1}, 409, "quantity_exceeded"),
    ):
        refused = await client(make.owner(record), *EVERYTHING).post(f"{record.path}/dispositions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_of_racing_pairs_one_gets_the_rest(client, make, reviewed):
    """Two people propose the same six of ten at once, again and again: never more than ten."""
    people = [client(make.person(), *EVERYTHING) for _ in range(2)]
    owner, path = client(make.owner(reviewed), *EVERYTHING), f"{reviewed.path}/dispositions"
    for _ in range(PAIRS):
        body = {"kind": "scrap", "quantity": 6}
        answers = await asyncio.gather(*(one.post(path, json=body) for one in people))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won = next(answer for answer in answers if answer.status_code == 200)
        standing = [one for one in won.json()["dispositions"] if one["withdrawn_at"] is None]
        assert sum(one["quantity"] for one in standing) == 6
        await owner.patch(f"{path}/{standing[0]['id']}", json={"withdrawn": True})


async def test_rework_that_failed_its_verification_is_done_again(make):
    record = await make.at("verifying")
    again = await make.moved(record, "reject", "Still too wide")
    [done] = again.body["dispositions"]
    redone = await make.part(again, f"dispositions/{done['id']}/execution", evidence="Second time")
    assert redone.body["dispositions"][0]["evidence"] == "Second time"
    assert (await make.moved(redone, "submit")).body["status"] == "verifying"


async def test_costs_are_money_and_taken_back_by_their_opposite(make):
    record = await make.opened()
    for amount in ("12.50", "-12.50"):
        cost = {"amount": amount, "currency": "EUR"}
        record = await make.part(record, "costs", category="internal_failure", element="Rework", cost=cost)
    assert [one["cost"] for one in record.body["costs"]] == [
        {"amount": "12.5000", "currency": "EUR"}, {"amount": "-12.5000", "currency": "EUR"},
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["dispositions", "containments"])
async def test_a_part_of_another_nonconformance_is_not_found(client, make, reviewed, part):
    other = await make.at("under_review")
    body = {"dispositions": {"kind": "scrap"}, "containments": {"text": "Sorted"}}[part]
    [foreign] = (await make.part(other, part, **body)).body[part]
    owner, path = client(make.owner(reviewed), *EVERYTHING), f"{reviewed.path}/{part}/{foreign['id']}"
    if part == "dispositions":
        assert (await owner.patch(path, json={"rationale": "Mine"})).status_code == 404
    else:
        assert (await owner.post(f"{path}/completion", json={"evidence": "Mine"})).status_code == 404
