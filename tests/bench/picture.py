"""Two pictures: the share of its limit that each work reaches, and how its cost grows with the data."""

from collections.abc import Iterator, Sequence
from html import escape
from math import log10

from tests.bench.work import Outcome, cpu

WIDTH, LINE, NAMES = 900, 22, 330
STYLE = 'font-family="system-ui, sans-serif" font-size="12" fill="#222"'
DECADES = 4


def ladder(outcomes: Sequence[Outcome]) -> str:
    """A bar each, on a scale of decades: at the right edge is the limit."""
    parts = []
    room = WIDTH - NAMES - 60
    for place, outcome in enumerate(sorted(outcomes, key=lambda one: -one.numbers["ratio"])):
        ratio, y = outcome.numbers["ratio"], LINE * place
        long = room * min(1.0, max(0.0, 1 + log10(ratio) / DECADES))
        parts.append(_text(NAMES - 8, y + 15, outcome.work.name, "end"))
        parts.append(f'<rect x="{NAMES}" y="{y + 3}" width="{long:.1f}" height="16" fill="#4c78a8"/>')
        parts.append(_text(NAMES + long + 6, y + 15, f"{ratio:.3g}"))
    edge = f'<line x1="{NAMES + room}" x2="{NAMES + room}" y1="0" y2="{LINE * len(outcomes)}" stroke="#c33"/>'
    return _svg(LINE * len(outcomes), [*parts, edge])


def growth(outcomes: Sequence[Outcome]) -> str:
    """A line each: CPU of a call over three sizes, each ten times the one before, in units of the first."""
    grown = [outcome for outcome in outcomes if outcome.work.sizes]
    parts = [part for place, outcome in enumerate(grown) for part in _line(outcome, 60 * place)]
    return _svg(60 * len(grown) + 20, parts)


def _line(outcome: Outcome, top: int) -> Iterator[str]:
    costs = [outcome.each(name, cpu) for name in (*(f"size {n}" for n in range(len(outcome.work.sizes))), "ours")]
    decades = [max(-1.0, min(1.5, log10(cost / costs[0]))) for cost in costs]
    points = [(NAMES + 40 + 200 * n, top + 45 - 20 * high) for n, high in enumerate(decades)]
    drawn = " ".join(f"{x},{y:.1f}" for x, y in points)
    yield _text(NAMES - 8, top + 49, outcome.work.name, "end")
    yield f'<polyline points="{drawn}" fill="none" stroke="#4c78a8" stroke-width="2"/>'
    for (x, y), cost in zip(points, costs, strict=True):
        yield _text(x, y - 6, f"{1e6 * cost:,.0f} µs", "middle")


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" {STYLE}>{escape(text)}</text>'


def _svg(height: int, parts: Sequence[str]) -> str:
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n' + "\n".join(parts) + "\n</svg>\n"
