"""Net promoter score and top-two-box satisfaction with their intervals. Pure; without answers there is no score."""

from dataclasses import dataclass
from math import sqrt

from services.quality.distributions.rules import normal
from shared.problems import FieldError, Invalid


class InvalidCount(Invalid):
    """No more answers are satisfied than there are."""


class NothingCounted(Invalid):
    """Scores are worked out from answers to nps, to csat, or to both."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of n answers, between bounds that hold with the confidence asked for; all None without an answer."""

    n: int
    value: float | None
    lower: float | None
    upper: float | None


def ensure_asked(nps: object | None, csat: object | None) -> None:
    if nps is None and csat is None:
        raise NothingCounted(errors=[FieldError("/nps", "missing", "is required, or else csat")])


def net_promoter_score(promoters: int, passives: int, detractors: int, confidence: float = 0.95) -> Score:
    """-100 .. 100 (Reichheld 2003): the percentage of 9s and 10s less that of 0 to 6; variance of a trinomial."""
    n = promoters + passives + detractors
    if n == 0:
        return Score(0, None, None, None)
    share = (promoters - detractors) / n
    variance = (promoters + detractors) / n - share**2
    reach = _z(confidence) * sqrt(variance / n)
    return Score(n, 100 * share, 100 * (share - reach), 100 * (share + reach))


def satisfied_percent(satisfied: int, responses: int, confidence: float = 0.95) -> Score:
    """Answers in the two best boxes, in percent, with Wilson's interval (1927), which stays within 0 and 100.

    Raises InvalidCount.
    """
    if satisfied > responses:
        raise InvalidCount(errors=[FieldError("/satisfied", "more_than_responses", "must not be more than responses")])
    if responses == 0:
        return Score(0, None, None, None)
    share, z, n = satisfied / responses, _z(confidence), responses
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return Score(n, 100 * share, 100 * (middle - reach), 100 * (middle + reach))


def _z(confidence: float) -> float:
    return -normal.quantile((1 - confidence) / 2)
