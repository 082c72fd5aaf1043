from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.performance.org_units import rules, schemas
from services.performance.org_units.queries import HISTORY, STANDING_ABOVE, TREE, org_units
from services.performance.people.models import OrgUnit, OrgUnitVersion
from services.performance.people.rules.lines import Line
from services.performance.people.service.lines import hold_reporting_lines, refuse_closed
from shared.answers import Document, Page
from shared.problems import NotFound
from shared.schemas import TransitionRequest
from shared.work import Reading, Work

TREE_OF_UNITS = "org units"


async def create(work: Work, data: schemas.OrgUnitCreate) -> Document[schemas.OrgUnit]:
    """A new unit has none below it yet, so no circle can close."""
    await work.hold(TREE_OF_UNITS)
    await refuse_closed(work, data.parent_id, "/parent_id")
    unit = work.add(OrgUnit(code=data.code))
    began = data.effective_from or work.today
    said = data.model_dump(exclude={"code", "effective_from"})
    work.add(OrgUnitVersion(org_unit_id=unit.id, effective_from=began, **said))
    work.note("org_unit.created", unit)
    return await org_units.show(work, unit.id)


async def patch(work: Work, id: UUID, data: schemas.OrgUnitPatch) -> Document[schemas.OrgUnit]:
    unit = await org_units.load(work, id, "update")
    if work.change(unit, data.model_dump()):
        work.note("org_unit.updated", unit)
    return await org_units.show(work, id)


async def transition(work: Work, id: UUID, data: TransitionRequest) -> Document[schemas.OrgUnit]:
    """Nobody comes into the unit meanwhile, and no unit is put there."""
    await hold_reporting_lines(work)
    await work.hold(TREE_OF_UNITS)
    unit = await org_units.advance(work, id, data.action, data.reason)
    work.note(f"org_unit.{data.action}", unit, reason=data.reason)
    return await org_units.show(work, id)


async def history(work: Reading, id: UUID) -> Document[schemas.OrgUnitVersions]:
    await org_units.show(work, id)
    return Document((await work.value(HISTORY, id=id)).encode())


async def set_version(work: Work, id: UUID, data: schemas.OrgUnitVersionSet) -> Document[schemas.OrgUnit]:
    """One version a day: a second for the same day corrects the first. The tree stands still, so no circle closes."""
    await work.hold(TREE_OF_UNITS)
    unit = await org_units.load(work, id, "update")
    await refuse_closed(work, data.parent_id, "/parent_id")
    wanted = data.model_dump() | {"effective_from": data.effective_from or work.today}
    versions = await _versions(work, id)
    known = next((one for one in versions if one.effective_from == wanted["effective_from"]), None)
    if known is None:
        work.add(OrgUnitVersion(org_unit_id=id, **wanted))
    elif not work.change(known, wanted):
        return await org_units.show(work, id)
    await _refuse_circle(work, id)
    work.touch(unit)
    work.note("org_unit.version_set", unit, about=known, **wanted)
    return await org_units.show(work, id)


async def delete_version(work: Work, id: UUID, version_id: UUID) -> None:
    """What comes before goes on instead, so a circle can close."""
    await work.hold(TREE_OF_UNITS)
    unit = await org_units.load(work, id, "update")
    versions = await _versions(work, id)
    planned = next((one for one in versions if one.id == version_id), None)
    if planned is None:
        raise NotFound()
    rules.check_deletable(planned.effective_from, (one.effective_from for one in versions), work.today)
    await work.session.delete(planned)
    await _refuse_circle(work, id)
    work.touch(unit)
    work.note("org_unit.version_deleted", unit, effective_from=planned.effective_from)


async def show_tree(work: Reading, id: UUID, query: schemas.OrgUnitTreeQuery) -> Page[schemas.OrgUnitNode]:
    """The cursor is the way to the last unit shown, so a page goes on also where that unit has moved meanwhile."""
    bound_to = repr(("OrgUnitNode", work.actor.org_id, id, query.as_of, query.depth))
    after = work.cursors.open(query.cursor, bound_to)[0] if query.cursor else None
    asked = {"id": id, "as_of": query.as_of or work.today, "depth": query.depth, "limit": query.limit + 1}
    rows = await work.rows(TREE, after_key=after, **asked)
    if not rows and query.cursor is None:
        raise NotFound()
    return work.cursors.page(rows, query.limit, bound_to)


async def _versions(work: Work, id: UUID) -> Sequence[OrgUnitVersion]:
    return (await work.session.scalars(select(OrgUnitVersion).where(OrgUnitVersion.org_unit_id == id))).all()


async def _refuse_circle(work: Work, id: UUID) -> None:
    rows = await work.rows(STANDING_ABOVE, id=id)
    rules.refuse_circle(id, (Line(row["org_unit_id"], row["effective_from"], row["parent_id"]) for row in rows))
