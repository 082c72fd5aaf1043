from typing import Any
from uuid import UUID

from services.performance.delegations import rules, schemas
from services.performance.delegations.models import Delegation
from services.performance.delegations.queries import AT_WORK, delegations
from shared.answers import Document
from shared.schemas import TransitionRequest
from shared.work import Work


async def create(work: Work, data: schemas.DelegationCreate) -> Document[schemas.Delegation]:
    delegator_id, valid_from = data.delegator_id or work.actor.id, data.valid_from or work.today
    if delegator_id != work.actor.id and not work.actor.has("delegations:write:all"):
        raise rules.NotYoursToLend()
    rules.check_delegate(delegator_id, data.delegate_id)
    rules.check_days(valid_from, data.valid_to, work.today)
    both: dict[str, Any] = {"delegator_id": delegator_id, "delegate_id": data.delegate_id}
    at_work = await work.row(AT_WORK, on=valid_from, **both)
    assert at_work is not None
    rules.check_at_work(**at_work)
    delegation = work.add(Delegation(**data.model_dump() | both | {"valid_from": valid_from}))
    work.note("delegation.created", delegation, **both, scopes=data.scopes)
    return await delegations.show(work, delegation.id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.Delegation]:
    delegation, status = await delegations.decide(work, id, data.action, data.reason)
    work.change(delegation, {"revoked_at": work.now})
    work.note(f"delegation.{status}", delegation, reason=data.reason)
    return await delegations.show(work, id)
