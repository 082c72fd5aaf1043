"""What a source said is changed by a correction with its reason, and by nothing else."""

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import AT_EIGHT, BATCH, listed, one


async def test_what_a_key_said_is_changed_only_by_a_correction_with_its_reason(client, make):
    characteristic = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)

    async def sent(**columns):
        answer = await quality.post(BATCH, json=one(characteristic, **columns))
        return answer.json()["results"][0]

    first = await sent()
    refused = await sent(values=[[75]])
    assert (refused["outcome"], refused["problem"]["code"]) == ("failed", "already_measured")
    corrected = await sent(values=[[75]], correction_reason=["Misread"])
    assert corrected["outcome"] == "corrected"
    assert (await sent(values=[[75]], correction_reason=["Misread"])) == corrected | {"outcome": "unchanged"}
    assert (await sent()) == corrected | {"outcome": "unchanged"}, "the first message once more undoes nothing"
    [kept] = await listed(quality, characteristic)
    assert (kept["id"], kept["revision"], kept["supersedes_id"]) == (corrected["id"], 2, first["id"])
    assert kept["correction_reason"] == "Misread"
    before = (await quality.get(f"/v1/measurements/{first['id']}")).json()
    assert (before["status"], before["status_reason"], before["values"]) == ("superseded", "Misread", [74.03, None, 74])
    nothing = await sent(external_id=["2"], correction_reason=["Misread"])
    assert nothing["problem"]["code"] == "nothing_to_correct"
    other = await make.characteristic()
    elsewhere = await sent(characteristic_id=[str(other.id)], correction_reason=["Misread"])
    assert elsewhere["problem"]["code"] == "other_characteristic"


async def test_one_batch_takes_the_first_of_two_rows_with_one_key(client, make):
    characteristic = await make.characteristic()
    same = {"external_id": ["1", "1", "1"], "values": [[74], [74], [75]], "taken_at": [AT_EIGHT]}
    report = await make.batch(characteristic, **same)
    assert [result["outcome"] for result in report["results"]] == ["created", "unchanged", "failed"]
    corrections = {"correction_reason": ["Misread"], "values": [[76], [76], [77]]}
    report = await make.batch(characteristic, **(same | corrections))
    assert [result["outcome"] for result in report["results"]] == ["corrected", "failed", "failed"]
    assert report["results"][1]["problem"]["code"] == "corrected_twice"
