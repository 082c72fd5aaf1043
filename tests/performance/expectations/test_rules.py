"""When an expectation begins and ends, and when two sets of them are the same."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.performance.expectations.rules import (
    BeginsInThePast,
    EndsTooEarly,
    OneSubject,
    check_beginning,
    check_end,
    check_subject,
    set_hash,
)

TODAY = date(2026, 6, 15)
YESTERDAY, TOMORROW = date(2026, 6, 14), date(2026, 6, 16)
SOMEBODY = UUID(int=1)

items: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, id=st.uuids().map(str), version=st.integers(1, 9), title=st.text(max_size=20), critical=st.booleans()
)
sets = st.lists(items, max_size=6, unique_by=lambda item: item["id"])


@pytest.mark.parametrize(("person", "profile"), [(None, None), (SOMEBODY, SOMEBODY)])
def test_it_is_expected_of_one_subject(person, profile):
    with pytest.raises(OneSubject):
        check_subject(person, profile)


def test_only_who_may_says_today_what_was_expected_yesterday():
    check_beginning(TODAY, TODAY, may_backdate=False)
    check_beginning(YESTERDAY, TODAY, may_backdate=True)
    with pytest.raises(BeginsInThePast):
        check_beginning(YESTERDAY, TODAY, may_backdate=False)


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [
        (YESTERDAY, None, True),
        (YESTERDAY, TODAY, True),
        (YESTERDAY, YESTERDAY, False),
        (TOMORROW, TOMORROW, True),
        (TOMORROW, TODAY, False),
    ],
)
def test_the_last_day_is_not_before_the_first_nor_over(first, last, right):
    if right:
        check_end(first, last, TODAY)
    else:
        with pytest.raises(EndsTooEarly):
            check_end(first, last, TODAY)


@given(shown=sets, order=st.randoms())
def test_the_same_items_have_the_same_hash_in_any_order(shown, order):
    again = [dict(reversed(item.items())) for item in shown]
    order.shuffle(again)
    assert set_hash(again) == set_hash(shown)


@given(shown=sets.filter(bool), data=st.data())
def test_whatever_changes_in_a_set_changes_its_hash(shown, data):
    place = data.draw(st.integers(0, len(shown) - 1))
    field = data.draw(st.sampled_from(["id", "version", "title", "critical"]))
    changed = [dict(item) for item in shown]
    changed[place][field] = data.draw(
        items.map(lambda item: item[field]).filter(lambda value: value != shown[place][field])
    )
    assert set_hash(changed) != set_hash(shown)
    assert set_hash(shown[:place] + shown[place + 1 :]) != set_hash(shown)


def test_the_hash_is_what_the_document_says_it_is():
    assert set_hash([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"  # of `[]`
