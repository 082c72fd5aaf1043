"""What the counters cost those who write: the same writes with their triggers and without, in turns."""

import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx

TABLES = ("goals", "key_results", "check_ins")
ROUNDS = 8
CHECK_INS = 40
GOALS = 200


async def upkeep(client: httpx.AsyncClient, url: str, goal_ids: list[UUID]) -> None:
    """The goals need key results of the same ids. What is written without triggers is counted at the end."""
    administrator, dice = await asyncpg.connect(url), random.Random(1)
    works: dict[str, Callable[[], Awaitable[None]]] = {
        f"{CHECK_INS} check-ins": lambda: _check_in(client, goal_ids, dice),
        f"a batch of {GOALS} goals": lambda: _batch(client, goal_ids, dice),
    }
    for name, work in works.items():
        taken: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(ROUNDS):
            for counting in dice.sample([True, False], 2):
                await _switch(administrator, counting)
                began = time.perf_counter()
                await work()
                taken[counting].append(1000 * (time.perf_counter() - began))
        counted, plain = (statistics.median(taken[counting]) for counting in (True, False))
        print(f"{name:34} {counted:9.1f} ms  without counters {plain:8.1f} ms, ratio {plain / counted:.2f}", flush=True)
    await _switch(administrator, True)
    org_ids = await administrator.fetch("SELECT org_id FROM performance.goals WHERE id = ANY($1)", goal_ids)
    recount = "SELECT performance.recount('goal', $1, $2)"
    await administrator.execute(recount, [row["org_id"] for row in org_ids], goal_ids)
    await administrator.close()


async def _switch(administrator: asyncpg.Connection, counting: bool) -> None:
    for table in TABLES:
        await administrator.execute(
            f"ALTER TABLE performance.{table} {'ENABLE' if counting else 'DISABLE'} TRIGGER USER"
        )


async def _check_in(client: httpx.AsyncClient, goal_ids: list[UUID], dice: random.Random) -> None:
    for _ in range(CHECK_INS):
        body = {"key_result_id": str(dice.choice(goal_ids)), "value": dice.randrange(100)}
        answer = await client.post("/v1/check-ins", json=body)
        answer.raise_for_status()


async def _batch(client: httpx.AsyncClient, goal_ids: list[UUID], dice: random.Random) -> None:
    due_on = (datetime.now(UTC).date() + timedelta(days=dice.randrange(30, 300))).isoformat()
    rows = [{"id": str(id), "patch": {"due_on": due_on}} for id in goal_ids[:GOALS]]
    answer = await client.post("/v1/goals:batch", json={"rows": rows})
    answer.raise_for_status()
