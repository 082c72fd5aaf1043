from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.performance.goal_policies.rules import Figures
from services.performance.goal_progress import queries, rules, schemas
from services.performance.goals.queries.together import Found, Row
from services.performance.goals.rules.evaluation import FORMULA, Closing, ContributionFacts
from services.performance.goals.rules.rollup import Parts, added, part
from services.performance.goals.service.closing import KEPT
from services.performance.goals.service.progress import evaluated, figures_of
from shared.answers import Document
from shared.problems import NotFound
from shared.work import Reading


async def progress(work: Reading, id: UUID, as_of: date | None) -> Document[schemas.GoalProgress]:
    day = as_of or work.today
    found = await queries.on_a_day(work.actor.scopes).rows(work, id=id, as_of=day)
    goal, closing = _seen(found), _closing(found)
    figures = closing.figures if closing else figures_of(found)
    one = closing.evaluated() if closing else evaluated(found, [row["id"] for row in found["order"]])[-1]
    judged_on = closing.on if closing else day
    parts = rules.key_results_of(one, _texts(found), figures)
    answer = {
        "goal_id": id,
        "as_of": day,
        "progress_percent": rules.percent(one.progress),
        "checked_in_on": one.looked_on,
        "health": rules.health_of(one, judged_on, figures, **_said(goal, current=day >= work.today)),
        "key_results": [{name: part[name] for name in schemas.KeyResultProgress.model_fields} for part in parts],
        "policy_number": figures.number,
        "formula": FORMULA,
    }
    return Document.of(answer)


async def explain(work: Reading, id: UUID) -> Document[schemas.GoalExplanation]:
    """By what was stored of the contributing goals, as the roll-up itself does; once graded by what was kept then."""
    found = await queries.explained(work.actor.scopes).rows(work, id=id)
    goal, closing = _seen(found), _closing(found)
    figures, as_of = (closing.figures, closing.on) if closing else (figures_of(found), work.today)
    one = closing.evaluated() if closing else evaluated(found, [id])[0]
    contributions = await _named(work, closing.contributions) if closing else found["contributions"]
    used = {field.name for field in fields(Figures)} & schemas.PolicyUsed.model_fields.keys()
    answer = {
        "goal_id": id,
        "as_of": as_of,
        "progress_percent": rules.percent(one.progress),
        **{name: goal[name] for name in ("progress_method", "weighting", "kind", "status", "starts_on", "due_on")},
        "checked_in_percent": rules.plain(one.goal.whole),
        "key_results": rules.key_results_of(one, _texts(found), figures),
        "contributions": _inputs(contributions),
        "health": rules.health_of(one, as_of, figures, **_said(goal, current=True)),
        "policy": {name: rules.plain(getattr(figures, name)) for name in used},
        "formula": FORMULA,
    }
    answer["policy"] |= {name: getattr(figures, name) for name in ("number", "default_cadence_days")}
    return Document.of(answer | {"inputs_hash": rules.inputs_hash(answer)})


def _closing(found: Found) -> Closing | None:
    return KEPT.validate_json(found["closing"][0]["inputs"]) if found["closing"] else None


async def _named(work: Reading, contributions: Sequence[ContributionFacts]) -> list[Row]:
    """As they were kept, those that this caller does not see without a name."""
    ids = [one.goal_id for one in contributions]
    seen = {row["id"] for row in await work.rows(queries.seen_among(work.actor.scopes), ids=ids)}
    hidden = {"goal_id": None, "title": None}
    return [asdict(one) | ({} if one.goal_id in seen else hidden) for one in contributions]


async def lineage(work: Reading, id: UUID) -> Document[schemas.GoalLineage]:
    if not await work.value(queries.sees_goal(work.actor.scopes), id=id):
        raise NotFound()
    return Document((await work.value(queries.lineage(work.actor.scopes), id=id)).encode())


def _seen(found: Found) -> Row:
    if not found["seen"]:
        raise NotFound()
    return found["seen"][0]


def _texts(found: Found) -> dict[UUID, str]:
    """What key results and milestones are called."""
    return {row["id"]: row["title"] for row in (*found["key_results"], *found["milestones"])}


def _said(goal: Row, *, current: bool) -> dict[str, Any]:
    """What goes before the formula, which alone judges days of the past."""
    return {"status": goal["status"] if current else None, "override": goal["health_override"] if current else None}


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
