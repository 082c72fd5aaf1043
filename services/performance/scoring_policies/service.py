from typing import Any
from uuid import UUID

from services.performance.form_versions import service as versions
from services.performance.scoring_policies import schemas
from services.performance.scoring_policies.queries import scoring_policies
from services.performance.scoring_policies.rules import check_policy, written
from shared.answers import Document
from shared.work import Work


async def draft(work: Work, data: schemas.ScoringPolicyCreate) -> Document[schemas.ScoringPolicy]:
    return await versions.draft(work, scoring_policies, {"code": data.code, "name": data.name} | _rules(data.rules))


async def patch(work: Work, id: UUID, data: schemas.ScoringPolicyPatch) -> Document[schemas.ScoringPolicy]:
    said: Any = data.rules
    rules = _rules(said) if "rules" in data.model_fields_set else {}
    return await versions.patch(work, scoring_policies, id, data.model_dump(exclude={"rules"}) | rules)


def _rules(said: schemas.ScoringRulesSet) -> dict[str, Any]:
    meant = said.meant()
    check_policy(meant)
    return {"rules": written(meant)}
