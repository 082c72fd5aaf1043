"""What a file would change, judged without a database, by tables."""

from datetime import date

import pytest

from services.performance.people_files.rules.plan import Planned, unit_names
from tests.performance.people_files.rules.files import COLUMNS, NOBODY, TODAY, after, file, outcomes, planned_of, stored

ADA_AND_BOB = (
    "ada,Ada,ada@x.org,,ops,CEO,2020-01-01,",
    "bob,Bob,bob@x.org,ada,ops,Engineer,2021-01-01,",
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["a,A,a@x.org,b", "b,B,b@x.org,"], {"a": "created", "b": "created"}),
        (["a,A,a@x.org,zoe"], {"a": "manager_not_found"}),
        (["a,A,a@x.org,b", "b,B,b@x.org,c", "c,C,wrong,"],
         {"a": "manager_not_found", "b": "manager_not_found", "c": "validation_failed"}),
        (["a,A,a@x.org,a"], {"a": "self_managed"}),
        (["a,A,a@x.org,b", "b,B,b@x.org,c", "c,C,c@x.org,a", "d,D,d@x.org,ada"],
         {"a": "reporting_cycle", "b": "reporting_cycle", "c": "reporting_cycle", "d": "created"}),
        (["ada,Ada,ada@x.org,bob"], {"ada": "reporting_cycle"}),
        (["ada,Ada,ada@x.org,bob", "bob,Bob,bob@x.org,NO_MANAGER"], {"ada": "updated", "bob": "updated"}),
        (["ada,Ada,ada@x.org,bob", "bob,Bob,bob@x.org,ada"], {"ada": "reporting_cycle", "bob": "reporting_cycle"}),
        (["ada,Ada,ada@x.org,bob", "bob,Bob,wrong,"], {"ada": "reporting_cycle", "bob": "validation_failed"}),
        (["ada,Ada,bob@x.org,", "bob,Bob,ada@x.org,ada"], {"ada": "updated", "bob": "updated"}),
        (["ada,Ada,bob@x.org,"], {"ada": "email_taken"}),
        (["ada,Ada,bob@x.org,", "bob,Bob,ada@x.org,zoe"], {"ada": "email_taken", "bob": "manager_not_found"}),
        (["c,C,ada@x.org,", "ada,Ada,new@x.org,"], {"c": "created", "ada": "updated"}),
        (["c,C,c@x.org,", "d,D,c@x.org,"], {"c": "duplicate_row", "d": "duplicate_row"}),
        (["ada,Ada,ada@x.org,", "ada,Ada,ada@x.org,"], {"ada": "duplicate_row"}),
        (["d,D,d@x.org,c", "c,C,c@x.org,", "c,C,e@x.org,"], {"d": "manager_not_found", "c": "duplicate_row"}),
        (["bob,Bob,bob@x.org,ada", "ada,Ada,ada@x.org,"], {"bob": "unchanged", "ada": "unchanged"}),
    ],
)  # fmt: skip
def test_rows_stand_or_fall_together(rows, expected):
    assert outcomes(planned_of(file(*rows), stored(*ADA_AND_BOB))) == expected


def path_of(planned: Planned) -> object:
    assert planned.problem
    assert planned.problem.errors[0].pointer == f"/rows/{planned.index}/manager_external_id"
    return planned.problem.facts["path"]


def test_a_circle_is_shown_to_each_row_from_its_own_side():
    planned = planned_of(file("a,A,a@x.org,b", "b,B,b@x.org,c", "c,C,c@x.org,a"), NOBODY)
    assert [path_of(one) for one in planned] == [["a", "b", "c", "a"], ["b", "c", "a", "b"], ["c", "a", "b", "c"]]


def test_a_circle_through_somebody_the_file_does_not_name_is_shown_by_their_external_id():
    known = stored(*ADA_AND_BOB, "cyd,Cyd,cyd@x.org,bob,,,2022-01-01,")
    (planned,) = planned_of(file("ada,Ada,ada@x.org,cyd"), known)
    assert path_of(planned) == ["ada", "cyd", "bob", "ada"]


def test_a_circle_that_would_only_close_in_the_future_is_refused():
    columns = "external_id,display_name,work_email,manager_external_id,effective_from"
    (later,) = planned_of(file("bob,Bob,bob@x.org,NO_MANAGER,2027-01-01", columns=columns), stored(*ADA_AND_BOB))
    freed = after(stored(*ADA_AND_BOB), [later])
    too_early = file("ada,Ada,ada@x.org,bob,2026-12-31", columns=columns)
    in_time = file("ada,Ada,ada@x.org,bob,2027-01-01", columns=columns)
    assert outcomes(planned_of(too_early, freed)) == {"ada": "reporting_cycle"}
    assert outcomes(planned_of(in_time, freed)) == {"ada": "updated"}


def changes_of(row: str, columns: str = COLUMNS) -> dict[str, tuple[object, object]]:
    (planned,) = planned_of(file(row, columns=columns), stored(*ADA_AND_BOB))
    return {name: (change["from"], change["to"]) for name, change in planned.changes.items()}


def test_a_column_that_the_file_lacks_changes_nothing():
    changes = changes_of("bob,Robert,bob@x.org", "external_id,display_name,work_email")
    assert changes == {"display_name": ("Bob", "Robert")}


def test_empty_cells_clear():
    assert changes_of("bob,Bob,bob@x.org,,,,,") == {
        "manager_external_id": ("ada", None),
        "org_unit_code": ("ops", None),
        "job_title": ("Engineer", None),
        "hired_on": (date(2021, 1, 1), None),
        "effective_from": (date(2021, 1, 1), TODAY),
    }


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("new,New,new@x.org,ada,,,,", TODAY),
        ("new,New,new@x.org,ada,,,2019-05-01,", date(2019, 5, 1)),
        ("new,New,new@x.org,ada,,,2027-05-01,", date(2027, 5, 1)),
        ("new,New,new@x.org,ada,,,2019-05-01,2020-02-02", date(2020, 2, 2)),
        ("bob,Bob,bob@x.org,,ops,Engineer,2021-01-01,", TODAY),
        ("bob,Bob,bob@x.org,ada,ops,Engineer,2020-01-01,", None),
        ("bob,Bob,bob@x.org,,ops,Engineer,2021-01-01,2024-01-01", date(2024, 1, 1)),
        ("bob,Bob,bob@x.org,,ops,Engineer,2018-01-01,2019-01-01", date(2019, 1, 1)),
    ],
)
def test_a_change_of_place_counts_from_its_day_and_without_one_never_rewrites_the_past(row, day):
    assert changes_of(row).get("effective_from", (None, None))[1] == day


def test_a_correction_for_the_same_day_moves_no_day():
    changes = changes_of("bob,Bob,bob@x.org,ada,ops,Chemist,2021-01-01,2021-01-01")
    assert changes == {"job_title": ("Engineer", "Chemist")}


def test_a_unit_gets_one_of_its_names_or_its_code():
    columns = "external_id,display_name,work_email,org_unit_code,org_unit_name"
    units = ["ops,", "ops,Works", "ops,Operations", "lab,", ",Lost"]
    rows = [f"{number},A,{number}@x.org,{unit}" for number, unit in enumerate(units)]
    wishes = [one.wish for one in planned_of(file(*rows, columns=columns), NOBODY) if one.wish]
    assert unit_names(wishes) == unit_names(wishes[::-1]) == {"ops": "Operations", "lab": "lab"}
