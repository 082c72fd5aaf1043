"""What a file would change, judged without a database, by any file that can be thought up."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.performance.people.rules.lines import Circle, circles
from services.performance.people_files.rules.plan import Asked, Planned, RowOutcome
from services.performance.people_files.rules.rows import NO_MANAGER
from services.performance.people_files.rules.stays import NOWHERE, gone, lines_of, put
from services.performance.people_files.rules.wishes import Known
from shared.problems import Problem
from tests.performance.people_files.rules.files import (
    COLUMNS,
    DELTA,
    FULL,
    NOBODY,
    TODAY,
    after,
    file,
    outcomes,
    planned_of,
)

EVERY_COLUMN = COLUMNS + ",ended_on"
NAMES = list("abcdef")
DAYS = ["", "2025-01-01", "2026-06-15", "2027-01-01"]
LAST_DAYS = ["", "", "2026-06-14", "2027-06-30"]
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
    st.sampled_from(LAST_DAYS),
)
modes = st.sampled_from([DELTA, FULL])
files = st.lists(said_rows, max_size=8)
histories = st.lists(files, max_size=2)


def after_all(history: list[list[str]], asked: Asked = DELTA) -> Known:
    known = NOBODY
    for rows in history:
        known = after(known, planned_of(file(*rows, columns=EVERY_COLUMN), known, asked))
    return known


def told(planned: list[Planned]) -> list[tuple[object, ...]]:
    """A plan without the places of its rows, in no order."""
    return sorted((repr(one.external_id), one.outcome, str(one.changes), reason(one.problem)) for one in planned)


def reason(problem: Problem | None) -> str:
    errors = [(error.pointer.rpartition("/")[2], error.code) for error in problem.errors] if problem else []
    return repr((problem.code, problem.facts, errors)) if problem else ""


@settings(max_examples=200, deadline=None)
@given(histories, files, modes, st.randoms(use_true_random=False))
def test_the_plan_is_the_same_in_whatever_order_the_rows_come(history, rows, asked, chance):
    known, shuffled = after_all(history), chance.sample(rows, len(rows))
    expected = told(planned_of(file(*rows, columns=EVERY_COLUMN), known, asked))
    assert told(planned_of(file(*shuffled, columns=EVERY_COLUMN), known, asked)) == expected


def circles_in(known: Known) -> list[Circle]:
    return list(circles(line for id, stays in known.stays.items() for line in lines_of(id, stays)))


def test_a_circle_that_is_planted_is_found():
    known = after_all([["a,A,a@x.org,,,,,,", "b,B,b@x.org,a,,,,,"]])
    a, b = known.called["a"], known.called["b"]
    planted = put(a.stays, TODAY, NOWHERE | {"manager_external_id": b.id})
    assert not circles_in(known)
    assert circles_in(replace(known, stays={**known.stays, a.id: planted}))


@settings(max_examples=200, deadline=None)
@given(histories, files, modes)
def test_after_any_file_no_circle_is_there_and_nobody_shares_an_email(history, rows, asked):
    known = after_all([*history, rows], asked)
    assert not circles_in(known)
    emails = [one.personal["work_email"] for one in known.people.values() if one.personal["work_email"]]
    assert len(emails) == len(set(emails))


@settings(max_examples=200, deadline=None)
@given(histories, files, modes)
def test_after_any_file_stays_are_in_their_order_and_an_end_follows_a_stay(history, rows, asked):
    for stays in after_all([*history, rows], asked).stays.values():
        days = [stay.effective_from for stay in stays]
        assert days == sorted(set(days))
        ends = [stay.ends_employment for stay in stays]
        assert not ends[0]
        assert not any(ends[place] and ends[place + 1] for place in range(len(ends) - 1))


@settings(max_examples=200, deadline=None)
@given(histories, files, modes)
def test_the_rows_that_were_taken_change_nothing_the_second_time(history, rows, asked):
    known = after_all(history, asked)
    first = planned_of(file(*rows, columns=EVERY_COLUMN), known, asked)
    if all(one.wish for one in first):
        second = planned_of(file(*rows, columns=EVERY_COLUMN), after(known, first), asked)
        assert all(one.outcome is RowOutcome.UNCHANGED for one in second), outcomes(second)


@settings(max_examples=200, deadline=None)
@given(histories, files)
def test_in_a_full_file_only_who_is_in_no_row_is_terminated_for_it(history, rows):
    known = after_all(history)
    named = {row.external_id for row in file(*rows, columns=EVERY_COLUMN)}
    planned = planned_of(file(*rows, columns=EVERY_COLUMN), known, FULL)
    leaving = {one.external_id for one in planned if one.index is None}
    working = {one.name for one in known.people.values() if not gone(one.stays, TODAY)}
    assert leaving == working - named
