"""What holds of every score, whatever the form, the answers and the policy."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from services.performance.review_scores.rules.inputs import (
    Assignment,
    Inputs,
    Item,
    Section,
    as_json,
    digest,
    from_json,
)
from services.performance.review_scores.rules.levels import scored
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import Missing, Normalisation, ScoringRules
from tests.performance.review_scores.forms import MANAGER, NA

ROLES = [MANAGER, ReviewRole.SELF, ReviewRole.PEER]
weights = st.decimals(Decimal(0), Decimal(1000), places=3)
ratings = st.one_of(st.integers(1, 5), st.just(NA), st.none())


@st.composite
def forms(draw):
    sections = []
    for place in range(draw(st.integers(1, 3))):
        items = tuple(
            Item(
                f"{place}.{at}",
                draw(weights),
                frozenset(draw(st.lists(st.sampled_from(ROLES), min_size=1))),
                critical=draw(st.booleans()),
                veto_level=draw(st.sampled_from([None, 1, 2])),
                veto_group=draw(st.sampled_from([None, "one"])),
            )
            for at in range(draw(st.integers(1, 3)))
        )
        sections.append(Section(str(place), draw(weights), items))
    return tuple(sections)


@st.composite
def policies(draw):
    return ScoringRules(
        missing=draw(st.sampled_from(Missing)),
        normalisation=draw(st.sampled_from(Normalisation)),
        min_coverage=draw(st.decimals(0, 1, places=2)),
        role_weights={role: draw(weights) for role in draw(st.lists(st.sampled_from(ROLES)))},
        least_answers={ReviewRole.PEER: draw(st.integers(1, 3))},
        compensates=draw(st.booleans()),
    )


@st.composite
def any_inputs(draw):
    form = draw(forms())
    keys = [item.key for section in form for item in section.items]
    given = [
        Assignment(str(place), draw(st.sampled_from(ROLES)), {key: draw(ratings) for key in keys}, draw(weights))
        for place in range(draw(st.integers(0, 4)))
    ]
    return Inputs(tuple(map(Decimal, range(1, 6))), form, tuple(given), draw(policies()), {"template_id": "t"})


def rated(inputs: Inputs, place: int, key: str, rating) -> Inputs:
    changed = replace(inputs.assignments[place], ratings={**inputs.assignments[place].ratings, key: rating})
    return replace(inputs, assignments=(*inputs.assignments[:place], changed, *inputs.assignments[place + 1 :]))


def seen(score):
    return score.value, score.level, score.coverage, score.not_rated, score.vetoes


@given(any_inputs(), st.data())
def test_a_higher_rating_never_lowers_a_score_or_level(inputs, data):
    assume(inputs.assignments)
    place = data.draw(st.integers(0, len(inputs.assignments) - 1))
    key = data.draw(st.sampled_from(sorted(inputs.assignments[place].ratings)))
    low, high = sorted(data.draw(st.tuples(st.integers(1, 5), st.integers(1, 5))))
    lower, higher = (scored(rated(inputs, place, key, rating)) for rating in (low, high))
    assert (lower.value is None) == (higher.value is None)
    assert (lower.level is None) == (higher.level is None)
    assert (lower.value or 0) <= (higher.value or 0)
    assert (lower.level or 0) <= (higher.level or 0)


@given(any_inputs(), st.sampled_from([Decimal("0.001"), Decimal("0.3"), Decimal(7), Decimal(100_000)]))
def test_weights_mean_their_proportions(inputs, factor):
    """Items, sections, roles and managers, each multiplied by the same."""
    sections = tuple(
        replace(
            section,
            weight=section.weight * factor,
            items=tuple(replace(item, weight=item.weight * factor) for item in section.items),
        )
        for section in inputs.sections
    )
    roles = {role: weight * factor for role, weight in inputs.policy.role_weights.items()}
    given = tuple(replace(one, weight=one.weight * factor) for one in inputs.assignments)
    scaled = replace(inputs, sections=sections, assignments=given, policy=replace(inputs.policy, role_weights=roles))
    assert seen(scored(inputs)) == seen(scored(scaled))


@given(any_inputs(), st.data())
def test_what_is_not_applicable_is_as_if_it_had_not_been_asked(inputs, data):
    """Of that assignment's value; coverage of the section included, unless nothing of it is left."""
    place = data.draw(st.integers(0, len(inputs.sections) - 1))
    section = inputs.sections[place]
    assume(len(section.items) > 1)
    key = section.items[0].key
    for at in range(len(inputs.assignments)):
        inputs = rated(inputs, at, key, NA)
    without = replace(section, items=section.items[1:])
    shorter = replace(inputs, sections=(*inputs.sections[:place], without, *inputs.sections[place + 1 :]))
    roles = {role for item in without.items for role in item.audiences}
    assume(section.items[0].audiences <= roles)
    assert seen(scored(inputs)) == seen(scored(shorter))


@given(any_inputs())
def test_a_score_is_a_share_of_one_or_nothing(inputs):
    found = scored(inputs)
    for number in (found.value, found.coverage):
        assert number is None or (number.is_finite() and 0 <= number <= 1)
    assert (found.level is None) == (found.not_rated is not None)
    assert found.level is None or 1 <= found.level <= 5


@given(any_inputs())
def test_the_same_inputs_are_the_same_digest_and_the_same_score(inputs):
    """Through the JSON that is stored, and in whatever order the assignments come."""
    stored = as_json(inputs)
    read_back = from_json(json.loads(json.dumps(stored)))
    turned = replace(inputs, assignments=inputs.assignments[::-1])
    assert digest(as_json(read_back)) == digest(stored) == digest(as_json(turned))
    assert seen(scored(read_back)) == seen(scored(inputs)) == seen(scored(turned))


@given(any_inputs(), any_inputs())
def test_different_inputs_are_different_digests(one, other):
    assert (digest(as_json(one)) == digest(as_json(other))) == (as_json(one) == as_json(other))
