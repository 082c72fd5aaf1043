"""Where the run rules signal: vectorised, a block at a time so that it stays in the cache, O(points)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from services.quality.spc.rules.arrays import Flags, Floats, Integers
from services.quality.spc.rules.run_rules import Pattern, Rule, Side

BLOCK = 65_536
TOLERANCE = 1e-9
"""Of the larger of sigma and the centre: how far a point on a line may seem to lie beyond it."""

UPPER, LOWER, BOTH = 1, 2, 3
ONE_SIDE = {Side.UPPER: UPPER, Side.LOWER: LOWER}

Line = float | Floats
Sides = npt.NDArray[np.uint8]
Marks = TypeVar("Marks", Sides, Flags)


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one rule. `points`: numbered from 1, at which the pattern is complete; `firsts`: where its window begins."""

    rule: Rule
    points: Integers
    firsts: Integers


@dataclass(frozen=True, slots=True)
class Course:
    """Points and the lines they are judged by, in the unit of the values; a line is one number or (points,).

    `lower` and `upper`: how many sigma from the centre the limits lie, infinite where that side can't signal.
    """

    values: Floats
    center: Line
    sigma: Line
    lower: Line = 3.0
    upper: Line = 3.0

    def part(self, first: int, end: int) -> "Course":
        lines = (self.center, self.sigma, self.lower, self.upper)
        parts = (line[first:end] if isinstance(line, np.ndarray) else line for line in lines)
        return Course(self.values[first:end], *parts)


@dataclass
class Block:
    """Points in a row; all comparisons are strict, and False for a missing point.

    Under straight lines the values themselves are compared, else their distances from the centre in sigma.
    """

    course: Course
    known: Flags | None  # None: every point is
    positions: Floats
    origin: float
    unit: float
    slack: Line
    least_step: Line
    differences: Floats
    sides: dict[float | None, Sides] = field(default_factory=dict)

    def beyond(self, zone: float | None) -> Sides:
        """The side of the zone, or of the limits, beyond which each point is."""
        if zone not in self.sides:
            upper, lower = (self.course.upper, self.course.lower) if zone is None else (zone, zone)
            self.sides[zone] = _sides(
                self.positions > self.origin + upper * self.unit + self.slack,
                self.positions < self.origin - lower * self.unit - self.slack,
            )
        return self.sides[zone]

    @cached_property
    def steps(self) -> Sides:
        """Whether each point rises above the one before, or falls below it."""
        values = self.course.values
        steps = self.differences[: len(values)]
        np.subtract(values[1:], values[:-1], out=steps[1:])
        steps[0] = np.nan
        return _sides(steps > self.least_step, steps < -self.least_step)


def judge(course: Course, rules: Sequence[Rule]) -> tuple[Signals, ...]:
    """The signals of each rule. A missing value and one without sigma break every run.

    A point is flagged where a pattern ends with it, for k of m only if it is itself beyond the zone. At the beginning
    and after a gap, k points are enough of as many as there are.
    """
    found: list[list[Integers]] = [[] for _ in rules]
    gaps: list[Integers] = []
    for start, skip, block in _blocks(course, max((rule.m for rule in rules), default=1)):
        if block.known is not None:
            gaps.append(np.flatnonzero(~block.known) + start)
        for rule, points in zip(rules, found, strict=True):
            points.append(np.flatnonzero(_flags(block, rule)[skip:]) + (start + skip))
    broken = _joined(gaps)
    return tuple(_signals(rule, _joined(points), broken) for rule, points in zip(rules, found, strict=True))


def _blocks(course: Course, longest: int) -> Iterator[tuple[int, int, Block]]:
    """Each with its place and how many of its points only lead in, because windows reach back to them."""
    scratch = np.empty(min(BLOCK + longest, len(course.values)))
    for first in range(0, len(course.values), BLOCK):
        start = max(0, first - longest + 1)
        block = _block(course.part(start, first + BLOCK), scratch)
        if block is not None:
            yield start, first - start, block


def _block(course: Course, scratch: Floats) -> Block | None:
    """None where nothing can signal, for want of variation."""
    values, center, sigma = course.values, course.center, course.sigma
    if isinstance(center, float) and isinstance(sigma, float):
        near = TOLERANCE * max(sigma, abs(center))
        return Block(course, _known(values), values, center, sigma, near, near, scratch) if sigma > 0 else None
    values = np.where(np.greater(sigma, 0), values, np.nan)
    spread = np.where(np.greater(sigma, 0), sigma, np.nan)
    slack = TOLERANCE * np.maximum(1.0, np.abs(center) / spread)
    course = Course(values, center, sigma, course.lower, course.upper)
    return Block(course, _known(values), (values - center) / spread, 0.0, 1.0, slack, slack * spread, scratch)


def _known(values: Floats) -> Flags | None:
    missing = np.isnan(values)
    return ~missing if missing.any() else None


def _sides(upper: Flags, lower: Flags) -> Sides:
    above, below = upper.view(np.uint8), lower.view(np.uint8)
    return above + below + below


def _marked(sides: Sides) -> Flags:
    return np.not_equal(sides, 0)


def _flags(block: Block, rule: Rule) -> Flags:
    if rule.pattern is Pattern.TREND:
        return _marked(_run(block.steps, rule.m - 1))
    if rule.pattern is Pattern.ALTERNATION:
        return _alternation(block.steps, rule.m)
    sides = block.beyond(rule.zone)
    if rule.pattern is Pattern.BEYOND:
        return _beyond(sides, rule, block.known)
    if rule.pattern is Pattern.MIXTURE:
        return _run(_marked(sides), rule.m) & ~_marked(_run(sides, rule.m))
    inside = ~_marked(sides)
    return _run(inside if block.known is None else block.known & inside, rule.m)


def _beyond(sides: Sides, rule: Rule, known: Flags | None) -> Flags:
    if rule.side is Side.EITHER:
        return _enough(_marked(sides), rule, known)
    asked = np.bitwise_and(sides, ONE_SIDE.get(rule.side, BOTH), dtype=np.uint8)
    if rule.k == rule.m:
        return _marked(_run(asked, rule.m))
    return _enough(asked == UPPER, rule, known) | _enough(asked == LOWER, rule, known)


def _alternation(steps: Sides, points: int) -> Flags:
    """A point turns when it rises after falling or falls after rising; m alternating points turn m - 2 times."""
    turns = np.zeros(len(steps), dtype=np.bool_)
    turns[1:] = steps[1:] ^ steps[:-1] == BOTH
    return _run(turns, points - 2)


def _enough(holds: Flags, rule: Rule, known: Flags | None) -> Flags:
    """Where it holds, and at k of the last m points that no gap parts from this one."""
    if rule.k == rule.m:
        return _run(holds, rule.m)
    counts = holds.view(np.uint8).copy()
    joined = known
    for age in range(1, min(rule.m, len(holds))):
        earlier = holds[:-age]
        if known is not None and joined is not None:
            joined = joined[:-1] & known[age:]
            earlier = earlier & joined
        counts[age:] += earlier.view(np.uint8)
    return holds & (counts >= rule.k)


def _run(marks: Marks, length: int) -> Marks:
    """What is marked at each of `length` points in a row or more: windows of 1, 2, 4, … points are joined."""
    if length == 1:
        return marks
    joined, width = marks, 1
    while width < length:
        step = min(width, length - width)
        joined = joined[step:] & joined[:-step]
        width += step
    run = np.zeros_like(marks)
    run[length - 1 :] = joined
    return run


def _signals(rule: Rule, points: Integers, gaps: Integers) -> Signals:
    firsts = np.maximum(points - rule.m + 1, 0)
    if rule.k < rule.m and gaps.size:
        before = np.searchsorted(gaps, points)
        firsts = np.maximum(firsts, np.where(before > 0, gaps[before - 1] + 1, 0))
    return Signals(rule, points + 1, firsts + 1)


def _joined(parts: list[Integers]) -> Integers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
