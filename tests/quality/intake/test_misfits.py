"""A wrong row fails alone; what makes no rows is refused as a whole."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.quality.conftest import EVERYTHING
from tests.quality.intake.rows import AT_EIGHT, BATCH, TOMORROW, listed, one

MISFITS: dict[str, tuple[str, dict[str, list[Any]], tuple[str, str]]] = {
    "no values": ("variable", {"values": [None, [74]]}, ("/values/0", "missing")),
    "a count beside values": ("variable", {"count": [1, None]}, ("/count/0", "not_for_kind")),
    "a text among the values": ("variable", {"values": [[1, "two"], [74]]}, ("/values/0/1", "float_type")),
    "true is no number": ("variable", {"values": [[True], [74]]}, ("/values/0/0", "float_type")),
    "no number at all": ("variable", {"values": [[], [74]]}, ("/values/0", "too_short")),
    "fifty-one values": ("variable", {"values": [[1] * 51, [74]]}, ("/values/0", "too_long")),
    "too far": ("variable", {"values": [[1e16], [74]]}, ("/values/0/0", "less_than_equal")),
    "a future time": ("variable", {"taken_at": [TOMORROW, AT_EIGHT]}, ("/taken_at/0", "in_future")),
    "no zone": ("variable", {"taken_at": ["2026-01-05T08:00:00", AT_EIGHT]}, ("/taken_at/0", "timezone_aware")),
    "another characteristic": (
        "variable", {"characteristic_id": [str(uuid4()), None]}, ("/characteristic_id/0", "not_found"),
    ),
    "no such gage": ("variable", {"gage_code": ["nowhere", None]}, ("/gage_code/0", "not_found")),
    "half a surrogate": ("variable", {"note": ["a\ud800b", None]}, ("/note/0", "string_unicode")),
    "a context of lists": ("variable", {"context": [{"machine": []}, None]}, ("/context/0", "string_type")),
    "more defectives than units": ("defectives", {"count": [8, 1], "size": [7, 7]}, ("/count/0", "above_size")),
    "less than nothing": ("defectives", {"count": [-1, 1], "size": [7, 7]}, ("/count/0", "greater_than_equal")),
    "half a defect": ("defects", {"count": [0.5, 1]}, ("/count/0", "int_type")),
    "no size": ("defectives", {"count": [1, 1], "size": [None, 7]}, ("/size/0", "missing")),
    "exposed to nothing": ("defects", {"count": [1, 1], "exposure": [0, 1]}, ("/exposure/0", "greater_than")),
    "no time between": ("time_between", {"values": [[0], [1]]}, ("/values/0", "not_positive")),
    "two times at once": ("time_between", {"values": [[1, 2], [1]]}, ("/values/0", "not_one")),
    "half a count between": ("count_between", {"values": [[0.5], [1]]}, ("/values/0", "no_count")),
}  # fmt: skip


@pytest.mark.parametrize("what", MISFITS)
async def test_a_wrong_row_fails_alone_and_says_where(client, make, what):
    kind, wrong, (pointer, code) = MISFITS[what]
    characteristic = await make.characteristic(data_kind=kind, subgroup_size=1)
    right: dict[str, list[Any]] = {"values": [[74], [74]]} if kind == "variable" else {}
    right |= {"external_id": ["1", "2"], "characteristic_id": [str(characteristic.id)] * 2}
    sent = {"source": ["mes"], "taken_at": [AT_EIGHT]} | right | wrong
    if "characteristic_id" in wrong:
        sent["characteristic_id"][1] = str(characteristic.id)
    quality = client(make.person(), *EVERYTHING)
    answer = await quality.post(BATCH, content=json.dumps(sent), headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    failed, other = answer.json()["results"]
    assert (failed["outcome"], other["outcome"]) == ("failed", "created")
    assert [(error["pointer"], error["code"]) for error in failed["problem"]["errors"]] == [(pointer, code)]
    assert [kept["id"] for kept in await listed(quality, characteristic)] == [other["id"]]
    refused = await quality.post(
        f"{BATCH}?atomic=true", content=json.dumps(sent | {"external_id": ["3", "4"]}),
        headers={"content-type": "application/json"},
    )  # fmt: skip
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, pointer)
    assert len(await listed(quality, characteristic)) == 1


UNREADABLE = {
    "nan": ('{"values": [[NaN]]}', 422, "json_invalid"),
    "infinity": ('{"values": [[Infinity]]}', 422, "json_invalid"),
    "not the shape": ('{"rows": []}', 422, "validation_failed"),
    "no keys": ('{"taken_at": ["2026-01-05T08:00:00Z"], "source": [], "external_id": []}', 422, "column_missing"),
    "no rows": ('{"taken_at": [], "source": ["mes"], "external_id": []}', 422, "column_missing"),
}


@pytest.mark.parametrize("what", UNREADABLE)
async def test_what_makes_no_rows_is_refused_as_a_whole(client, make, what):
    body, status, code = UNREADABLE[what]
    refused = await client(make.person(), *EVERYTHING).post(
        BATCH, content=body, headers={"content-type": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("columns", "code", "pointer"),
    [
        ({"external_id": ["1", "2", "3"], "taken_at": [AT_EIGHT] * 2}, "columns_uneven", "/taken_at"),
        ({"characteristic_code": ["DIA"]}, "one_column", "/characteristic_id"),
        ({"characteristic_id": []}, "one_column", "/characteristic_id"),
        ({"gage_id": [str(uuid4())], "gage_code": ["G"]}, "one_column", "/gage_id"),
        ({"external_id": ["1", "2"], "taken_at": ["soon"]}, "validation_failed", "/taken_at/0"),
    ],
)
async def test_columns_that_make_no_rows_are_refused_as_a_whole(client, make, columns, code, pointer):
    sent = one(await make.characteristic(), **columns)
    refused = await client(make.person(), *EVERYTHING).post(BATCH, json=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == pointer
