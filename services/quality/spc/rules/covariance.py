"""What characteristics of different units share, told without regard to their units."""

from sys import float_info

import numpy as np

from services.quality.spc.rules.arrays import Floats


def is_singular(covariance: Floats, means: Floats | float = 0.0) -> bool:
    """Whether one characteristic is still, or follows from the others: an eigenvalue of their correlations is 0.

    Of values far from 0 more digits are lost in their deviations: `means` says how far.
    """
    scale = _deviations(covariance)
    if not np.all(scale > 0):
        return True
    smallest = float(np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0])
    loss = max(1.0, float(np.max(np.abs(means) / scale)))
    return smallest <= len(scale) * float_info.epsilon * loss


def distances(away: Floats, covariance: Floats) -> Floats:
    """(points, characteristics) to (points,): d'S⁻¹d, each characteristic in its own deviations."""
    scale = _deviations(covariance)
    scaled = away / scale
    solved = np.linalg.solve(covariance / np.outer(scale, scale), scaled.T).T
    squares: Floats = np.einsum("ij,ij->i", scaled, solved)
    return squares


def _deviations(covariance: Floats) -> Floats:
    """(characteristics,): the standard deviation of each."""
    return np.sqrt(np.diag(covariance))
