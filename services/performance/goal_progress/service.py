from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.performance.goal_policies.queries import policy
from services.performance.goal_policies.rules import Policy
from services.performance.goal_progress import queries, rules, schemas
from services.performance.goals.queries.documents import ENDED
from services.performance.goals.rules.evaluation import FORMULA, Evaluation, evaluate
from services.performance.goals.rules.rollup import Parts, added, part
from services.performance.goals.rules.states import Health
from services.performance.goals.service.progress import gather, worked_out
from shared.answers import Document
from shared.problems import NotFound
from shared.work import Reading

Row = Mapping[str, Any]


async def progress(work: Reading, id: UUID, as_of: date | None) -> Document[schemas.GoalProgress]:
    goal, day = await _seen(work, id), as_of or work.today
    one, for_now = await worked_out(work, id, day), await policy(work)
    titles = await _titles(work, id)
    parts = rules.key_results_of(one, titles, for_now)
    answer = {
        "goal_id": id,
        "as_of": day,
        "progress_percent": rules.percent(one.progress),
        "checked_in_on": one.looked_on,
        "health": _health(one, day, for_now, goal, overridden=day == work.today),
        "key_results": [{name: part[name] for name in schemas.KeyResultProgress.model_fields} for part in parts],
        "policy_number": for_now.number,
        "formula": FORMULA,
    }
    return Document.of(answer)


async def explain(work: Reading, id: UUID) -> Document[schemas.GoalExplanation]:
    """By what was stored of the contributing goals, as the roll-up itself does."""
    goal, for_now = await _seen(work, id), await policy(work)
    (facts,) = await gather(work, [id])
    rows = await work.rows(queries.contributions(work.actor.scopes), id=id)
    one = evaluate(facts, _sums(rows), for_now)
    used = {field.name for field in fields(Policy)} & schemas.PolicyUsed.model_fields.keys()
    answer = {
        "goal_id": id,
        "as_of": work.today,
        "progress_percent": rules.percent(one.progress),
        **{name: goal[name] for name in ("progress_method", "weighting", "kind", "status")},
        "checked_in_percent": rules.plain(facts.whole),
        "key_results": rules.key_results_of(one, await _titles(work, id), for_now),
        "contributions": _inputs(rows),
        "health": _health(one, work.today, for_now, goal, overridden=True),
        "policy": {name: float(getattr(for_now, name)) for name in used} | {"number": for_now.number},
        "formula": FORMULA,
    }
    answer["policy"]["default_cadence_days"] = for_now.default_cadence_days
    return Document.of(answer | {"inputs_hash": rules.inputs_hash(answer)})


async def lineage(work: Reading, id: UUID) -> Document[schemas.GoalLineage]:
    await _seen(work, id)
    return Document((await work.value(queries.lineage(work.actor.scopes), id=id)).encode())


async def _seen(work: Reading, id: UUID) -> Row:
    goal = await work.row(queries.seen(work.actor.scopes), id=id)
    if goal is None:
        raise NotFound()
    return goal


async def _titles(work: Reading, id: UUID) -> dict[UUID, str]:
    return {row["id"]: row["title"] for row in await work.rows(queries.TITLES, id=id)}


def _health(one: Evaluation, day: date, for_now: Policy, goal: Row, *, overridden: bool) -> dict[str, Any]:
    override = Health(goal["health_override"]) if overridden and goal["health_override"] else None
    return rules.health_of(one, day, for_now, override=override, ended=goal["status"] in ENDED)


def _sums(rows: Sequence[Row]) -> dict[UUID | None, Parts]:
    sums: dict[UUID | None, Parts] = defaultdict(Parts)
    for row in rows:
        sums[row["parent_key_result_id"]] += part(row["weight"], row["progress"])
    return sums


def _inputs(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Each visible goal by name; of the others only what they add up to, a line for each thing they contribute to."""
    lines: list[tuple[Row | None, UUID | None, Parts, int]] = []
    hidden: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row["goal_id"] is None:
            hidden[row["parent_key_result_id"]].append(row)
        else:
            lines.append((row, row["parent_key_result_id"], part(row["weight"], row["progress"]), 1))
    for key_result_id, several in hidden.items():
        parts = added(part(row["weight"], row["progress"]) for row in several)
        lines.append((None, key_result_id, parts, len(several)))
    shares = _shares(lines)
    return [
        {
            "goal_id": row and row["goal_id"],
            "title": row and row["title"],
            "goals": count,
            "parent_key_result_id": key_result_id,
            "weight": float(row["weight"] if row else parts.weight),
            "progress_percent": rules.percent(parts.mean),
            "effective_weight_percent": shares[place],
        }
        for place, (row, key_result_id, parts, count) in enumerate(lines)
    ]


def _shares(lines: Sequence[tuple[Row | None, UUID | None, Parts, int]]) -> dict[int, float | None]:
    """Among what contributes to the same; where all weights are zero, goals count alike."""
    shares: dict[int, float | None] = {}
    for target in {key_result_id for _, key_result_id, _, _ in lines}:
        places = [place for place, line in enumerate(lines) if line[1] == target]
        counts = [lines[place][2] for place in places]
        weighted = any(parts.weight for parts in counts)
        weights = [(parts.weight if weighted else Decimal(parts.count)) if parts.count else None for parts in counts]
        shares |= dict(zip(places, rules.effective(weights), strict=True))
    return shares
