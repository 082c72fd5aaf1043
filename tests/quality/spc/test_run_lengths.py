"""Average run lengths against published tables and against simulation."""

from math import inf

import numpy as np
import pytest

from services.quality.spc.rules.kinds import ChartKind
from services.quality.spc.rules.limits import Cusum, Ewma, LimitsKind, Options
from services.quality.spc.rules.observations import InvalidOption
from services.quality.spc.rules.run_lengths import average, integral, simulation
from services.quality.spc.rules.run_lengths.average import Method, of_chart, of_cusum, of_ewma, of_rules
from services.quality.spc.rules.run_rules import (
    NELSON_8_EITHER_SIDE,
    Rule,
    Side,
    k_of_m,
    nelson,
    western_electric,
)

CHAMP_WOODALL = {(1,): 370.40, (1, 2): 225.44, (1, 3): 166.05, (1, 4): 152.73, (1, 2, 3): 132.89, (1, 2, 4): 122.05}
"""Technometrics 29(4), Table 1, in control."""


@pytest.mark.parametrize(("rules", "published"), CHAMP_WOODALL.items())
def test_run_rules_in_control_are_as_champ_and_woodall_found(rules: tuple[int, ...], published: float) -> None:
    found = of_rules(western_electric(*rules))
    assert found.mean == pytest.approx(published, abs=0.005)
    assert (found.method, found.standard_error) == (Method.MARKOV_CHAIN, None)


SHIFTS = (0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4)


@pytest.mark.parametrize(
    ("interval", "published"),
    [
        (4, (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.19, 1.71)),
        (5, (465, 139, 38.0, 17.0, 10.4, 5.75, 4.01, 2.57, 2.01)),
    ],
)
def test_cusums_are_as_montgomery_prints_them(interval: float, published: tuple[float, ...]) -> None:
    """Table 9.3 of the 8th edition, k = ½ (Lucas & Crosier 1982)."""
    found = [of_cusum(Cusum(0.5, interval), shift).mean for shift in SHIFTS]
    assert found == pytest.approx(published, rel=0.005)


def test_a_head_start_shortens_both_as_lucas_and_crosier_found() -> None:
    assert of_cusum(Cusum(0.5, 5, head_start=2.5)).mean == pytest.approx(430, abs=0.5)
    assert of_cusum(Cusum(0.5, 5, head_start=2.5), 1).mean == pytest.approx(6.35, abs=0.005)


@pytest.mark.parametrize(
    ("weight", "width", "published"),
    [
        (0.4, 3.054, (500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.0, 1.4)),
        (0.2, 2.962, (500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.4, 1.9)),
        (0.1, 2.814, (500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 2.9, 2.2)),
    ],
)
def test_ewmas_are_as_lucas_and_saccucci_found(weight: float, width: float, published: tuple[float, ...]) -> None:
    """Technometrics 32(1), Table 3."""
    found = [of_ewma(Ewma(weight, width, asymptotic=True), shift).mean for shift in SHIFTS]
    assert found == pytest.approx(published, rel=0.005, abs=0.05)


def test_the_usual_charts_give_a_false_alarm_in_370_points() -> None:
    assert of_cusum(Cusum()).mean == pytest.approx(370.40, abs=0.005)
    assert of_ewma(Ewma(asymptotic=True)).mean == pytest.approx(370, abs=0.5)


@pytest.mark.parametrize(
    "rules",
    [
        western_electric(1, 2, 3, 4),
        nelson(1, 2, 5, 6),
        nelson(1, 7),
        nelson(2, 8),
        (NELSON_8_EITHER_SIDE,),
        (k_of_m(3, 4, 1.0, Side.UPPER), k_of_m(2, 5, 2.0, Side.LOWER)),
        (k_of_m(3, 6, 1.5, Side.EITHER),),
    ],
)
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_the_chain_agrees_with_simulation(rules: tuple[Rule, ...], shift: float) -> None:
    """The simulation goes through the rules that judge charts, so this holds both against each other."""
    exact = of_rules(rules, shift)
    mean, error = simulation.mean(rules, shift, k=3.0)
    assert exact.method is Method.MARKOV_CHAIN
    assert mean == pytest.approx(exact.mean, abs=4 * error)


@pytest.mark.parametrize("ewma", [Ewma(), Ewma(0.2, 2.859, asymptotic=True), Ewma(0.6, 2.5)])
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_the_integral_equation_of_an_ewma_agrees_with_simulation(ewma: Ewma, shift: float) -> None:
    random, paths = np.random.default_rng(5), 4_000
    z, lengths, alive, t = np.zeros(paths), np.zeros(paths), np.arange(paths), 0
    while alive.size:
        t += 1
        z = ewma.weight * random.normal(shift, 1, alive.size) + (1 - ewma.weight) * z
        growth = 1 if ewma.asymptotic else 1 - (1 - ewma.weight) ** (2 * t)
        beyond = np.abs(z) > ewma.width * np.sqrt(ewma.weight / (2 - ewma.weight) * growth)
        lengths[alive[beyond]] = t
        z, alive = z[~beyond], alive[~beyond]
    assert lengths.mean() == pytest.approx(of_ewma(ewma, shift).mean, abs=4 * lengths.std() / paths**0.5)


def test_an_ewma_without_memory_is_a_shewhart_chart() -> None:
    for shift in (0.0, 1.5):
        assert of_ewma(Ewma(1.0, 3.0), shift).mean == pytest.approx(of_rules(nelson(1), shift).mean, rel=1e-9)


@pytest.mark.parametrize("nodes", [40, 100])
def test_the_number_of_nodes_changes_less_than_nine_digits(nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def lengths() -> list[float]:
        ewmas, cusums = (Ewma(), Ewma(0.05, 2.615)), (Cusum(), Cusum(0.25, 9.0, 4.5))
        return [integral.of_ewma(ewma, 0.5) for ewma in ewmas] + [integral.of_cusum(cusum, 0.5) for cusum in cusums]

    before = lengths()
    monkeypatch.setattr(integral, "NODES", nodes)
    assert lengths() == pytest.approx(before, rel=1e-9)


def test_a_chart_has_the_run_lengths_of_the_rules_it_is_judged_by() -> None:
    usual, measured, own = Options(), nelson(1, 2, 5, 6), western_electric(1, 4)
    assert of_chart(ChartKind.XBAR_R, usual) == [of_rules(measured), of_rules(measured, 1.0)]
    [found] = of_chart(ChartKind.I_MR, Options(rules=own, k=2.5), shifts=[0.5])
    assert found == of_rules(own, 0.5, k=2.5)
    by_risk, _ = of_chart(ChartKind.C, Options(rules=nelson(1), limits_kind=LimitsKind.PROBABILITY, alpha=0.01))
    assert by_risk.mean == pytest.approx(100)
    assert of_chart(ChartKind.EWMA, usual) == [of_ewma(Ewma()), of_ewma(Ewma(), 1.0)]
    assert of_chart(ChartKind.CUSUM, usual) == [of_cusum(Cusum()), of_cusum(Cusum(), 1.0)]
    for kind in (ChartKind.G, ChartKind.T, ChartKind.RUN, ChartKind.HOTELLING_T2):
        assert of_chart(kind, usual) == []


def test_trends_are_simulated_the_same_each_time() -> None:
    first, again = of_rules(nelson(1, 3)), of_rules.__wrapped__(nelson(1, 3))
    assert first == again
    assert first.method is Method.SIMULATION
    assert first.standard_error is not None
    assert 0.005 < first.standard_error / first.mean < 0.01


def test_too_many_states_are_simulated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = of_rules(nelson(1, 5))
    monkeypatch.setattr(average, "MOST_STATES", 2)
    simulated = of_rules.__wrapped__(nelson(1, 5))
    assert simulated.standard_error is not None
    assert simulated.mean == pytest.approx(exact.mean, abs=4 * simulated.standard_error)


def test_what_hardly_ever_signals_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "BUDGET", 1_000_000)
    exact, (mean, error) = of_rules(nelson(7)), simulation.mean(nelson(7), 0.0, k=3.0)
    assert mean == pytest.approx(exact.mean, abs=4 * error)
    assert simulation.mean(nelson(1), 0.0, k=9.0) == (inf, inf)


def test_rare_signals_keep_their_digits() -> None:
    assert of_rules(nelson(1), k=6).mean == pytest.approx(1 / 1.973175290075396e-09, rel=1e-9)
    assert of_rules(nelson(1), k=60).mean == inf
    assert of_rules(()).mean == inf
    assert of_ewma(Ewma(0.2, 8)).mean == inf
    assert of_cusum(Cusum(0.5, 60)).mean == inf
    assert of_cusum(Cusum(0.5, 5), 10).mean == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("shift", [21.0, float("nan"), -inf])
def test_a_shift_beyond_sense_is_refused(shift: float) -> None:
    with pytest.raises(InvalidOption):
        of_rules(nelson(1), shift)
