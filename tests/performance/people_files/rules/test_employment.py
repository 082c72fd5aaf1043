"""Leaving, coming back and being missing, as a file says it; by tables, without a database."""

from datetime import date

import pytest

from services.performance.people_files.rules.missing import TooManyTerminations
from services.performance.people_files.rules.plan import Asked, Planned
from services.performance.people_files.rules.stays import standing
from services.performance.people_files.rules.wishes import ImportMode, Known
from tests.performance.people_files.rules.files import DELTA, FULL, NOBODY, TODAY, after, file, outcomes, planned_of

COLUMNS = "external_id,display_name,manager_external_id,hired_on,effective_from,ended_on"
DATES = "external_id,hired_on,effective_from,ended_on"
YESTERDAY, TOMORROW = date(2026, 6, 14), date(2026, 6, 16)


def taken(known: Known, *rows: str, columns: str = COLUMNS, asked: Asked = DELTA, today: date = TODAY) -> Known:
    planned = planned_of(file(*rows, columns=columns), known, asked, today)
    assert all(one.problem is None for one in planned), outcomes(planned)
    return after(known, planned)


@pytest.fixture
def ada_and_bob() -> Known:
    return taken(NOBODY, "ada,Ada,,2020-01-01,,", "bob,Bob,ada,2021-01-01,,")


def stays_of(known: Known, external_id: str) -> list[tuple[str, bool]]:
    return [(str(stay.effective_from), stay.ends_employment) for stay in known.called[external_id].stays]


def one_of(known: Known, row: str, columns: str = COLUMNS, asked: Asked = DELTA) -> Planned:
    return planned_of(file(row, columns=columns), known, asked)[0]


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        (["bob,,,2026-06-14"], "terminated"),
        (["bob,,,2027-01-31"], "terminated"),
        (["bob,,,2027-01-31", "bob,,,2027-02-28"], "updated"),
        (["bob,,,2027-01-31", "bob,,,"], "updated"),
        (["bob,,,2027-01-31", "bob,,,2026-06-01"], "terminated"),
        (["bob,,,2026-05-31", "bob,,,2026-05-31"], "unchanged"),
        (["bob,,,2026-05-31", "bob,,,2026-05-15"], "updated"),
        (["bob,,,2026-05-31", "bob,,,2027-05-31"], "rehired"),
        (["bob,,,2026-05-31", "bob,,,"], "rehired"),
        (["bob,,,2026-05-31", "bob,2026-07-01,,"], "rehired"),
        (["bob,,,2026-05-31", "bob,2026-06-10,,2027-12-31"], "rehired"),
        (["bob,,,2026-05-31", "bob,,2026-05-01,"], "no_gap"),
        (["bob,,,2020-05-31"], "not_employed"),
        (["bob,,2026-06-15,2026-06-14"], "assigned_later"),
        (["new,2020-01-01,,2020-12-31"], "validation_failed"),
    ],
)
def test_what_a_last_day_makes_of_an_employment(ada_and_bob, rows, outcome):
    known = ada_and_bob
    if "2026-06-15" in rows[0]:
        known = taken(known, "bob,Bob,,,2026-06-15,", columns=COLUMNS)
    for row in rows[:-1]:
        known = taken(known, row, columns=DATES)
    said = one_of(known, rows[-1], DATES)
    assert (said.problem.code if said.problem else said.outcome.value) == outcome


def test_a_last_day_to_come_leaves_the_place_until_then(ada_and_bob):
    known = taken(ada_and_bob, "bob,,,2027-01-31", columns=DATES)
    assert stays_of(known, "bob") == [("2021-01-01", False), ("2027-02-01", True)]
    assert standing(known.called["bob"].stays, TODAY) == ("active", date(2027, 1, 31))
    assert standing(known.called["bob"].stays, date(2027, 2, 1)) == ("terminated", date(2027, 1, 31))


def test_what_was_planned_for_after_the_last_day_is_given_up(ada_and_bob):
    known = taken(ada_and_bob, "bob,Bob,,,2026-09-01,", "ada,Ada,,,,")
    known = taken(known, "bob,,,2026-08-31", columns=DATES)
    assert stays_of(known, "bob") == [("2021-01-01", False), ("2026-09-01", True)]


def test_a_stale_place_of_somebody_who_left_neither_fails_nor_changes_the_past(ada_and_bob):
    known = taken(ada_and_bob, "bob,Bob,ada,2021-01-01,,2026-05-31")
    cleared = one_of(known, "bob,Bob,NO_MANAGER,2021-01-01,,2026-05-31")
    assert cleared.outcome == "unchanged"
    in_one = one_of(ada_and_bob, "bob,Bob,NO_MANAGER,2021-01-01,,2026-05-31")
    assert in_one.changes == {"ended_on": {"from": None, "to": date(2026, 5, 31)}}


def test_a_row_without_a_last_day_does_not_silently_bring_back_who_left(ada_and_bob):
    known = taken(ada_and_bob, "bob,,,2026-05-31", columns=DATES)
    same = one_of(known, "bob,ada", "external_id,manager_external_id")
    moved = one_of(known, "bob,NO_MANAGER", "external_id,manager_external_id")
    assert (same.outcome, moved.problem and moved.problem.code) == ("unchanged", "not_employed")


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        ("bob,Bob,ada,,,", [("2021-01-01", False), ("2026-06-01", True), ("2026-06-15", False)]),
        ("bob,Bob,ada,,2026-06-10,", [("2021-01-01", False), ("2026-06-01", True), ("2026-06-10", False)]),
        ("bob,Bob,ada,2026-07-01,,", [("2021-01-01", False), ("2026-06-01", True), ("2026-07-01", False)]),
        ("bob,Bob,ada,,2026-06-01,", [("2021-01-01", False)]),
        ("bob,Bob,,,2026-06-01,", [("2021-01-01", False), ("2026-06-01", False)]),
    ],
)
def test_who_comes_back_keeps_the_id_and_has_a_gap_unless_the_days_meet(ada_and_bob, row, stays):
    left = taken(ada_and_bob, "bob,,,2026-05-31", columns=DATES)
    back = taken(left, row)
    assert stays_of(back, "bob") == stays
    assert back.called["bob"].id == left.called["bob"].id
    assert one_of(back, row).outcome == "unchanged"


def test_who_is_missing_left_yesterday_and_is_back_with_the_next_file_as_if_never_away(ada_and_bob):
    known = taken(ada_and_bob, "ada,Ada", columns="external_id,display_name", asked=FULL)
    assert stays_of(known, "bob") == [("2021-01-01", False), ("2026-06-15", True)]
    assert standing(known.called["bob"].stays, TODAY) == ("terminated", YESTERDAY)
    rows = file("ada,Ada", "bob,Bob", columns="external_id,display_name")
    planned = planned_of(rows, known, FULL)
    assert outcomes(planned) == {"ada": "unchanged", "bob": "rehired"}
    assert stays_of(after(known, planned), "bob") == [("2021-01-01", False)]


@pytest.mark.parametrize(("hired_on", "expected"), [("2026-06-15", "terminated"), ("2026-06-16", "not_employed")])
def test_who_came_today_leaves_tonight_and_who_is_yet_to_come_cannot_leave(ada_and_bob, hired_on, expected):
    known = taken(ada_and_bob, f"new,New,ada,{hired_on},,")
    planned = planned_of(file("ada,Ada", "bob,Bob", columns="external_id,display_name"), known, FULL)
    assert outcomes(planned)["new"] == expected


def full_of(rows: list[str], known: Known, most: int) -> dict[str | None, str]:
    asked = Asked("hr", ImportMode.FULL, max_terminations_percent=most)
    return outcomes(planned_of(file(*rows, columns="external_id,display_name"), known, asked))


def test_the_brake_counts_who_works_here_and_is_in_no_row(ada_and_bob):
    known = taken(ada_and_bob, "cyd,Cyd,ada,,,", "dan,Dan,ada,,,", "eve,Eve,ada,2020-01-01,,2025-12-31")
    assert full_of(["ada,Ada", "bob,Bob", "cyd,Cyd"], known, 25)["dan"] == "terminated"
    with pytest.raises(TooManyTerminations) as refused:
        full_of(["ada,Ada", "bob,Bob", "cyd,Cyd"], known, 24)
    assert refused.value.facts == {"missing": 1, "employed": 4, "max_terminations_percent": 24}
    with pytest.raises(TooManyTerminations):
        full_of([], known, 99)
    assert full_of([], NOBODY, 0) == {}


def test_a_row_that_fails_terminates_nobody(ada_and_bob):
    assert full_of(["ada,Ada", f"bob,{'B' * 201}"], ada_and_bob, 100) == {
        "ada": "unchanged",
        "bob": "validation_failed",
    }
    unnamed = full_of(["ada,Ada", ",Bob"], ada_and_bob, 0)
    assert unnamed == {"ada": "unchanged", None: "validation_failed", "bob": "missing_unclear"}


def test_a_circle_that_opens_with_a_leaver_is_none(ada_and_bob):
    rows = file("bob,Bob,", "cyd,Cyd,bob", columns="external_id,display_name,manager_external_id")
    known = after(ada_and_bob, planned_of(rows, ada_and_bob))
    leaving = file("bob,Bob,cyd", "cyd,Cyd,ada", columns="external_id,display_name,manager_external_id")
    assert outcomes(planned_of(leaving, known, FULL)) == {"bob": "updated", "cyd": "updated", "ada": "terminated"}


def test_calling_off_a_termination_that_would_close_a_circle_is_refused(ada_and_bob):
    columns = "external_id,manager_external_id,effective_from,ended_on"
    known = taken(ada_and_bob, "bob,ada,,2026-12-31", columns=columns)
    known = taken(known, "ada,bob,2027-01-01,", columns=columns)
    assert one_of(known, "bob,", "external_id,ended_on").problem.code == "reporting_cycle"  # type: ignore[union-attr]


def test_a_person_of_another_system_is_refused_by_their_email_unless_asked_for(ada_and_bob):
    columns = "external_id,display_name,work_email,manager_external_id"
    known = after(ada_and_bob, planned_of(file("bob,Bob,bob@x.org,ada", columns=columns), ada_and_bob))
    people = {id: _unlinked(one) if "bob" in one.external_ids else one for id, one in known.people.items()}
    known = Known(people, known.stays, {}, known.codes)
    rows = file("77,Bobby,bob@x.org,ada", "78,Cyd,cyd@x.org,77", columns=columns)
    assert outcomes(planned_of(rows, known)) == {"77": "email_taken", "78": "manager_not_found"}
    linked = planned_of(rows, known, Asked("hr", link_by_email=True))
    assert outcomes(linked) == {"77": "updated", "78": "created"}
    assert linked[0].changes["external_id"] == {"from": None, "to": "77"}
    assert linked[1].changes["manager_external_id"]["to"] == "77"
    assert outcomes(planned_of(rows, after(known, linked))) == {"77": "unchanged", "78": "unchanged"}


def test_an_email_of_somebody_who_left_links_nobody(ada_and_bob):
    columns = "external_id,display_name,work_email,ended_on"
    known = taken(ada_and_bob, "bob,Bob,bob@x.org,2025-12-31", columns=columns)
    people = {id: _unlinked(one) for id, one in known.people.items()}
    known = Known(people, known.stays, {}, known.codes)
    rows = file("77,Bob,bob@x.org", columns="external_id,display_name,work_email")
    assert outcomes(planned_of(rows, known, Asked("hr", link_by_email=True))) == {"77": "email_taken"}


def _unlinked(one):
    return type(one)(one.id, one.version, (), one.personal, one.stays)
