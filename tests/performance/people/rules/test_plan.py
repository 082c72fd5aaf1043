"""What a file would change, judged without a database: by tables, and by any file that can be thought up."""

from datetime import date
from uuid import NAMESPACE_OID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.performance.people.rules.lines import circles
from services.performance.people.rules.plan import Planned, RowOutcome, plan, unit_names
from services.performance.people.rules.spreadsheet import NO_MANAGER, Row, read
from services.performance.people.rules.wishes import PERSONAL, PLACE, Known, Placed, Stored
from shared.problems import Problem

TODAY = date(2026, 6, 15)
NOBODY = Known({}, {}, {})
COLUMNS = "external_id,display_name,work_email,manager_external_id,org_unit_code,job_title,hired_on,effective_from"


def file(*rows: str, columns: str = "external_id,display_name,work_email,manager_external_id") -> list[Row]:
    return read("\n".join([columns, *rows]).encode())


def outcomes(planned: list[Planned]) -> dict[str | None, str]:
    return {one.row.external_id: one.problem.code if one.problem else one.outcome.value for one in planned}


def after(known: Known, planned: list[Planned]) -> Known:
    """What would be stored once a plan is carried out."""
    wishes = [one.wish for one in planned if one.wish]
    ids = {wish.who: wish.stored.id if wish.stored else uuid5(NAMESPACE_OID, str(wish.who)) for wish in wishes}
    names = {one.id: name for name, one in known.people.items()}
    people, places = dict(known.people), {id: list(placed) for id, placed in known.places.items()}
    for wish in wishes:
        names[ids[wish.who]] = wish.said.external_id
        people[wish.said.external_id] = Stored(ids[wish.who], 1, {name: wish.after[name] for name in PERSONAL})
    for wish in wishes:
        if wish.moves:
            manager, org_unit, job_title = (wish.after[name] for name in PLACE)
            manager, day = ids.get(manager, manager), wish.after["effective_from"]
            placed = Placed(ids[wish.who], day, manager, names.get(manager), org_unit, job_title)
            others = [place for place in places.get(ids[wish.who], []) if place.effective_from != day]
            places[ids[wish.who]] = sorted([*others, placed], key=lambda place: place.effective_from)
    return Known(people, {one.personal["work_email"]: one.id for one in people.values()}, places)


def stored(*rows: str, columns: str = COLUMNS) -> Known:
    """What is stored after a file, all of whose rows were taken."""
    planned = plan(file(*rows, columns=columns), NOBODY, TODAY)
    assert all(one.outcome is RowOutcome.CREATED for one in planned)
    return after(NOBODY, planned)


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
    assert outcomes(plan(file(*rows), stored(*ADA_AND_BOB), TODAY)) == expected


def path_of(planned: Planned) -> object:
    assert planned.problem
    assert planned.problem.errors[0].pointer == f"/rows/{planned.row.index}/manager_external_id"
    return planned.problem.facts["path"]


def test_a_circle_is_shown_to_each_row_from_its_own_side():
    planned = plan(file("a,A,a@x.org,b", "b,B,b@x.org,c", "c,C,c@x.org,a"), NOBODY, TODAY)
    assert [path_of(one) for one in planned] == [["a", "b", "c", "a"], ["b", "c", "a", "b"], ["c", "a", "b", "c"]]


def test_a_circle_through_somebody_the_file_does_not_name_is_shown_by_their_external_id():
    known = stored(*ADA_AND_BOB, "cyd,Cyd,cyd@x.org,bob,,,2022-01-01,")
    (planned,) = plan(file("ada,Ada,ada@x.org,cyd"), known, TODAY)
    assert path_of(planned) == ["ada", "cyd", "bob", "ada"]


def test_a_circle_that_would_only_close_in_the_future_is_refused():
    columns = "external_id,display_name,work_email,manager_external_id,effective_from"
    (later,) = plan(file("bob,Bob,bob@x.org,NO_MANAGER,2027-01-01", columns=columns), stored(*ADA_AND_BOB), TODAY)
    freed = after(stored(*ADA_AND_BOB), [later])
    too_early = file("ada,Ada,ada@x.org,bob,2026-12-31", columns=columns)
    in_time = file("ada,Ada,ada@x.org,bob,2027-01-01", columns=columns)
    assert outcomes(plan(too_early, freed, TODAY)) == {"ada": "reporting_cycle"}
    assert outcomes(plan(in_time, freed, TODAY)) == {"ada": "updated"}


def changes_of(row: str, columns: str = COLUMNS) -> dict[str, tuple[object, object]]:
    (planned,) = plan(file(row, columns=columns), stored(*ADA_AND_BOB), TODAY)
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
        ("bob,Bob,bob@x.org,ada,ops,Engineer,2027-01-01,", None),
        ("bob,Bob,bob@x.org,,ops,Engineer,2021-01-01,2024-01-01", date(2024, 1, 1)),
        ("bob,Bob,bob@x.org,,ops,Engineer,2021-01-01,2019-01-01", date(2019, 1, 1)),
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
    wishes = [one.wish for one in plan(file(*rows, columns=columns), NOBODY, TODAY) if one.wish]
    assert unit_names(wishes) == unit_names(wishes[::-1]) == {"ops": "Operations", "lab": "lab"}


NAMES = list("abcdef")
DAYS = ["", "2025-01-01", "2026-06-15", "2027-01-01"]
said_rows = st.builds(
    lambda *cells: ",".join(cells),
    st.sampled_from([*NAMES, ""]),
    st.sampled_from(["Ann", "Ben"]),
    st.sampled_from([f"{name}@x.org" for name in NAMES] + ["wrong"]),
    st.sampled_from([*NAMES, "zoe", NO_MANAGER]),
    st.sampled_from(["", "ops", "lab"]),
    st.sampled_from(["", "Chemist"]),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
)
files = st.lists(said_rows, max_size=8)
histories = st.lists(files, max_size=2)


def after_all(history: list[list[str]]) -> Known:
    known = NOBODY
    for rows in history:
        known = after(known, plan(file(*rows, columns=COLUMNS), known, TODAY))
    return known


def told(planned: list[Planned]) -> list[tuple[object, ...]]:
    """A plan without the places of its rows, in no order."""
    return sorted((repr(one.row.said), one.outcome, str(one.changes), reason(one.problem)) for one in planned)


def reason(problem: Problem | None) -> str:
    errors = [(error.pointer.rpartition("/")[2], error.code) for error in problem.errors] if problem else []
    return repr((problem.code, problem.facts, errors)) if problem else ""


@settings(max_examples=200, deadline=None)
@given(histories, files, st.randoms(use_true_random=False))
def test_the_plan_is_the_same_in_whatever_order_the_rows_come(history, rows, chance):
    known, shuffled = after_all(history), chance.sample(rows, len(rows))
    expected = told(plan(file(*rows, columns=COLUMNS), known, TODAY))
    assert told(plan(file(*shuffled, columns=COLUMNS), known, TODAY)) == expected


@settings(max_examples=200, deadline=None)
@given(histories, files)
def test_after_any_file_no_circle_is_there_and_nobody_shares_an_email(history, rows):
    known = after_all([*history, rows])
    assert not list(circles(place.line for places in known.places.values() for place in places))
    assert len(known.holders) == len(known.people)


@settings(max_examples=200, deadline=None)
@given(histories, files)
def test_a_file_that_was_taken_whole_changes_nothing_the_second_time(history, rows):
    known = after_all(history)
    first = plan(file(*rows, columns=COLUMNS), known, TODAY)
    if all(one.wish for one in first):
        second = plan(file(*rows, columns=COLUMNS), after(known, first), TODAY)
        assert all(one.outcome is RowOutcome.UNCHANGED for one in second)
