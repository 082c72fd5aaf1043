"""Values beside the limits that they have to keep, as a Vega-Lite specification; every line has its name on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, log2

import numpy as np

from services.quality.distributions.rules import normal
from services.quality.pictures.rules.layers import CONFIG, INK, SCHEMA, SERIES, SPECIFICATION, WIDTH, Spec
from services.quality.spc.rules.arrays import Floats

HEIGHT = 300
MOST_BARS = 60
STEPS = 120
"""Of a curve."""
ROOM = 0.04
"""Of the width, at either side."""
SHOULDER = 1.3
"""Sigma from the mean at which a curve has its name."""
BARS, OUTSIDE = "#c9d8e8", "#eab5b5"


@dataclass(frozen=True, slots=True)
class Curve:
    """Of the normal distribution with this mean and sigma; `side` is where its name stands: 1 right, -1 left."""

    name: str
    mean: float
    sigma: float
    side: int
    colour: str = SERIES
    dash: Sequence[int] = (1, 0)


@dataclass(frozen=True, slots=True)
class Histogram:
    """`specification` and `marks` are names and values of upright lines: what is asked for, and what was found."""

    title: str
    subtitle: str
    unit: str | None
    values: Floats
    lsl: float | None = None
    usl: float | None = None
    target: float | None = None
    marks: Mapping[str, float] = field(default_factory=dict)
    curves: Sequence[Curve] = ()

    @property
    def specification(self) -> dict[str, float]:
        limits = {"LSL": self.lsl, "target": self.target, "USL": self.usl}
        return {name: value for name, value in limits.items() if value is not None}


def vega_lite(picture: Histogram) -> Spec:
    low, high = _reach(picture)
    edges = _edges(picture.values, (high - low) / MOST_BARS)
    x = {"type": "quantitative", "scale": {"domain": [low, high], "nice": False}, "title": picture.unit or "value"}
    return {
        "$schema": SCHEMA,
        "title": {
            "text": picture.title,
            "subtitle": picture.subtitle,
            "anchor": "start",
            "frame": "group",
            "offset": 32,
        },
        "padding": 8,
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            _bars(picture, edges, x),
            *_curves(picture, float(edges[1] - edges[0]), (low, high)),
            *_upright(picture.specification, SPECIFICATION, [4, 3], -5),
            *_upright(picture.marks, INK, [1, 0], -20),
        ],
        "config": CONFIG,
    }


def _reach(picture: Histogram) -> tuple[float, float]:
    tails = [curve.mean + side * 3.5 * curve.sigma for curve in picture.curves for side in (-1, 1)]
    there = [*picture.specification.values(), *picture.marks.values(), *tails]
    low, high = (end([*there, float(of)]) for end, of in ((min, picture.values.min()), (max, picture.values.max())))
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    return low - room, high + room


def _edges(values: Floats, narrow: float) -> Floats:
    """Of equal bars, as many as Freedman and Diaconis or Sturges say; a narrow one where nothing varies."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        return np.array([low - narrow / 2, low + narrow / 2])
    quarter, three_quarters = np.quantile(values, [0.25, 0.75]).tolist()
    width = 2 * (three_quarters - quarter) / len(values) ** (1 / 3)
    fine = (high - low) / width if width else 0.0
    return np.linspace(low, high, 1 + ceil(min(MOST_BARS, max(fine, log2(len(values)) + 1))))


def _bars(picture: Histogram, edges: Floats, x: Spec) -> Spec:
    """What lies outside the limits stands on what lies inside, in the colour of what is wrong."""
    beyond = (picture.values < _or(picture.lsl, -np.inf)) | (picture.values > _or(picture.usl, np.inf))
    columns = [
        edges[:-1],
        edges[1:],
        *(np.histogram(some, edges)[0] for some in (picture.values[~beyond], picture.values)),
    ]
    rows = [dict(zip(("low", "high", "inside", "count"), row, strict=True)) for row in zip(*columns, strict=True)]
    return {
        "data": {"values": [{name: float(value) for name, value in row.items()} for row in rows]},
        "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
        "layer": [
            _bar("inside", None, BARS, f"of {len(picture.values)} values"),
            _bar("count", "inside", OUTSIDE, f"of {len(picture.values)} values"),
        ],
    }


def _bar(top: str, foot: str | None, colour: str, title: str) -> Spec:
    foot_at = {"y2": {"datum": 0} if foot is None else {"field": foot}}
    return {
        "mark": {"type": "bar", "color": colour, "stroke": "white", "strokeWidth": 0.5},
        "encoding": {"y": {"field": top, "type": "quantitative", "title": title}, **foot_at},
    }


def _or(limit: float | None, never: float) -> float:
    return never if limit is None else limit


def _curves(picture: Histogram, width: float, reach: tuple[float, float]) -> Iterator[Spec]:
    at = np.linspace(*reach, STEPS + 1)
    for curve in picture.curves:
        scale = len(picture.values) * width / curve.sigma
        rows = [{"x": x, "y": scale * normal.pdf((x - curve.mean) / curve.sigma)} for x in at.tolist()]
        mark = {"type": "line", "color": curve.colour, "strokeDash": list(curve.dash), "strokeWidth": 1.6}
        encoding = {name: {"field": name, "type": "quantitative"} for name in ("x", "y")}
        yield {"data": {"values": rows}, "mark": mark, "encoding": encoding}
        shoulder = {"x": curve.mean + curve.side * SHOULDER * curve.sigma, "y": scale * normal.pdf(SHOULDER)}
        yield {
            "data": {"values": [shoulder]},
            "mark": {
                "type": "text", "align": "left" if curve.side > 0 else "right", "dx": 8 * curve.side, "dy": -4,
                "fontSize": 11, "color": curve.colour, "text": curve.name,
            },
            "encoding": encoding,
        }  # fmt: skip


def _upright(lines: Mapping[str, float], colour: str, dash: Sequence[int], above: int) -> Iterator[Spec]:
    """Each with its name over its upper end."""
    rows = [{"x": value, "name": f"{name} {value:.5g}"} for name, value in lines.items()]
    x = {"field": "x", "type": "quantitative"}
    rule = {"type": "rule", "color": colour, "strokeDash": list(dash), "strokeWidth": 1.4}
    yield {"data": {"values": rows}, "mark": rule, "encoding": {"x": x}}
    yield {
        "data": {"values": rows},
        "mark": {"type": "text", "baseline": "bottom", "fontSize": 11, "color": colour},
        "encoding": {"x": x, "y": {"value": above}, "text": {"field": "name"}},
    }
