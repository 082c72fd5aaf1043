"""Decimals that come out the same in whatever order they were added up. Pure."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Sums of products of what we store (weights of 24 digits, progress of 9 decimals) lose nothing at this precision."""
STORED = Decimal("0.000000001")


def stored(number: Decimal) -> Decimal:
    """As the database keeps it: nine decimals, so that a parent sees what was stored of its children."""
    return EXACT.quantize(number, STORED)


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """A quotient, rounded only once and only in the ninth decimal; `whole` is not zero."""
    return stored(EXACT.divide(part, whole))


def product(*factors: Decimal) -> Decimal:
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, factor)
    return result


def total(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = EXACT.add(result, number)
    return result
