"""What the engines make of each published data set, under the names that its document gives to the figures."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from math import sqrt
from typing import Any

from services.quality.capability.rules.analysis import Performance
from services.quality.capability.rules.indices import Index
from services.quality.capability.rules.process import CiDf, process_capability
from services.quality.capability.rules.specification import Specification
from services.quality.distributions.rules import chi_square
from services.quality.msa.rules.average_range import average_and_range
from services.quality.msa.rules.crossed import gage_rr
from services.quality.msa.rules.designs import Reading
from services.quality.msa.rules.study import Model, Study
from services.quality.sampling.rules.double import DoublePlan, double_outgoing_limit, double_point, double_quality_at
from services.quality.sampling.rules.lots import Lots
from services.quality.sampling.rules.operating import SinglePlan, operating_point, outgoing_limit, quality_at
from services.quality.sampling.rules.switching import LotOutcome, SwitchingState, advance
from services.quality.sampling.rules.tables import InspectionSeverity, Level, Scheme, sampling_plan
from services.quality.satisfaction.rules import net_promoter_score, satisfied_percent
from services.quality.selftest.rules import studies
from services.quality.spc.rules.observations import observations
from services.quality.yields.rules import Step, defect_rates, dpmo_of, process_yield

Given = Mapping[str, Any]
Figures = dict[str, Any]

INDICES = {"Cp": "cp", "Cpl": "cpl", "Cpu": "cpu", "Cpk": "cpk"}
SOURCES = ("repeatability", "operator", "interaction", "reproducibility", "grr", "part", "total")
PLAN = ("code_letter", "n", "ac", "re")


def _capability(given: Given, parameters: Given) -> Figures:
    spec = Specification(parameters["lsl"], parameters["usl"], parameters["target"])
    rings, confidence = observations(given["subgroups"]), parameters["confidence"]
    found = process_capability(rings, spec, ci_df=CiDf.N_MINUS_1, confidence=confidence).capability
    figures: Figures = {"center": found.mean, "n": found.n}
    for part, letter, performance in (("within", "C", found.within), ("overall", "P", found.overall)):
        figures |= {name.replace("C", letter): _interval(performance, field) for name, field in INDICES.items()}
        figures[f"Cpm_{part}"] = _taguchi(performance, found.mean - parameters["target"], found.n, confidence)
        figures[f"sigma_{part}"] = performance.spread.sigma if performance.spread else None
        figures[f"expected_ppm_{part}"] = asdict(performance.expected_ppm)
    seen = found.observed_ppm
    return figures | {
        "observed_percent_below_lsl": (seen.below_lsl or 0.0) / 1e4,
        "observed_percent_above_usl": (seen.above_usl or 0.0) / 1e4,
    }


def _interval(performance: Performance, field: str) -> Figures:
    index: Index = getattr(performance.indices, field)
    return {"value": index.value, "ci": [index.lower, index.upper]}


def _taguchi(performance: Performance, off_target: float, n: int, confidence: float) -> Figures:
    """Beside ours the interval of qcc 3.0, which leaves out a square in the degrees of freedom."""
    figures = _interval(performance, "cpm")
    assert performance.spread is not None
    distance = off_target / performance.spread.sigma
    df = n * (1 + distance**2) / (1 + 2 * distance**2)
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    return figures | {
        "ci_as_printed_by_qcc": [figures["value"] * sqrt(chi_square.quantile(tail, df) / df) for tail in tails]
    }


def _gage(given: Given, parameters: Given) -> Figures:
    readings = [Reading(row["part"], row["operator"], row["value"]) for row in given["measurements"]]
    study = gage_rr(
        readings,
        alpha=parameters["alpha_to_keep_interaction"],
        sigmas=parameters["study_variation_multiplier"],
    )
    assert study.other is not None
    ranges = asdict(average_and_range(readings))
    averages = {name: ranges[name.lower()] for name in ("K1", "K2", "K3", "EV", "AV", "GRR", "PV", "TV")}
    averages |= {f"percent_{name}": ranges[f"percent_{name.lower()}"] for name in ("EV", "AV", "GRR", "PV")}
    return {
        "anova": _table(study),
        "components": {"interaction_in_model": study.interaction_in_model} | _components(study.kept),
        "other_model": {"interaction_in_model": not study.interaction_in_model} | _components(study.other),
        "average_and_range": ranges | averages,
        "published_rounded": {"anova": _printed(study), "average_and_range": ranges | averages},
    }


def _table(study: Study) -> Figures:
    sources = {name: getattr(study.anova, name) for name in ("part", "operator", "interaction", "error")}
    figures: Figures = {
        kind: {name: getattr(source, kind) for name, source in sources.items()} for kind in ("df", "ss", "ms", "f")
    }
    return figures | {"p_interaction": sources["interaction"].p, "ss_total": study.anova.total.ss}


def _components(model: Model) -> Figures:
    found = model.components
    names = {"standard_deviation": "sd"} | {
        name: name for name in ("variance", "percent_contribution", "percent_study_variation")
    }
    figures: Figures = {
        name: {source: getattr(getattr(found, source), field) for source in SOURCES} for name, field in names.items()
    }
    return figures | {
        "percent_tolerance": found.grr.percent_tolerance,
        "ndc_unrounded": found.ndc_unrounded,
        "ndc": found.ndc,
    }


def _printed(study: Study) -> Figures:
    table, kept = _table(study), study.kept.components
    squares = {"appraiser": "operator", "part": "part", "interaction": "interaction", "equipment": "error"}
    figures: Figures = {f"ss_{name}": table["ss"][source] for name, source in squares.items()}
    sigmas = {"EV": kept.repeatability, "AV": kept.reproducibility, "GRR": kept.grr, "PV": kept.part}
    return figures | {
        "ss_total": table["ss_total"],
        "percent_GRR": kept.grr.percent_study_variation,
        "ndc": kept.ndc,
        **{name: None if component is None else component.sd for name, component in sigmas.items()},
    }


def _plans(given: Given, parameters: Given) -> Figures:
    scheme = Scheme(parameters["scheme"])
    cases = []
    for case in given["cases"]:
        level, severity = Level[case["inspection_level"].replace("-", "_")], InspectionSeverity(case["severity"])
        plan = sampling_plan(case["lot_size"], level, case["aql"], severity, scheme)
        cases.append({name: getattr(plan, name) for name in PLAN})
    return {"cases": cases}


def _curve(given: Given, _: Given) -> Figures:
    plan, stream = SinglePlan(given["n"], given["c"]), Lots()
    points = [operating_point(plan, stream.of(p)) for p in given["fraction_defective"]]
    worst = outgoing_limit(plan, stream)
    figures: Figures = {"probability_of_acceptance": [point.pa for point in points]}
    return {
        **figures,
        "p_at_pa_0_95": quality_at(plan, 0.95, stream),
        "p_at_pa_0_10": quality_at(plan, 0.10, stream),
        "aoq_large_lot": [point.aoq for point in points],
        "aoql_large_lot": worst.aoql,
        "aoql_at_p": worst.at,
        "published_rounded": figures,
    }


def _double_curve(given: Given, _: Given) -> Figures:
    plan, stream = DoublePlan(*(given[name] for name in ("n1", "ac1", "re1", "n2", "ac2"))), Lots()
    points = [double_point(plan, stream.of(p)) for p in given["fraction_defective"]]
    printed = double_point(plan, stream.of(0.05))
    return {
        "probability_of_acceptance": [point.pa for point in points],
        "accepted_by_first": [point.pa_first for point in points],
        "asn": [point.asn for point in points],
        "p_at_pa_0_95": double_quality_at(plan, 0.95, stream),
        "p_at_pa_0_10": double_quality_at(plan, 0.10, stream),
        "aoql_large_lot": double_outgoing_limit(plan, stream).aoql,
        "published_rounded": {"at_0_05": {"accepted_by_first": printed.pa_first}},
    }


def _switching(given: Given, parameters: Given) -> Figures:
    state, history = SwitchingState(), []
    for lot in given["lots"]:
        step = advance(state, LotOutcome(**lot), Scheme(parameters["scheme"]))
        history.append({"before": step.before, "switching_score": step.switching_score, "after": step.after})
        state = step.state
    return {"history": history}


def _metrics(given: Given, parameters: Given) -> Figures:
    shift, confidence = parameters["shift"], parameters["confidence"]
    levels = {"dpmo_from_sigma": [dpmo_of(sigma, shift) for sigma in given["dpmo_from_sigma"]]}
    line = process_yield([Step(step["in"], step["reworked"], step["scrapped"]) for step in given["process_steps"]])
    promoted = net_promoter_score(**given["nps"], confidence=confidence)
    satisfied = satisfied_percent(**given["csat"], confidence=confidence)
    return {
        **levels,
        "defects": [_defects(row, shift) for row in given["defects"]],
        "process": {
            "first_pass_yield": line.first_pass,
            "rolled_throughput_yield": line.rolled_throughput,
            "normalized_yield": line.normalized,
            "final_yield_product": line.final,
            "hidden_factory": line.hidden_factory,
        },
        "nps": {"n": promoted.n, "nps": promoted.value, "ci": [promoted.lower, promoted.upper]},
        "csat": {"csat_percent": satisfied.value, "wilson_ci_95": [satisfied.lower, satisfied.upper]},
        "published_rounded": levels,
    }


def _defects(row: Given, shift: float) -> Figures:
    rates = defect_rates(**row, shift=shift)
    return {
        "dpu": rates.dpu,
        "dpo": rates.dpo,
        "dpmo": rates.dpmo,
        "throughput_yield_poisson": rates.throughput_yield,
        "sigma_level_long_term": rates.sigma.long_term,
        "sigma_level_short_term": rates.sigma.short_term,
    }


REPRODUCTIONS: dict[str, Callable[[Given, Given], Figures]] = {
    "capability_pistonrings": _capability,
    "gage_rr_aiag_msa": _gage,
    "linearity_aiag_msa": studies.linearity_study,
    "kappa_fleiss_diagnoses": studies.diagnoses,
    "aql_single_plans_a": _plans,
    "oc_curve_single_n52_c3": _curve,
    "double_plan_montgomery": _double_curve,
    "switching_rules_a": _switching,
    "quality_metrics_a": _metrics,
}
