"""What is registered, as Vega-Lite specifications: causes by weight, ages by stage, what comes and what goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.quality.pictures.rules.layers import CONFIG, FAINT, FLAG, INK, SCHEMA, SERIES, WIDTH, Spec

HEIGHT, ROW = 300, 34
FEW, MANY = SERIES, "#c9d8e8"
AGES = ("#dce5ed", "#b4cbe2", "#7ea6cf", "#2f6db5", "#c62828")
"""The oldest stand out."""


def pareto(found: Mapping[str, Any]) -> Spec:
    """Bars from the heaviest on, the vital few in a darker colour, the line of their sum above them."""
    rows = found["items"]
    order = [row["code"] for row in rows]
    x = {"field": "code", "type": "nominal", "sort": order, "title": None, "axis": {"labelAngle": -40}}
    bars = {
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "percent", "type": "quantitative", "title": "% of all", "scale": {"domain": [0, 100]}},
            "color": {"condition": {"test": "datum.vital_few", "value": FEW}, "value": MANY},
            "tooltip": [{"field": name, "type": "nominal"} for name in ("code", "value", "before")],
        },
    }
    together = {"field": "cumulative_percent", "type": "quantitative"}
    line = {"mark": {"type": "line", "point": True, "color": INK}, "encoding": {"y": together}}
    mark = {"data": {"values": [{"y": 80}]}, "mark": {"type": "rule", "strokeDash": [5, 3], "color": FAINT}}
    rule = mark | {"encoding": {"y": {"field": "y", "type": "quantitative"}}}
    weighed = found["weight"] if found["unit"] is None else f"{found['weight']} in {found['unit']}"
    total, before = (f"{found[name]:,.12g}" for name in ("total", "total_before"))
    said = f"{found['starts_on']} to {found['ends_on']} · {total} by {weighed}, {before} in the period before"
    return _drawn("Causes, the vital few in blue", said, rows) | {
        "height": HEIGHT, "encoding": {"x": x}, "layer": [bars, line, rule],
    }  # fmt: skip


def ageing(found: Mapping[str, Any]) -> Spec:
    """A bar a stage, cut by age; the youngest first."""
    stages, ages = [stage["stage"] for stage in found["stages"]], list(found["all"]["ages"])
    rows = [
        {"stage": _words(stage["stage"]), "age": _words(age), "place": place, "open": stage["ages"][age]}
        for stage in found["stages"]
        for place, age in enumerate(ages)
    ]
    every = found["all"]
    said = f"{every['open']:,} open · median {every['median_days']} days · 90 % within {every['p90_days']} days"
    colour = {"domain": [_words(age) for age in ages], "range": list(AGES)}
    return _drawn("Open nonconformances by stage and age", said if every["open"] else "nothing is open", rows) | {
        "height": {"step": ROW},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "stage", "type": "nominal", "sort": [_words(stage) for stage in stages], "title": None},
            "x": {"field": "open", "type": "quantitative", "title": "open"},
            "color": {"field": "age", "type": "nominal", "scale": colour, "title": None},
            "order": {"field": "place"},
        },
    }


def flow(found: Mapping[str, Any]) -> Spec:
    """What was opened and what ended as bars side by side, what was open at the end as a line."""
    steps = found["items"]
    rows = [
        {"step": step["starts_on"], "what": what, "count": count, "open": step["open_at_end"]}
        for step in steps
        for what, count in (("opened", step["opened"]), ("ended", step["closed"] + step["cancelled"]))
    ]
    x = {"field": "step", "type": "ordinal", "title": None, "axis": {"labelAngle": -40}}
    bars = {
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "count", "type": "quantitative", "title": f"a {found['step']}"},
            "xOffset": {"field": "what", "sort": ["opened", "ended"]},
            "color": {"field": "what", "type": "nominal", "title": None,
                      "scale": {"domain": ["opened", "ended"], "range": [FLAG, SERIES]}},
        },
    }  # fmt: skip
    line = {
        "mark": {"type": "line", "color": INK, "point": True},
        "encoding": {"y": {"field": "open", "type": "quantitative", "title": "open at the end"}},
    }
    opened, ended = (sum(row["count"] for row in rows if row["what"] == what) for what in ("opened", "ended"))
    said = f"{found['starts_on']} to {found['ends_on']} · {opened:,} opened · {ended:,} ended"
    return _drawn("Opened against ended; the line is what was open", said, rows) | {
        "height": HEIGHT, "encoding": {"x": x}, "layer": [bars, line], "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip


def _drawn(title: str, subtitle: str, rows: Sequence[Mapping[str, Any]]) -> Spec:
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": subtitle, "anchor": "start", "frame": "group"},
        "width": WIDTH,
        "data": {"values": list(rows)},
        "config": CONFIG,
    }


def _words(name: str) -> str:
    return name.replace("_", " ")
