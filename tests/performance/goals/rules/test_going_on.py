"""What remains of a key result is measured from where it is."""

from hypothesis import given
from hypothesis import strategies as st

from services.performance.goals.rules.measures import KeyResultKind, Reading, Scale, check_scale, going_on, progress

VALUES = st.decimals(-1000, 1000, places=2)


@st.composite
def scales(draw):
    """Rising and falling, with and without what is promised and hoped for."""
    steps = sorted(draw(st.lists(VALUES, min_size=4, max_size=4, unique=True)), reverse=draw(st.booleans()))
    start, commit, target, stretch = steps
    said = draw(st.booleans()), draw(st.booleans())
    return Scale(KeyResultKind.NUMBER, start, target, commit if said[0] else None, stretch if said[1] else None)


@given(scales(), VALUES)
def test_it_goes_on_from_where_it_is_to_the_same_end(scale, value):
    new, reached = going_on(scale, value), progress(scale, Reading(value))
    check_scale(new)
    assert reached is not None
    assert (new.target_value, new.stretch_value) == (scale.target_value, scale.stretch_value)
    if reached >= 1:
        assert new == scale
    else:
        assert progress(new, Reading(value)) == 0
        assert progress(new, Reading(scale.target_value)) == 1


@given(scales(), VALUES)
def test_only_a_commitment_that_is_kept_is_left_out(scale, value):
    new = going_on(scale, value)
    if scale.commit_value is not None and new != scale:
        kept = abs(scale.target_value - value) <= abs(scale.target_value - scale.commit_value)
        assert (new.commit_value is None) == kept
