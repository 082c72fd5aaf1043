"""Works and limits in rounds: in each, both sides and all sizes in a new order, so that all share what disturbs."""

import random
from collections.abc import Iterable
from time import perf_counter

from tests.bench.load import load
from tests.bench.machine import Machine
from tests.bench.work import Direct, Http, Outcome, Sample, Side, Work

SECONDS = 0.5
"""Of asking, a side and round; a direct call is made once, however long it takes, and again until a tenth is over."""
DIRECT_SECONDS = 0.1
WARM, PATIENCE = 150, 3.0


async def run(machine: Machine, works: Iterable[Work], rounds: int) -> list[Outcome]:
    dice, outcomes = random.Random(1), []
    for work in works:
        outcome = Outcome(work)
        for side in work.sides.values():
            await _warm(machine, side)
        for _ in range(rounds):
            order = dice.sample(list(work.sides.items()), len(work.sides))
            outcome.rounds.append({name: await _sample(machine, side, SECONDS) for name, side in order})
        n = outcome.numbers
        rate = f"{n['ours']:9.1f}/s of {n['limit']:9.1f}, {n['ratio']:.2f}"
        used = f"CPU {n['app']:9,.0f} + {n['PostgreSQL']:9,.0f} µs, {1 / n['CPU ratio']:.2f} × limit"
        print(f"{work.name:44} {rate}; {used}", flush=True)
        outcomes.append(outcome)
    return outcomes


async def _warm(machine: Machine, side: Side) -> None:
    """Connections are made, caches filled, statements planned as often as PostgreSQL does before it keeps a plan."""
    calls, until = 0, perf_counter() + PATIENCE
    while calls < WARM and perf_counter() < until:
        calls += (await _sample(machine, side, SECONDS / 2)).calls


async def _sample(machine: Machine, side: Side, seconds: float) -> Sample:
    match side:
        case Http():
            return await _asked(machine, side, seconds)
        case Direct():
            return await _called(machine, side)


async def _asked(machine: Machine, side: Http, seconds: float) -> Sample:
    before = machine.used(side.process)
    done = await load(machine.processes[side.process].port, side.requests, clients=side.clients, seconds=seconds)
    app, postgres = (after - then for after, then in zip(machine.used(side.process), before, strict=True))
    return Sample(len(done.latencies), done.seconds, app, postgres, done.latencies, done.bytes)


async def _called(machine: Machine, side: Direct) -> Sample:
    before, taken = machine.used(None), list[float]()
    while sum(taken) < DIRECT_SECONDS:
        began = perf_counter()
        await side.call()
        taken.append(perf_counter() - began)
    app, postgres = (after - then for after, then in zip(machine.used(None), before, strict=True))
    return Sample(len(taken), sum(taken), app, postgres, taken)
