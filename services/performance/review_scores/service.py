"""Calculating is adding a row; what was calculated before stays."""

from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from services.performance.review_cycles.models import Review, ReviewScore
from services.performance.review_cycles.rules.reviews import ScoreStage
from services.performance.review_scores import schemas
from services.performance.review_scores.queries import CALCULATED_OF, LAST_SCORES, SAID, SCORE_IN_FORCE
from services.performance.review_scores.rules.assembly import assembled
from services.performance.review_scores.rules.formula import RoleScore
from services.performance.review_scores.rules.inputs import FORMULA, Inputs, as_json, digest, from_json
from services.performance.review_scores.rules.levels import Score, check_proposal, displayed, rounded, scored
from services.performance.review_templates.rules import ReviewRole
from services.performance.scoring_policies.rules import ScoringRules, read
from shared.problems import NotFound
from shared.work import Reading, Work

NAMED = frozenset({ReviewRole.SELF, ReviewRole.MANAGER, ReviewRole.SECOND_MANAGER, ReviewRole.DOTTED_LINE})
"""Roles whose writers are known; of the others nobody but HR is told more than the whole."""
NOBODY = UUID(int=0)
MOST_CHANGES = 1_000


async def calculate(work: Work, review: Review) -> None:
    """From what is submitted; where nothing changed since, the row that stands is enough."""
    [said] = await work.rows(SAID, review_id=review.id, cycle_id=None)
    inputs = assembled(orjson.loads(said["said"]))
    stored, last = as_json(inputs), await _last(work, review.id)
    calculated = last.get(ScoreStage.CALCULATED)
    if calculated is not None and calculated["inputs_hash"] == digest(stored):
        return
    found = scored(inputs)
    row = {"value": found.value, "coverage": found.coverage, "level": found.level, "not_rated": found.not_rated}
    _add(work, review, last, ScoreStage.CALCULATED, row | {"inputs": stored, "inputs_hash": digest(stored)})


async def propose(work: Work, review: Review, level: int, justification: str | None) -> None:
    """F14: beside what was calculated, which stays."""
    last = await _last(work, review.id)
    calculated = last.get(ScoreStage.CALCULATED)
    [said] = await work.rows(SAID, review_id=review.id, cycle_id=None)
    levels = len(orjson.loads(said["said"])["levels"])
    check_proposal(calculated["level"] if calculated else None, level, levels, justification)
    _add(work, review, last, ScoreStage.PROPOSED, {"level": level, "justification": justification})


async def explain(work: Reading, review_id: UUID) -> schemas.ScoreExplanation:
    row = await work.row(SCORE_IN_FORCE, review_id=review_id)
    if row is None:
        raise NotFound("Nothing was calculated yet.")
    stored = orjson.loads(row["inputs"])
    inputs, sees_all = from_json(stored), work.actor.has("reviews:read:all")
    found = scored(inputs)
    same = (found.value, found.coverage, found.level) == (row["value"], row["coverage"], row["level"])
    return schemas.ScoreExplanation(
        review_id=review_id,
        score_id=row["id"],
        stage=row["stage"],
        formula_version=stored["formula"],
        inputs_hash=row["inputs_hash"],
        reproduced=same and digest(as_json(inputs)) == row["inputs_hash"] and stored["formula"] == FORMULA,
        value=_number(found.value),
        shown=_number(displayed(found.value, inputs.scale)),
        coverage=float(found.coverage),
        level=found.level,
        not_rated=found.not_rated,
        vetoes=list(found.vetoes),
        sections=_sections(found, inputs, sees_all),
        policy=stored["policy"],
        inputs=stored if sees_all else None,
    )


async def what_if(work: Reading, cycle_id: UUID, rules: ScoringRules) -> schemas.WhatIf:
    """All reviews of the cycle by another policy, from the answers that count now."""
    rows = await work.rows(SAID, review_id=None, cycle_id=cycle_id)
    ids = [row["id"] for row in rows]
    now = {row["review_id"]: row["level"] for row in await work.rows(CALCULATED_OF, review_ids=ids)}
    then = {row["id"]: scored(assembled(orjson.loads(row["said"]), rules)).level for row in rows if row["id"] in now}
    changed = [id for id, level in then.items() if level != now[id]]
    changes = [schemas.WhatIfChange(review_id=id, level=now[id], level_then=then[id]) for id in changed[:MOST_CHANGES]]
    return schemas.WhatIf(
        reviews=len(then), levels=_counts(now.values()), levels_then=_counts(then.values()),
        changed=len(changed), changes=changes,
    )  # fmt: skip


def rules_in(policy: bytes) -> ScoringRules:
    """Of a policy as its callers see it."""
    return read(orjson.loads(policy)["rules"])


async def _last(work: Work, review_id: UUID) -> dict[str, Any]:
    return {row["stage"]: row for row in await work.rows(LAST_SCORES, review_id=review_id)}


def _add(work: Work, review: Review, last: dict[str, Any], stage: ScoreStage, values: dict[str, Any]) -> None:
    number = max((row["number"] for row in last.values()), default=0) + 1
    before = last[stage]["id"] if stage in last else None
    score = ReviewScore(
        review_id=review.id, number=number, stage=stage, supersedes_id=before, set_by_id=work.actor.id or NOBODY,
        **values,
    )  # fmt: skip
    work.add(score)
    work.note(f"review.score_{stage}", review, score_id=score.id)


def _counts(levels: Any) -> dict[str, int]:
    found = Counter("not_rated" if level is None else str(level) for level in levels)
    return dict(sorted(found.items()))


def _sections(found: Score, inputs: Inputs, sees_all: bool) -> list[schemas.SectionPart]:
    return [
        schemas.SectionPart(
            key=section.key,
            weight=_text(section.weight),
            value=_number(rounded(section.value)),
            coverage=float(rounded(section.covered) or 0),
            roles=[_role(role, sees_all) for role in section.roles if sees_all or role.role in NAMED],
        )
        for section in found.parts.sections
    ]


def _role(role: RoleScore, sees_all: bool) -> schemas.RolePart:
    shown = sees_all or not role.hidden
    return schemas.RolePart(
        role=role.role, weight=_text(role.weight), value=_number(rounded(role.value)) if shown else None
    )


def _number(number: Any) -> float | None:
    return None if number is None else float(number)


def _text(number: Any) -> str:
    return f"{(rounded(number) or Decimal(0)).normalize():f}"
