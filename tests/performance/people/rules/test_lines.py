"""Circles of reporting lines: on which day they close, and who is on them."""

from datetime import date

import pytest

from services.performance.people.rules.lines import LONGEST_PATH, Circle, Line, circles


def lines(*said: str) -> list[Line]:
    """`2026 a b` says that a reports to b from the first day of 2026 on, `2026 a -` that a reports to nobody."""
    words = (one.split() for one in said)
    return [Line(person, date(int(year), 1, 1), None if lead == "-" else lead) for year, person, lead in words]


def found(*said: str) -> list[tuple[int, set[object]]]:
    return [(circle.day.year, {line.person for line in circle.lines}) for circle in circles(lines(*said))]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["2020 a b", "2020 b c"], []),
        (["2020 a a"], [(2020, {"a"})]),
        (["2020 a b", "2021 b a"], [(2021, {"a", "b"})]),
        (["2021 b a", "2020 a b"], [(2021, {"a", "b"})]),
        (["2020 a b", "2021 b c", "2022 c a"], [(2022, {"a", "b", "c"})]),
        (["2020 a b", "2021 a -", "2021 b a"], []),
        (["2020 a b", "2022 a -", "2021 b a"], [(2021, {"a", "b"})]),
        (["2020 a b", "2020 b a", "2020 c d", "2020 d c", "2020 e a"], [(2020, {"a", "b"}), (2020, {"c", "d"})]),
        (["2020 x a", "2020 a b", "2020 b a"], [(2020, {"a", "b"})]),
    ],
)
def test_circles_are_found_on_the_day_they_close(said, expected):
    assert found(*said) == expected


def test_of_two_lines_of_a_day_the_later_one_counts():
    assert found("2020 a b", "2020 b a", "2020 b -") == []


def test_a_path_starts_and_ends_with_the_person_asked_for():
    (circle,) = circles(lines("2020 a b", "2020 b c", "2020 c a"))
    people = [line.person for line in circle.lines]
    assert circle.path(people.index("b")) == ["b", "c", "a", "b"]


def test_a_path_is_never_longer_than_anybody_reads():
    circle = Circle(date(2020, 1, 1), [Line(str(number), date(2020, 1, 1), None) for number in range(5_000)])
    assert len(circle.path(4_990)) == LONGEST_PATH
