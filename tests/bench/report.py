"""The table and the pictures: `docs/bench.md`, `docs/bench.json` and two SVGs beside them."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from tests.bench.filling import Size
from tests.bench.machine import ROOT, Machine
from tests.bench.picture import growth, ladder
from tests.bench.work import Goal, Outcome

DOCS = ROOT / "docs"
HEAD = """# What everything costs beside its limit

Written by `make bench`; {when}, {cpus} shared cores, Python {python}. Each work ran in turn with its limit, {rounds}
rounds in a new order each; a ratio is that of two neighbours, and their median. The limit beside itself had a ratio of
{even:.2f} and a spread of {spread:.0%}: {judged}.

Calls a second; app and PostgreSQL are µs of CPU a call, times ms. All data is {rows};
growth is the CPU of a call upon all of it over that upon a hundredth. The spread is that of the middle half of ratios.
Eight callers ask for lists and send commands, one asks for all else.

![What share of the limit each work reaches](bench-ladder.svg)

| work | against | limit | ours | ratio | spread | app | PostgreSQL | p50 | p99 | round trips | bytes | growth |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""
GOALS = """
## Goals

| work | goal | is | |
|---|---|--:|---|
"""
IDLE = """
## Idle processes

| process | until its first answer, s | resident, MB |
|---|--:|--:|
"""
STEADY = 0.05
BY_CPU = {"ratio": "CPU ratio"}
NAMES = {"ratio": "ratio", "app ×": "app CPU, × limit", "statements": "round trips", "p50": "p50, ms"}


def write(machine: Machine, outcomes: Sequence[Outcome], largest: Size) -> None:
    """Judged by CPU where the limit beside itself was not even: then the clock measured the others on this machine."""
    even = next((outcome for outcome in outcomes if "A/A" in outcome.work.name), None)
    uneven = even is not None and (abs(even.numbers["ratio"] - 1) > STEADY or even.spread > STEADY)
    head = HEAD.format(
        when=datetime.now(UTC).date(), cpus=len(os.sched_getaffinity(0)), python=platform.python_version(),
        rounds=max(len(outcome.rounds) for outcome in outcomes), rows=largest,
        even=even.numbers["ratio"] if even else 1, spread=even.spread if even else 0,
        judged="goals are judged by CPU, for the clock was not even" if uneven else "goals are judged by the clock",
    )  # fmt: skip
    judged = "".join(_goals(outcomes, BY_CPU if uneven else {}))
    text = head + "".join(map(_row, outcomes)) + "\n![Growth](bench-growth.svg)\n" + GOALS + judged + IDLE
    text += "".join(
        f"| {name} | {process.seconds:.1f} | {process.idle_bytes / 1e6:.0f} |\n"
        for name, process in machine.processes.items()
    )
    (DOCS / "bench.md").write_text(text)
    (DOCS / "bench.json").write_bytes(orjson.dumps(_numbers(outcomes), option=orjson.OPT_INDENT_2))
    (DOCS / "bench-ladder.svg").write_text(ladder(outcomes))
    (DOCS / "bench-growth.svg").write_text(growth(outcomes))
    print(text)


def _row(outcome: Outcome) -> str:
    n = outcome.numbers
    trips = outcome.statements if outcome.statements is not None else ""
    grown = f"{n['growth']:.2f}" if "growth" in n else ""
    return (
        f"| {outcome.work.name} | {outcome.work.against} | {n['limit']:,.0f} | {n['ours']:,.0f} | {n['ratio']:.2f} |"
        f" {outcome.spread:.0%} | {n['app']:,.0f} | {n['PostgreSQL']:,.0f} | {n['p50']:.2f} | {n['p99']:.2f} |"
        f" {trips} | {n['bytes']:,} | {grown} |\n"
    )


def _goals(outcomes: Iterable[Outcome], instead: Mapping[str, str]) -> Iterable[str]:
    for outcome in outcomes:
        known = outcome.numbers | ({} if outcome.statements is None else {"statements": outcome.statements})
        for goal in outcome.work.goals:
            measure = instead.get(goal.measure, goal.measure)
            if measure in known:
                value = known[measure]
                said = f"{NAMES.get(measure, measure)} {'≥' if goal.at_least else '≤'} {goal.bound:.3g}"
                yield f"| {outcome.work.name} | {said} | {value:.3g} | {_verdict(goal, value)} |\n"


def _verdict(goal: Goal, value: float) -> str:
    return "reached" if goal.reached(value) else "**not reached**"


def _numbers(outcomes: Iterable[Outcome]) -> list[Mapping[str, Any]]:
    return [
        {
            "work": one.work.name,
            "against": one.work.against,
            "trips": one.statements,
            "spread": one.spread,
            **one.numbers,
        }
        for one in outcomes
    ]
