"""A control chart as a Vega-Lite specification: what stands where, so that nobody needs a legend.

Every line is named at its right end, every flagged point by its rules, every stage at its beginning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from services.quality.pictures.rules.flags import labels_of
from services.quality.pictures.rules.panels import Panel

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, HEIGHT, LOWER_HEIGHT = 860, 230, 150
MARGIN = 100
"""Room at the right for the names of the lines."""
NAME_HEIGHT, LINE_HEIGHT = 13, 11
HEADROOM = 0.06
"""Of the height of a panel, above and below what is in it."""
MOST_DECIMALS = 12
MOST_LABELS, LABEL_WIDTH = 9, 90
MOST_DOTS = 200
"""Above so many points only the line and what is flagged are drawn."""

INK, FAINT, SERIES, FLAG, SPECIFICATION = "#1f2933", "#616e7c", "#2f6db5", "#c62828", "#8a5a00"
ZONES = (3, "#f3f5f7"), (2, "#e9eef3"), (1, "#dce5ed")
"""How many sigma from the centre, and the band's colour; the widest first, so that the narrower lie above it."""
CONFIG = {
    "view": {"stroke": None},
    "font": "sans-serif",
    "title": {
        "fontSize": 15, "subtitleFont": "sans-serif", "subtitleFontSize": 11, "color": INK, "subtitleColor": FAINT,
        "offset": 16,
    },
    "axis": {"domain": False, "grid": False, "labelColor": FAINT, "titleColor": INK, "tickColor": "#cbd2d9"},
}  # fmt: skip
HIGH = "(datum.y >= datum.center || !isValid(datum.center))"
CAUSE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Picture:
    """`labels` say when each point was taken; `stages` at which place a new one begins, and what it is called;
    `legend` what the flags mean."""

    title: str
    subtitle: str
    labels: Sequence[str]
    panels: Sequence[Panel]
    stages: Sequence[tuple[int, str]] = ()
    legend: str = ""


def vega_lite(picture: Picture) -> Spec:
    return {
        "$schema": SCHEMA,
        "title": {"text": picture.title, "subtitle": _under(picture), "anchor": "start", "frame": "group"},
        "padding": {"left": 8, "top": 8, "bottom": 8, "right": MARGIN},
        "vconcat": [_panel(place, panel, picture) for place, panel in enumerate(picture.panels)],
        "spacing": 16,
        "config": CONFIG,
    }


def _under(picture: Picture) -> list[str]:
    return [line for line in (picture.subtitle, picture.legend) if line]


def _panel(place: int, panel: Panel, picture: Picture) -> Spec:
    """Layers from the back to the front."""
    last = place == len(picture.panels) - 1
    domain = {"domain": [-0.6, len(picture.labels) - 0.4], "nice": False}
    axis = _axis(picture.labels) if last else None
    height = LOWER_HEIGHT if place else HEIGHT
    labels = labels_of(panel.values, panel.center, panel.flags, WIDTH)
    low, high = _reach(panel, labels, height)
    y = {"field": "y", "type": "quantitative", "title": panel.name, "scale": {"domain": [low, high], "nice": False}}
    lines = [*_lines(panel), *_specified(panel)]
    return {
        "width": WIDTH,
        "height": height,
        "data": {"values": list(_rows(panel, labels, picture))},
        "encoding": {"x": {"field": "x", "type": "quantitative", "axis": axis, "scale": domain}, "y": y},
        "layer": [
            *_bands(panel),
            *_stages(place, picture),
            *(line.drawn for line in lines),
            *_names(lines, height, high - low),
            *_points(panel, first=place == 0),
        ],
    }


def _reach(panel: Panel, labels: Mapping[int, Sequence[str]], height: int) -> tuple[float, float]:
    """From the lowest to the highest, with room for the rules above and below."""
    columns = (panel.values, panel.center, panel.lcl, panel.ucl, list(panel.specification.values()))
    there = [value for column in columns for value in column if value is not None]
    low, high = min(there, default=0.0), max(there, default=1.0)
    room, a_line = (high - low) * HEADROOM or abs(high) * HEADROOM or 1.0, (high - low) * LINE_HEIGHT / height
    for place, rules in labels.items():
        value = panel.values[place] or 0.0
        low, high = min(low, value - a_line * len(rules)), max(high, value + a_line * len(rules))
    return low - room, high + room


def _rows(panel: Panel, labels: Mapping[int, Sequence[str]], picture: Picture) -> Iterator[Spec]:
    """A row a point; the stage keeps the lines of one from running into those of the next."""
    starts = [start for start, _ in picture.stages]
    columns = (panel.values, panel.center, panel.lcl, panel.ucl)
    for place, (value, center, lcl, ucl) in enumerate(zip(*columns, strict=True)):
        yield {
            "x": place,
            "when": picture.labels[place],
            "y": value,
            "kept": None if place in panel.excluded else value,
            "center": center,
            "lcl": lcl,
            "ucl": ucl,
            "sigma": panel.sigma[place] if panel.sigma else None,
            "stage": sum(start <= place for start in starts),
            "rules": panel.flags.get(place),
            "excluded": place in panel.excluded,
            "cause": panel.excluded.get(place),
            "label": labels.get(place),
        }


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _bands(panel: Panel) -> Iterator[Spec]:
    """Zones of one, two and three sigma, no wider than the limits."""
    for width, colour in ZONES if any(panel.sigma) else ():
        low = f"max(datum.center - {width} * datum.sigma, isValid(datum.lcl) ? datum.lcl : -1e308)"
        high = f"min(datum.center + {width} * datum.sigma, isValid(datum.ucl) ? datum.ucl : 1e308)"
        yield {
            "transform": [
                {"filter": "isValid(datum.center) && isValid(datum.sigma)"},
                {"calculate": low, "as": "low"},
                {"calculate": high, "as": "high"},
            ],
            "mark": {"type": "area", "interpolate": "step", "color": colour},
            "encoding": {"y": _y("low"), "y2": {"field": "high"}, "detail": {"field": "stage", "type": "nominal"}},
        }


@dataclass(frozen=True, slots=True)
class Line:
    """Of the height at which it ends, where its name stands."""

    name: str
    end: float
    colour: str
    drawn: Spec


def _lines(panel: Panel) -> Iterator[Line]:
    dashed = {"strokeDash": [5, 3]}
    for field, values, name, colour, mark in (
        ("center", panel.center, panel.center_name, INK, {}),
        ("lcl", panel.lcl, "LCL", FLAG, dashed),
        ("ucl", panel.ucl, "UCL", FLAG, dashed),
    ):
        shown = [value for value in values if value is not None]
        if shown:
            step = {"type": "line", "interpolate": "step", "strokeWidth": 1, "color": colour, **mark}
            encoding = {"y": _y(field), "detail": {"field": "stage", "type": "nominal"}}
            yield Line(name, shown[-1], colour, {"mark": step, "encoding": encoding})


def _specified(panel: Panel) -> Iterator[Line]:
    """What the customer asks for, apart from what the process does."""
    mark = {"type": "rule", "color": SPECIFICATION, "strokeDash": [1, 3], "strokeWidth": 1.5}
    for name, value in panel.specification.items():
        drawn = {"data": {"values": [{"y": value}]}, "mark": mark, "encoding": {"x": None, "y": _y("y")}}
        yield Line(name, value, SPECIFICATION, drawn)


def written(value: float, reach: float) -> str:
    """With as many digits as can be seen in a panel of that reach, and three at least."""
    if value == 0 or not reach > 0:
        return f"{value:.4g}"
    decimals = max(3 - ceil(log10(reach)), 2 - floor(log10(abs(value))), 0)
    return f"{value:.{min(decimals, MOST_DECIMALS)}f}"


def _names(lines: Sequence[Line], height: float, reach: float) -> Iterator[Spec]:
    """At the right ends, with where each lies; lines close together have their names one above the other."""
    lowest, pixels = float("-inf"), height / reach
    for line in sorted(lines, key=lambda line: line.end):
        said = f"{line.end:.12g}" if line.colour == SPECIFICATION else written(line.end, reach)
        stands = max(line.end * pixels, lowest + NAME_HEIGHT)
        lowest = stands
        yield {
            "data": {"values": [{"y": line.end}]},
            "mark": {
                "type": "text", "align": "left", "baseline": "middle", "dx": 8, "dy": line.end * pixels - stands,
                "fontSize": 11, "color": line.colour,
            },
            "encoding": {"x": {"value": WIDTH}, "y": _y("y"), "text": {"value": f"{line.name} {said}"}},
        }  # fmt: skip


def _points(panel: Panel, *, first: bool) -> Iterator[Spec]:
    yield {
        "mark": {"type": "line", "color": SERIES, "strokeWidth": 1.3, "invalid": "break-paths-filter-domains"},
        "encoding": {"y": _y("kept")},
    }
    if len(panel.values) <= MOST_DOTS:
        yield _dots("!datum.excluded && !datum.rules", panel, {"fill": "white", "stroke": SERIES, "size": 26})
    yield _dots("datum.excluded", panel, {"shape": "cross", "angle": 45, "fill": FAINT, "stroke": None})
    yield _dots("!datum.excluded && datum.rules", panel, {"fill": FLAG, "stroke": FLAG})
    if first:
        yield {
            "transform": [{"filter": "isValid(datum.y) && datum.cause"}],
            "mark": {"type": "text", "fontSize": 10, "color": FAINT, "dy": -10, "limit": CAUSE_WIDTH},
            "encoding": {"y": _y("y"), "text": {"field": "cause"}},
        }
    yield {
        "transform": [{"filter": "isValid(datum.y) && datum.label && !datum.excluded"}],
        "mark": {
            "type": "text", "fontSize": 10, "fontWeight": "bold", "color": FLAG, "lineHeight": LINE_HEIGHT,
            "baseline": {"expr": f"{HIGH} ? 'bottom' : 'top'"},
            "dy": {"expr": f"{HIGH} ? {LINE_HEIGHT} * (1 - length(datum.label)) - 6 : 8"},
        },
        "encoding": {"y": _y("y"), "text": {"field": "label"}},
    }  # fmt: skip


def _dots(which: str, panel: Panel, mark: Spec) -> Spec:
    tooltip = [
        {"field": "when", "type": "nominal", "title": "taken"},
        {"field": "y", "type": "quantitative", "title": panel.name},
        {"field": "rules", "type": "nominal", "title": "rules"},
        {"field": "cause", "type": "nominal", "title": "excluded"},
    ]
    return {
        "transform": [{"filter": f"isValid(datum.y) && {which}"}],
        "mark": {"type": "point", "filled": True, "size": 52, "strokeWidth": 1.2, "opacity": 1, **mark},
        "encoding": {"y": _y("y"), "tooltip": tooltip},
    }


def _stages(place: int, picture: Picture) -> Iterator[Spec]:
    """A line where a stage begins; its name above the first panel only."""
    rows = [{"start": start - 0.5, "name": name} for start, name in picture.stages]
    x = {"field": "start", "type": "quantitative"}
    yield {
        "data": {"values": [row for row in rows if row["start"] != -0.5]},
        "mark": {"type": "rule", "color": FAINT, "strokeDash": [2, 2]},
        "encoding": {"x": x, "y": None},  # over the whole height
    }
    if place == 0:
        yield {
            "data": {"values": rows},
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 3, "fontSize": 10, "color": FAINT},
            "encoding": {"x": x, "y": {"value": -2}, "text": {"field": "name"}},
        }


def _axis(labels: Sequence[str]) -> Spec:
    shown = range(0, len(labels), max(1, -(-len(labels) // MOST_LABELS)))
    said = {str(place): labels[place] for place in shown}
    look_up = f"{said}[datum.value]"
    return {"values": list(shown), "labelExpr": look_up, "title": None, "labelFlush": True, "labelLimit": LABEL_WIDTH}
