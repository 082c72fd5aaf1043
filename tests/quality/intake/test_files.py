"""A batch as a CSV file."""

import pytest

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import BATCH, listed

FILE = """source;external_id;characteristic_code;taken_at;value_1;value_2;value_3;context.machine;note\r
mes;1;{code};2026-01-05T08:00:00Z;74.03;;74;A;New tool\r
mes;2;{code};2026-01-05T09:00:00Z;7.4e1;;;;\r
mes;3;{code};2026-01-05T10:00:00Z;74,1;74;;;\r
mes;4;{code};2026-01-05T11:00:00Z;NaN;;;;\r
mes;5;{code};2026-01-05T12:00:00Z;;;;;\r
"""


async def test_a_csv_file_is_the_same_batch(client, make):
    characteristic = await make.characteristic()
    quality = client(make.person(), *EVERYTHING)
    file = FILE.format(code=characteristic.body["code"])
    for outcome in ("created", "unchanged"):
        answer = await quality.post(BATCH, content=file.encode("utf-8-sig"), headers={"content-type": "text/csv"})
        results = answer.json()["results"]
        assert [result["outcome"] for result in results] == [outcome, outcome, "failed", "failed", "failed"]
    wrong = [[error["pointer"] for error in result["problem"]["errors"]] for result in results[2:]]
    assert wrong == [["/values/2/0"], ["/values/3/0"], ["/values/4"]]
    kept = await listed(quality, characteristic, sort="taken_at.asc")
    assert [row["values"] for row in kept] == [[74.03, None, 74], [74]]
    assert (kept[0]["context"], kept[1]["context"], kept[0]["note"]) == ({"machine": "A"}, None, "New tool")


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (b"", 422, "validation_failed"),
        (b"\n", 422, "file_invalid"),
        (b"source,external_id\n", 422, "validation_failed"),
        (b"source,source\nmes,mes\n", 422, "file_invalid"),
        (b"source,taken_at\nmes\n", 422, "file_invalid"),
        (b"\xff\xfe", 422, "file_invalid"),
        (b"source\n\"mes", 422, "file_invalid"),
        (b"colour\nred\n", 422, "validation_failed"),
        (b"source\n" + b"mes\n" * 10_001, 413, "too_many_rows"),
        (b"\n" * 100_000, 413, "too_many_rows"),
        (b"," * 1_000_000, 422, "file_invalid"),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_batch_is_refused(client, make, file, status, code):
    refused = await client(make.person(), *EVERYTHING).post(BATCH, content=file, headers={"content-type": "text/csv"})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
