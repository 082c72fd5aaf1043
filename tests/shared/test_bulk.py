"""What became of each row, and the refusal of all where one fails and all or nothing was asked for."""

import json
from uuid import UUID

import pytest

from shared.bulk import Bulk, BulkOutcome, BulkRefused, BulkReport
from shared.problems import Conflict, FieldError, Invalid

ID = UUID(int=1)


class Taken(Conflict):
    """Somebody has it."""


def gathered(*, atomic):
    bulk = Bulk(atomic=atomic)
    bulk.done(BulkOutcome.CREATED, ID)
    with bulk.row():
        raise Taken()
    with bulk.row():
        raise Invalid(errors=[FieldError("/value", "too_high", "must be less")])
    return bulk


def test_each_row_has_its_outcome_and_a_problem_points_into_its_row():
    report = json.loads(gathered(atomic=False).report().body)
    BulkReport.model_validate(report, extra="forbid")
    assert report["summary"] == {"created": 1, "updated": 0, "corrected": 0, "unchanged": 0, "failed": 2}
    assert [row["outcome"] for row in report["results"]] == ["created", "failed", "failed"]
    assert [row["id"] for row in report["results"]] == [str(ID), None, None]
    assert report["results"][1]["problem"] == {
        "code": "taken",
        "detail": "Somebody has it.",
        "errors": [{"pointer": "/rows/1", "code": "taken", "detail": "Somebody has it."}],
    }
    assert report["results"][2]["problem"]["errors"][0]["pointer"] == "/rows/2/value"


def test_all_or_nothing_refuses_all_and_points_to_the_rows():
    with pytest.raises(BulkRefused) as refused:
        gathered(atomic=True).report()
    assert [error.pointer for error in refused.value.errors] == ["/rows/1", "/rows/2/value"]


def test_all_or_nothing_without_a_failure_is_an_ordinary_report():
    bulk = Bulk(atomic=True)
    bulk.done(BulkOutcome.UNCHANGED, ID)
    assert json.loads(bulk.report().body)["summary"]["unchanged"] == 1


def test_a_fault_of_ours_is_no_rows_problem():
    bulk = Bulk(atomic=False)
    with pytest.raises(KeyError), bulk.row():
        raise KeyError("no such thing")
