"""Whether people who judge agree with themselves, with each other and with the truth: AIAG MSA, chapter III C."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from services.quality.distributions.rules import beta
from services.quality.msa.rules.designs import ensure_balanced, places
from services.quality.msa.rules.kappa import Counts, Kappa, cohen, fleiss
from shared.problems import FieldError, Invalid

Codes = NDArray[np.int64]

MOST_NAMES = 50
MOST_ITEMS_TOLD = 100


class InsufficientData(Invalid):
    """Agreement needs at least two items, and two appraisers, two trials or a standard to agree with."""


class TooManyNames(Invalid):
    """A study has at most 50 appraisers and 50 categories."""


class StandardMissing(Invalid):
    """Either no item has a standard or each has; `items` are those without."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an appraiser called an item; trials of one appraiser count in the order given."""

    item: str
    appraiser: str
    rating: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Items on which all ratings agree, in percent with its exact interval (Clopper & Pearson 1934), and kappa."""

    items: int
    agreed: int
    percent: float
    lower_percent: float
    upper_percent: float
    kappa: Kappa | None


@dataclass(frozen=True, slots=True)
class AppraiserAgreement:
    """`within`: with themselves, None for one trial (Fleiss' kappa). `with_standard`: None without one (Cohen's)."""

    appraiser: str
    within: Agreement | None
    with_standard: Agreement | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Cohen's kappa of two appraisers, trial by trial."""

    one: str
    other: str
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class AttributeStudy:
    """`between`: all ratings of all appraisers (Fleiss' kappa), None for one appraiser; kappa None where it is."""

    items: int
    trials: int
    categories: list[str]
    appraisers: list[AppraiserAgreement]
    pairs: list[PairAgreement]
    between: Agreement | None
    all_with_standard: Agreement | None


def attribute_agreement(
    judgements: Sequence[Judgement], standards: Mapping[str, str] | None = None, confidence: float = 0.95
) -> AttributeStudy:
    """Every appraiser judges every item as often; `standards` has the true rating of each item.

    Raises UnbalancedDesign, InsufficientData, StandardMissing, TooManyNames.
    """
    items, item = places(judgement.item for judgement in judgements)
    people, person = places(judgement.appraiser for judgement in judgements)
    categories, code = places([*(judgement.rating for judgement in judgements), *(standards or {}).values()])
    if max(len(people), len(categories)) > MOST_NAMES:
        error = FieldError("/judgements", "too_many_names", f"must have at most {MOST_NAMES} appraisers and categories")
        raise TooManyNames(errors=[error], appraisers=len(people), categories=len(categories))
    cell, width = item * max(1, len(people)) + person, len(people)
    trials = ensure_balanced(
        cell,
        len(items) * width,
        lambda at: {"item": items[at // width], "appraiser": people[at % width]},
        "/judgements",
    )
    if len(items) < 2 or (width * trials < 2 and not standards):
        error = FieldError("/judgements", "too_few", "must be of two items, and of each have something to agree with")
        raise InsufficientData(errors=[error], items=len(items), appraisers=width, trials=trials)
    ratings = code[: len(judgements)][np.argsort(cell, kind="stable")].reshape(len(items), width, trials)
    truth = _truth(items, categories, standards) if standards else None
    return _Study(ratings, truth, categories, confidence).answer(people)


@dataclass(frozen=True, slots=True)
class _Study:
    """(items, appraisers, trials) of category numbers, and (items,) of the true ones."""

    ratings: Codes
    truth: Codes | None
    categories: list[str]
    confidence: float

    def answer(self, people: list[str]) -> AttributeStudy:
        items, width, trials = self.ratings.shape
        several = width > 1
        return AttributeStudy(
            items=items,
            trials=trials,
            categories=self.categories,
            appraisers=[
                AppraiserAgreement(name, self.within(at) if trials > 1 else None, self.with_standard(at))
                for at, name in enumerate(people)
            ],
            pairs=[
                PairAgreement(people[one], people[other], self.pair(one, other))
                for one, other in combinations(range(width), 2)
            ],
            between=self.between() if several else None,
            all_with_standard=self.all_with_standard() if several else None,
        )

    def within(self, person: int) -> Agreement:
        own = self.ratings[:, person, :]
        return self._agreement(_same(own), fleiss(self._counts(own)))

    def with_standard(self, person: int) -> Agreement | None:
        if self.truth is None:
            return None
        own = self.ratings[:, person, :]
        right = _same(own) & (own[:, 0] == self.truth)
        return self._agreement(right, cohen(self._table(own, np.repeat(self.truth[:, None], own.shape[1], axis=1))))

    def pair(self, one: int, other: int) -> Kappa:
        return cohen(self._table(self.ratings[:, one, :], self.ratings[:, other, :]))

    def between(self) -> Agreement:
        everyone = self.ratings.reshape(len(self.ratings), -1)
        return self._agreement(_same(everyone), fleiss(self._counts(everyone)))

    def all_with_standard(self) -> Agreement | None:
        if self.truth is None:
            return None
        everyone = self.ratings.reshape(len(self.ratings), -1)
        return self._agreement(_same(everyone) & (everyone[:, 0] == self.truth), None)

    def _counts(self, ratings: Codes) -> Counts:
        """(items, categories)"""
        return np.stack([np.count_nonzero(ratings == code, axis=1) for code in range(len(self.categories))], axis=1)

    def _table(self, one: Codes, other: Codes) -> Counts:
        width = len(self.categories)
        cells = one.reshape(-1) * width + other.reshape(-1)
        return np.bincount(cells, minlength=width * width).reshape(width, width)

    def _agreement(self, agreed: NDArray[np.bool_], kappa: Kappa | None) -> Agreement:
        n, k = len(agreed), int(np.count_nonzero(agreed))
        tail = (1 - self.confidence) / 2
        lower = 0.0 if k == 0 else beta.quantile(tail, k, n - k + 1)
        upper = 1.0 if k == n else beta.quantile(1 - tail, k + 1, n - k)
        return Agreement(n, k, 100 * k / n, 100 * lower, 100 * upper, kappa)


def _same(ratings: Codes) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (ratings == ratings[:, :1]).all(axis=1)
    return same


def _truth(items: list[str], categories: list[str], standards: Mapping[str, str]) -> Codes:
    missing = [item for item in items if item not in standards]
    if missing:
        error = FieldError("/standards", "missing", "must have every item that was judged")
        raise StandardMissing(errors=[error], items=missing[:MOST_ITEMS_TOLD])
    number = {category: at for at, category in enumerate(categories)}
    return np.array([number[standards[item]] for item in items], dtype=np.int64)
