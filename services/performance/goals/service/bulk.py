from uuid import UUID

from services.performance.goals import schemas
from services.performance.goals.models import Goal
from services.performance.goals.queries.documents import goals
from services.performance.goals.rules.limits import NamedTwice, PatchOrTransition
from services.performance.goals.service.closing import keep
from services.performance.goals.service.goals import MOVES_NUMBERS, Bounds, bounds, change, moves, permitted, step
from services.performance.goals.service.progress import hold_tree, lock, work_out
from shared.answers import Document
from shared.bulk import Bulk, BulkOutcome, BulkQuery, BulkReport
from shared.problems import NotFound, VersionMismatch
from shared.resources.resource import Held
from shared.work import Work


async def update(work: Work, query: BulkQuery, data: schemas.GoalsUpdate) -> Document[BulkReport]:
    """Row by row what one command does, in as many statements for all of them as for one."""
    await hold_tree(work, move=any(row.patch is not None and moves(row.patch) for row in data.rows))
    await lock(work, [row.id for row in data.rows])
    held = await goals.hold(work, [row.id for row in data.rows])
    within, bulk, changed = await _bounds(work, held, data), Bulk(atomic=query.atomic), set()
    for row in data.rows:
        with bulk.row():
            if row.id in changed:
                raise NamedTwice()
            if _update(work, row, held.get(row.id), within):
                changed.add(row.id)
            bulk.done(BulkOutcome.UPDATED if row.id in changed else BulkOutcome.UNCHANGED, row.id)
        if row.id in held and row.id not in changed:
            within.places.put(row.id, held[row.id].record.place)
    for id in changed:
        within.places.check(id, ())
    moved = [row.id for row in data.rows if row.id in changed and _moves_numbers(row)]
    if moved:
        await work_out(work, *moved)
        await keep(work, [row.id for row in data.rows if row.id in changed and _action(row) == "grade"])
    return bulk.report()


async def _bounds(work: Work, held: dict[UUID, Held[Goal]], data: schemas.GoalsUpdate) -> Bounds:
    seen = [(held[row.id].record, row) for row in data.rows if row.id in held]
    patched = [(goal, row.patch) for goal, row in seen if row.patch is not None]
    reopened = [goal for goal, row in seen if _action(row) == "reopen"]
    return await bounds(work, patched, reopened=reopened)


def _update(work: Work, row: schemas.GoalUpdate, held: Held[Goal] | None, within: Bounds) -> bool:
    if held is None:
        raise NotFound()
    if row.version not in (None, held.record.version):
        raise VersionMismatch(current=held.record.version)
    if row.patch is not None and row.transition is None:
        return change(work, permitted(held, row.patch), row.patch, within)
    if row.transition is None or row.patch is not None:
        raise PatchOrTransition()
    step(work, held, row.transition, within.weights)
    return True


def _action(row: schemas.GoalUpdate) -> str | None:
    return None if row.transition is None else row.transition.action


def _moves_numbers(row: schemas.GoalUpdate) -> bool:
    return row.patch is None or bool(MOVES_NUMBERS & row.patch.model_fields_set)
