from services.performance.goals import schemas
from services.performance.goals.models import Goal
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules.limits import NamedTwice, PatchOrTransition
from services.performance.goals.rules.states import act_of
from services.performance.goals.service.goals import change, step
from services.performance.goals.service.progress import hold_tree, roll_up
from shared.answers import Document
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.problems import NotFound, VersionMismatch
from shared.resources.resource import Held
from shared.work import Work


async def update(work: Work, query: BulkQuery, data: schemas.GoalsUpdate) -> Document[BulkReport]:
    """Row by row what one command does, then one roll-up for all of them."""
    await hold_tree(work)
    held = await goals.hold(work, [row.id for row in data.rows])
    bulk, changed = Bulk(atomic=query.atomic), []
    for row in data.rows:
        with bulk.row():
            if row.id in changed:
                raise NamedTwice()
            if await _update(work, row, held.get(row.id)):
                changed.append(row.id)
                bulk.done(BulkOutcome.UPDATED, row.id)
            else:
                bulk.done(BulkOutcome.UNCHANGED, row.id)
    if changed:
        await roll_up(work, *changed)
    return bulk.report()


async def _update(work: Work, row: schemas.GoalUpdate, held: Held[Goal] | None) -> bool:
    if held is None:
        raise NotFound()
    if row.version not in (None, held.record.version):
        raise VersionMismatch(current=held.record.version)
    if row.patch is not None and row.transition is None:
        return await change(work, goals.permit(held, act_of(row.patch.model_fields_set)), row.patch)
    if row.transition is None or row.patch is not None:
        raise PatchOrTransition()
    await step(work, held, row.transition)
    return True
