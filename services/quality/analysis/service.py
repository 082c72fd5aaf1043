from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson

from services.quality.analysis import schemas
from services.quality.analysis.rules import (
    Form,
    advice_data,
    check_labels,
    check_stage,
    data_of,
    forms,
    letters,
    pointing_into,
    run_lengths,
)
from services.quality.pictures.rules.flags import legend
from services.quality.pictures.rules.layers import Picture, vega_lite
from services.quality.pictures.rules.panels import KINDS, panels_of, stages_of, subtitle_of
from services.quality.pictures.service import drawn
from services.quality.spc.rules.advice import recommend
from services.quality.spc.rules.analysis import Analysis, Stretch, analyze
from services.quality.spc.rules.arrays import Integers
from services.quality.spc.rules.chart import Chart
from services.quality.spc.rules.limits import Cusum, Ewma, Limits, LimitsKind, Options, Stage
from services.quality.spc.rules.run_lengths.average import RunLength, of_chart
from services.quality.spc.rules.run_rules import Rule, k_of_m, named
from services.quality.spc.rules.thinning import places_kept, thinned
from shared.answers import Document, File
from shared.problems import under

JSON = "application/json"
MOST_DRAWN = 2_000


def analyzed(data: schemas.ChartRequest, media_type: str) -> Document[schemas.ChartAnalysis] | File:
    options = _options(data)
    analysis = worked_out(data, options)
    check_labels(data.labels, len(analysis.charts[0].values))
    lengths = of_chart(data.chart, options)
    if media_type != JSON:
        return drawn(vega_lite(_picture(data, analysis, lengths)), media_type, name=f"{data.chart}-chart")
    answer = _answer(analysis, data.most_points) | {"run_lengths": [asdict(length) for length in lengths]}
    return Document(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY))


def advised(data: schemas.AdviceRequest) -> Document[schemas.ChartAdvice]:
    given = _given(data)
    with pointing_into(next(iter(given), Form.VALUES)):
        advice = recommend(data.data_kind, advice_data(data.data_kind, given, data.sizes), counted=data.counted)
    return Document(orjson.dumps(asdict(advice)))


def how_long(data: schemas.RunLengthRequest) -> Document[schemas.RunLengths]:
    """An infinite length is written as null: it never comes."""
    ewma = None if data.ewma is None else Ewma(**data.ewma.model_dump())
    cusum = None if data.cusum is None else Cusum(**data.cusum.model_dump())
    rules = (*named(data.rules), *_own_rules(data.custom_rules))
    lengths = run_lengths(rules, data.k, ewma, cusum, data.shifts)
    return Document(orjson.dumps({"run_lengths": [asdict(length) for length in lengths]}))


def table(query: schemas.ConstantsQuery) -> Document[schemas.ConstantsTable]:
    return Document(orjson.dumps({"k": query.k, "constants": [letters(n, query.k) for n in query.n]}))


def worked_out(data: schemas.ChartRequest, options: Options) -> Analysis:
    given = _given(data)
    with pointing_into(next(iter(given), forms(data.chart)[0])):
        return analyze(data.chart, data_of(data.chart, given, data.sizes), options)


def _given(data: schemas.ChartRequest | schemas.AdviceRequest) -> dict[Form, Any]:
    return {form: rows for form in Form if (rows := getattr(data, form, None)) is not None}


def _options(data: schemas.ChartRequest) -> Options:
    same = ("k", "limits_kind", "alpha", "sigma_method", "span", "unbiased", "target", "median_center")
    return Options(
        **{name: getattr(data, name) for name in same},
        rules=_rules(data),
        dispersion_rules=None if data.dispersion_rules is None else named(data.dispersion_rules),
        stages=tuple(_stage(place, stage) for place, stage in enumerate(data.stages)) or (Stage(),),
        exclusions={one.point: one.cause for one in data.exclusions},
        ewma=Ewma(**data.ewma.model_dump()),
        cusum=Cusum(**data.cusum.model_dump()),
    )


def _rules(data: schemas.ChartRequest) -> tuple[Rule, ...] | None:
    """Those that are usual for the chart, unless some are asked for."""
    if data.rules is None and not data.custom_rules:
        return None
    return (*named(data.rules or ()), *_own_rules(data.custom_rules))


def _own_rules(asked: Sequence[schemas.CustomRule]) -> list[Rule]:
    rules = []
    for place, rule in enumerate(asked):
        with under(f"/custom_rules/{place}"):
            rules.append(k_of_m(rule.k, rule.m, rule.zone, rule.side))
    return rules


def _stage(place: int, asked: schemas.StageAsked) -> Stage:
    figures = asked.model_dump(include={"center", "sigma", "sigma_of_means", "sigma_z"})
    check_stage(place, **figures, estimated_to=asked.estimated_to)
    frozen = None if asked.center is None else Limits(**figures)
    return Stage(asked.first, asked.estimated_to, frozen)


def _answer(analysis: Analysis, most: int) -> dict[str, Any]:
    places = places_kept(analysis, most)
    return {
        "chart": analysis.kind,
        "total_points": len(analysis.charts[0].values),
        "points": places + 1,
        "plots": [_statistic(chart, places) for chart in analysis.charts],
        "stages": [_stretch(stage) for stage in analysis.stages],
        "excluded": analysis.excluded,
        "warnings": analysis.warnings,
    }


def _statistic(chart: Chart, places: Integers) -> dict[str, Any]:
    signals = [
        {"rule": found.rule.name, "point": point, "first": first}
        for found in chart.signals
        for point, first in zip(found.points.tolist(), found.firsts.tolist(), strict=True)
    ]
    changes = [asdict(change) for change in chart.changes]
    return {"statistic": chart.statistic, **thinned(chart, places), "signals": signals, "changes": changes}


def _stretch(stage: Stretch) -> dict[str, Any]:
    limits = stage.limits if isinstance(stage.limits, Limits) else None
    figures = {name: getattr(limits, name, None) for name in ("center", "sigma", "sigma_of_means", "sigma_z", "median")}
    test = None if stage.runs is None else asdict(stage.runs)
    return {"first": stage.first, "last": stage.last, **figures, "estimated": stage.estimated, "run_test": test}


def _picture(data: schemas.ChartRequest, analysis: Analysis, lengths: Sequence[RunLength]) -> Picture:
    limits = data.specification
    specification = {"USL": limits.usl, "LSL": limits.lsl, "target": limits.target}
    places = places_kept(analysis, MOST_DRAWN)
    labels = data.labels or [str(point) for point in range(1, len(analysis.charts[0].values) + 1)]
    return Picture(
        title=f"{data.title}: {KINDS[data.chart]}" if data.title else KINDS[data.chart],
        subtitle=subtitle_of(analysis, lengths, exact=data.limits_kind is LimitsKind.PROBABILITY),
        labels=[labels[place] for place in places.tolist()],
        panels=panels_of(analysis, places, data.unit, specification, {one.point: one.cause for one in data.exclusions}),
        legend=legend(found.rule.name for chart in analysis.charts for found in chart.signals if found.points.size),
        stages=stages_of(analysis, places, [f"stage {number}" for number in range(1, len(analysis.stages) + 1)]),
    )
