"""EWMA and CUSUM as integral equations for the run length from any state, solved by Gauss-Legendre quadrature."""

from math import ceil, inf, sqrt

import numpy as np

from services.quality.distributions.rules import normal
from services.quality.spc.rules.arrays import Floats
from services.quality.spc.rules.limits import Cusum, Ewma

NODES, NODES_A_SIGMA, MOST_NODES = 60, 4, 1_200
SETTLED = 1e-12
LONGEST = 1e12


def of_ewma(ewma: Ewma, shift: float) -> float:
    """L(z) = 1 + ∫ L(y) φ((y - (1 - λ)z)/λ - δ)/λ dy between the limits; while these still widen, backward in time
    from where they have settled."""
    weight = ewma.weight
    limit = ewma.width * sqrt(weight / (2 - weight))
    nodes, weights = _quadrature(-limit, limit, 2 * limit / weight)
    settled = np.linalg.solve(np.eye(len(nodes)) - _moves(nodes, nodes, weight, shift) * weights, np.ones(len(nodes)))
    run, places, scale = settled, nodes, weights
    for t in range(0 if ewma.asymptotic else _settling(weight), 0, -1):
        share = sqrt(1 - (1 - weight) ** (2 * t))
        earlier = nodes * share
        run = 1 + _moves(earlier, places, weight, shift) @ (scale * run)
        places, scale = earlier, weights * share
    return _plausible(float((1 + _moves(np.zeros(1), places, weight, shift) @ (scale * run))[0]))


def of_cusum(cusum: Cusum, shift: float) -> float:
    """From one-sided lengths U and D: (U(s) D(0) + U(0) D(s) - U(0) D(0)) / (U(0) + D(0)), s the head start."""
    up, up_ahead = _one_sided(cusum, shift)
    down, down_ahead = _one_sided(cusum, -shift)
    if inf in (up, down):
        return down_ahead if up == inf else up_ahead
    return (up_ahead * down + up * down_ahead - up * down) / (up + down)


def _one_sided(cusum: Cusum, shift: float) -> tuple[float, float]:
    """L(0) and L(head start): L(c) = 1 + L(0) Φ(k - c - δ) + ∫ L(y) φ(y + k - c - δ) dy over 0 < y ≤ h."""
    drift, h = cusum.slack - shift, cusum.interval
    nodes, weights = _quadrature(0.0, h, h)
    places = np.concatenate(([0.0], nodes))
    moves = np.column_stack((_below(drift - places), _density(nodes[None, :] + drift - places[:, None]) * weights))
    lengths = np.linalg.solve(np.eye(len(places)) - moves, np.ones(len(places)))
    ahead = cusum.head_start
    onward = _density(nodes + drift - ahead) * weights @ lengths[1:]
    from_ahead = 1 + float(lengths[0]) * normal.cdf(drift - ahead) + float(onward)
    return _plausible(float(lengths[0])), _plausible(from_ahead)


def _plausible(length: float) -> float:
    """Longer ones are lost in rounding: the equation can't tell them from never."""
    return length if 1 <= length <= LONGEST else inf


def _moves(origins: Floats, places: Floats, weight: float, shift: float) -> Floats:
    """(origins, places): the density with which an EWMA goes from one to the other."""
    return _density((places[None, :] - (1 - weight) * origins[:, None]) / weight - shift) / weight


def _settling(weight: float) -> int:
    """After how many points the limits no longer widen."""
    return 1 if weight == 1 else ceil(np.log(SETTLED) / (2 * np.log1p(-weight)))


def _quadrature(low: float, high: float, sigmas: float) -> tuple[Floats, Floats]:
    """As many nodes as an interval of so many sigma of one step asks for."""
    nodes, weights = np.polynomial.legendre.leggauss(min(MOST_NODES, NODES + ceil(NODES_A_SIGMA * sigmas)))
    half = (high - low) / 2
    return low + half * (nodes + 1), half * weights


def _density(z: Floats) -> Floats:
    return np.exp(-z * z / 2) / sqrt(2 * np.pi)


def _below(z: Floats) -> Floats:
    return np.array([normal.cdf(value) for value in z.tolist()])
