from uuid import UUID

from services.performance.absences import rules, schemas
from services.performance.absences.queries import OVERLAPPING, absences
from services.performance.people.models import Absence
from shared.answers import Document
from shared.problems import FieldError
from shared.work import Work


async def create(work: Work, data: schemas.AbsenceCreate) -> Document[schemas.Absence]:
    await _hold_those_of(work, data.person_id)
    absence = work.add(Absence(**data.model_dump()))
    await _check_days(work, absence)
    _tell(work, "absence.created", absence, counts=absence.excluded_from_period)
    return await absences.show(work, absence.id)


async def patch(work: Work, id: UUID, data: schemas.AbsencePatch) -> Document[schemas.Absence]:
    absence = await absences.load(work, id, "update")
    await _hold_those_of(work, absence.person_id)
    counted = absence.excluded_from_period
    if work.change(absence, data.model_dump()):
        await _check_days(work, absence)
        _tell(work, "absence.updated", absence, counts=counted or absence.excluded_from_period)
    return await absences.show(work, id)


async def delete(work: Work, id: UUID) -> None:
    absence = await absences.load(work, id, "update")
    await work.session.delete(absence)
    _tell(work, "absence.deleted", absence, counts=absence.excluded_from_period)


async def _hold_those_of(work: Work, person_id: UUID) -> None:
    """One person's change one after the other, because that none overlap is a rule over several."""
    await work.hold(f"absences of {person_id}")


async def _check_days(work: Work, one: Absence) -> None:
    rules.check_days(one.starts_on, one.ends_on)
    named = {name: getattr(one, name) for name in ("id", "person_id", "starts_on", "ends_on")}
    known = await work.value(OVERLAPPING, **named)
    if known is not None:
        wrong = FieldError("/starts_on", rules.AbsencesOverlap.code, "other leave lasts on some of these days")
        raise rules.AbsencesOverlap(errors=[wrong], absence_id=known)


def _tell(work: Work, happened: str, absence: Absence, *, counts: bool) -> None:
    """The event never says why somebody is away; where the days count, what follows from them is worked out anew."""
    work.note(happened, absence, person_id=absence.person_id)
    if counts:
        work.enqueue(rules.JUDGE_THOSE_OF, {"person_id": str(absence.person_id)})
