"""Capability against the published piston rings, R's and scipy's figures, and what must hold for any process."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from services.quality import spc
from services.quality.capability.rules import normality
from services.quality.capability.rules.analysis import (
    Capability,
    CapabilityDoubt,
    Evidence,
    InsufficientData,
    Performance,
    capability,
)
from services.quality.capability.rules.fitted import (
    Distribution,
    EmpiricalNeedsThousand,
    PositiveValuesRequired,
    Weibull,
    fit,
)
from services.quality.capability.rules.indices import Spread
from services.quality.capability.rules.specification import InvalidSpec, Specification, SpecRequired
from services.quality.spc.rules.constants import d2

untimed = settings(deadline=None)

Floats = NDArray[np.float64]

PUBLISHED = Path(spc.__path__[0]) / "published"
RINGS = json.loads((PUBLISHED / "capability_pistonrings.json").read_text())
SOURCE, EXPECTED, GIVEN = RINGS["source"]["citation"], RINGS["expected"], RINGS["parameters"]
SUBGROUPS = np.array(RINGS["input"]["subgroups"])
VALUES = SUBGROUPS.reshape(-1)
BY_RANGES = float(np.mean(np.ptp(SUBGROUPS, axis=1))) / d2(5)
SPEC = Specification(GIVEN["lsl"], GIVEN["usl"], GIVEN["target"])
MEASURED = capability(VALUES, SPEC, Spread(BY_RANGES, VALUES.size - 1), confidence=GIVEN["confidence"])
"""As qcc takes it: the intervals of Cp have n - 1 degrees of freedom."""

WITHIN = {"Cp": "cp", "Cpl": "cpl", "Cpu": "cpu", "Cpk": "cpk", "Cpm_within": "cpm"}
OVERALL = {"Pp": "cp", "Ppl": "cpl", "Ppu": "cpu", "Ppk": "cpk", "Cpm_overall": "cpm"}
PERFORMANCES = [(name, MEASURED.within, field) for name, field in WITHIN.items()]
PERFORMANCES += [(name, MEASURED.overall, field) for name, field in OVERALL.items()]


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=RINGS["tolerance"]["relative"], abs=RINGS["tolerance"]["absolute"])


@pytest.mark.parametrize(("name", "performance", "field"), PERFORMANCES, ids=lambda part: str(part)[:12])
def test_every_index_and_its_interval_equal_the_reference(name: str, performance: Performance, field: str) -> None:
    index = getattr(performance.indices, field)
    assert index.value == near(EXPECTED[name]["value"]), SOURCE
    assert [index.lower, index.upper] == near(EXPECTED[name]["ci"]), SOURCE


def test_location_spread_and_fallout_equal_the_reference() -> None:
    assert MEASURED.n == EXPECTED["n"]
    assert MEASURED.mean == near(EXPECTED["center"])
    for performance, kind in ((MEASURED.within, "within"), (MEASURED.overall, "overall")):
        assert performance.spread is not None
        assert performance.spread.sigma == near(EXPECTED[f"sigma_{kind}"])
        assert performance.expected_ppm.below_lsl == near(EXPECTED[f"expected_ppm_{kind}"]["below_lsl"])
        assert performance.expected_ppm.above_usl == near(EXPECTED[f"expected_ppm_{kind}"]["above_usl"])
    assert MEASURED.observed_ppm.total == EXPECTED["observed_percent_below_lsl"]
    assert MEASURED.off_centre == pytest.approx(0.001176 / 0.05)


def test_the_bench_z_leaves_the_whole_fallout_beyond_it() -> None:
    for performance in (MEASURED.within, MEASURED.overall):
        assert performance.expected_ppm.total is not None
        assert performance.z_bench == pytest.approx(stats.norm.isf(performance.expected_ppm.total / 1e6))


def test_the_rings_are_trusted_once_their_chart_is_quiet() -> None:
    assert MEASURED.doubts == [CapabilityDoubt.STABILITY_UNKNOWN]
    assert capability(VALUES, SPEC, None, evidence=Evidence(stable=True, grr_percent=12.0)).trustworthy


@pytest.mark.parametrize(
    ("values", "evidence", "doubt"),
    [
        (VALUES[:99], Evidence(stable=True), CapabilityDoubt.FEW_VALUES),
        (VALUES, Evidence(stable=False), CapabilityDoubt.UNSTABLE),
        (VALUES, Evidence(stable=True, grr_percent=30.1), CapabilityDoubt.GAGE_NOT_ACCEPTABLE),
        (np.exp(40 * (VALUES - 74)) ** 3, Evidence(stable=True), CapabilityDoubt.POOR_FIT),
    ],
)
def test_each_doubt_by_itself_takes_the_trust_away(values: Floats, evidence: Evidence, doubt: CapabilityDoubt) -> None:
    answer = capability(values, Specification(None, 80.0), None, evidence=evidence)
    assert answer.doubts == [doubt]
    assert not answer.trustworthy


def numbers(answer: Capability) -> dict[str, float]:
    """All that is worked out and defined."""
    return {f"within {name}": value for name, value in figures(answer.within).items()} | figures(answer.overall)


def figures(performance: Performance) -> dict[str, float]:
    found = {"z_bench": performance.z_bench, "ppm": performance.expected_ppm.total}
    for name in ("cp", "cpl", "cpu", "cpk", "cpm"):
        index = getattr(performance.indices, name)
        if index is not None:
            found |= {name: index.value, f"{name} from": index.lower, f"{name} to": index.upper}
    return {name: value for name, value in found.items() if value is not None}


def test_a_process_that_never_varies_has_no_indices() -> None:
    answer = capability(np.full(5, 0.1), Specification(0.05, 0.2, 0.1), Spread(0.0, 4))
    assert numbers(answer) == {}
    assert answer.warnings == ["zero_variation"]
    assert CapabilityDoubt.ZERO_VARIATION in answer.doubts
    assert answer.observed_ppm.total == 0


def test_without_variation_inside_subgroups_only_the_overall_indices_are_there() -> None:
    answer = capability(np.array([1.0, 1.0, 2.0, 2.0]), Specification(0.0, 3.0), Spread(0.0, 2))
    assert answer.within.indices.cp is None
    assert answer.overall.indices.cp is not None
    assert answer.warnings == ["zero_variation_within"]


@pytest.mark.parametrize(("lsl", "usl"), [(None, 74.05), (73.95, None)])
def test_a_one_sided_specification_invents_no_other_side(lsl: float | None, usl: float | None) -> None:
    answer = capability(VALUES, Specification(lsl, usl, 74.0), Spread(BY_RANGES, 124))
    for performance, both in ((answer.within, MEASURED.within), (answer.overall, MEASURED.overall)):
        found = performance.indices
        assert (found.cp, found.cpm) == (None, None)
        assert (found.cpl is None, found.cpu is None) == (lsl is None, usl is None)
        assert found.cpk is not None
        assert found.cpk.value == getattr(both.indices, "cpl" if usl is None else "cpu").value
        ppm = performance.expected_ppm
        assert (ppm.below_lsl is None, ppm.above_usl is None) == (lsl is None, usl is None)
    assert answer.off_centre is None


def test_what_the_specification_lacks_is_refused_and_a_far_target_is_told() -> None:
    with pytest.raises(SpecRequired):
        Specification(None, None)
    with pytest.raises(InvalidSpec):
        Specification(6.0, 4.0)
    with pytest.raises(InvalidSpec):
        Specification(4.0, 4.0)
    answer = capability(np.array([4.5, 5.0, 5.4]), Specification(4.0, 6.0, 7.0), None)
    assert answer.warnings == ["target_outside_spec"]
    assert answer.overall.indices.cpm is not None
    with pytest.raises(InsufficientData):
        capability(np.array([5.0]), Specification(4.0, 6.0), None)


SAMPLES = st.lists(st.floats(-50, 50), min_size=3, max_size=40).filter(lambda values: np.std(values) > 0.1)


@untimed
@given(SAMPLES, st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_another_zero_or_unit_changes_no_index(values: list[float], shift: float, scale: float) -> None:
    """Measured in other degrees or inches, with the limits converted alike."""
    plain = np.array(values)
    here = capability(plain, Specification(-60.0, 55.0, 3.0), Spread(2.0, 9))
    there = capability(
        plain * scale + shift,
        Specification(-60 * scale + shift, 55 * scale + shift, 3 * scale + shift),
        Spread(2 * scale, 9),
    )
    assert numbers(there) == pytest.approx(numbers(here), rel=1e-5, abs=1e-9)


@untimed
@given(SAMPLES)
def test_seen_in_a_mirror_the_sides_change_places(values: list[float]) -> None:
    here = capability(np.array(values), Specification(-60.0, 55.0), None).overall
    there = capability(-np.array(values), Specification(-55.0, 60.0), None).overall
    assert (there.indices.cpl, there.indices.cpu) == (here.indices.cpu, here.indices.cpl)
    assert there.indices.cpk == here.indices.cpk


@untimed
@given(SAMPLES, st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(values: list[float], random: Any) -> None:
    shuffled = values.copy()
    random.shuffle(shuffled)
    here, there = (capability(np.array(order), Specification(-60.0, None), None) for order in (values, shuffled))
    assert numbers(there) == pytest.approx(numbers(here), rel=1e-9)


SKEWED = np.random.default_rng(7).weibull(1.6, 400) * 3 + 0.01


def test_anderson_darling_equals_scipy_and_the_published_branches_of_p() -> None:
    """The factors and branches of D'Agostino & Stephens, table 4.9, as R's nortest has them."""
    for values in (VALUES, SKEWED, SKEWED[:9]):
        tested = normality.of_normal(values)
        n = values.size
        factor = 1 + 0.75 / n + 2.25 / n**2
        assert tested.statistic == pytest.approx(
            stats.anderson(values, "norm", method="interpolate").statistic * factor
        )
    assert normality.of_normal(SKEWED[:7]).p is None
    branches = [(0.15, 0.9614), (0.3, 0.5840), (0.5, 0.2089), (0.8, 0.0381), (3.0, 1.6e-7), (500.0, 3.7e-24)]
    for statistic, p in branches:
        assert normality._normal_p(statistic) == pytest.approx(p, rel=0.02)


def test_a_value_out_of_all_bounds_is_still_a_number() -> None:
    tested = normality.of_normal(np.array([*np.linspace(-1, 1, 4_000), 1e9]))
    assert np.isfinite(tested.statistic)
    assert tested.p == pytest.approx(3.7e-24, rel=0.01)


def test_a_weibull_fit_equals_scipys() -> None:
    """Which stops a little earlier, so ours is the likelier one."""
    shape, _, scale = stats.weibull_min.fit(SKEWED, floc=0)
    found = fit(SKEWED, Distribution.WEIBULL)
    assert isinstance(found, Weibull)
    assert (found.shape, found.scale) == pytest.approx((shape, scale), rel=1e-4)
    likelihood = stats.weibull_min(found.shape, scale=found.scale).logpdf(SKEWED).sum()
    assert likelihood >= stats.weibull_min(shape, scale=scale).logpdf(SKEWED).sum()


def test_a_lognormal_fit_is_the_normal_fit_of_the_logarithms() -> None:
    found = fit(SKEWED, Distribution.LOGNORMAL)
    known = stats.lognorm(s=np.log(SKEWED).std(ddof=1), scale=np.exp(np.log(SKEWED).mean()))
    assert [found.quantile(p) for p in (0.00135, 0.5, 0.99865)] == pytest.approx(known.ppf([0.00135, 0.5, 0.99865]))
    assert found.sf(7.0) == pytest.approx(known.sf(7.0))
    assert (found.cdf(0.0), found.sf(0.0)) == (0.0, 1.0)


def test_the_percentile_method_puts_the_outer_percentiles_in_the_place_of_six_sigma() -> None:
    answer = capability(SKEWED, Specification(0.0, 12.0), Spread(1.0, 9), distribution=Distribution.WEIBULL)
    weibull = fit(SKEWED, Distribution.WEIBULL)
    assert isinstance(weibull, Weibull)
    known = stats.weibull_min(weibull.shape, scale=weibull.scale)
    low, median, high = known.ppf([0.00135, 0.5, 0.99865])
    found = answer.overall.indices
    assert found.cp is not None and found.cpk is not None  # noqa: PT018
    assert found.cp.value == pytest.approx(12 / (high - low))
    assert found.cpk.value == pytest.approx(min(median / (median - low), (12 - median) / (high - median)))
    assert answer.overall.expected_ppm.above_usl == pytest.approx(1e6 * known.sf(12))
    assert answer.within.indices.cp is None
    assert CapabilityDoubt.POOR_FIT not in answer.doubts


def test_a_normal_process_gets_nearly_its_normal_indices_from_its_own_quantiles() -> None:
    values = np.random.default_rng(3).normal(10, 1, 200_000)
    spec = Specification(5.5, 14.0)
    empirical = capability(values, spec, None, distribution=Distribution.EMPIRICAL)
    normal = capability(values, spec, None)
    for name in ("cp", "cpl", "cpu", "cpk"):
        assert figures(empirical.overall)[name] == pytest.approx(figures(normal.overall)[name], rel=0.05)
    assert empirical.fit is None
    assert CapabilityDoubt.FIT_UNKNOWN not in empirical.doubts


@pytest.mark.parametrize("distribution", [Distribution.LOGNORMAL, Distribution.WEIBULL])
def test_what_has_zeros_follows_no_positive_distribution(distribution: Distribution) -> None:
    with pytest.raises(PositiveValuesRequired):
        capability(np.array([0.0, 1.0, 2.0]), Specification(None, 3.0), None, distribution=distribution)


def test_quantiles_of_few_values_are_not_read_off_them() -> None:
    with pytest.raises(EmpiricalNeedsThousand):
        capability(SKEWED, Specification(None, 3.0), None, distribution=Distribution.EMPIRICAL)


def test_a_wider_confidence_widens_every_interval() -> None:
    loose = capability(VALUES, SPEC, Spread(BY_RANGES, 124), confidence=0.99)
    for wide, narrow in ((loose.within, MEASURED.within), (loose.overall, MEASURED.overall)):
        for name in ("cp", "cpl", "cpu", "cpk", "cpm"):
            outer, inner = getattr(wide.indices, name), getattr(narrow.indices, name)
            assert outer.lower < inner.lower < inner.value < inner.upper < outer.upper
