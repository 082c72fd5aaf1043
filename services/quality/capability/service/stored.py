"""Capability from the subgroups of a characteristic."""

from asyncio import to_thread
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from services.quality.capability import schemas
from services.quality.capability.queries import SUBJECT
from services.quality.capability.rules.fitted import EmpiricalNeedsThousand, PositiveValuesRequired
from services.quality.capability.rules.specification import Specification
from services.quality.capability.service.answers import answer
from services.quality.capability.service.pictures import picture_of
from services.quality.characteristics.rules import ALWAYS
from services.quality.charts.queries.charts import MATERIAL
from services.quality.charts.rules.judging import FOR_EVER
from services.quality.measurements.rules import EXCLUDED
from services.quality.pictures.rules.histogram import vega_lite
from services.quality.pictures.service import PICTURES, drawn
from services.quality.spc.rules.data_kinds import DataKind
from services.quality.spc.rules.observations import InsufficientData, observations
from shared.answers import Document, File
from shared.problems import Conflict, NotFound
from shared.work import Reading

Row = Mapping[str, Any]

USUAL_LAST = 100
MOST_SUBGROUPS = 10_000
LIMITS = ("lsl", "usl", "target")


class NotOnAScale(Conflict):
    """Capability is of what is measured on a scale; of defects and defectives see the yields."""


class NothingSpecified(Conflict):
    """Capability compares with a specification, and this characteristic has neither of its limits."""


async def judge(
    work: Reading, characteristic_id: UUID, query: schemas.CapabilityQuery, wanted: str
) -> Document[schemas.CharacteristicCapability] | File:
    rows = await _measured(work, characteristic_id, query)
    counted = [row for row in rows if row["status"] != EXCLUDED]
    subject = await _subject(work, characteristic_id, counted)
    specification = _specification(subject)
    if not counted:
        raise InsufficientData("There are no measurements in this period.")
    said = {"subgroups": len(counted), "excluded": len(rows) - len(counted), "specification": specification}
    with _about_the_query():
        return await to_thread(_judged, counted, said | _named(subject), query, wanted)


def _judged(
    counted: Sequence[Row], said: dict[str, Any], query: schemas.CapabilityQuery, wanted: str
) -> Document[schemas.CharacteristicCapability] | File:
    spec = Specification(*(said["specification"][name] for name in LIMITS))
    measured = observations([row["values"] for row in counted])
    found = answer(measured, spec, query)
    if wanted not in PICTURES:
        return Document(orjson.dumps(found | said))
    of = said["characteristic"]
    picture = picture_of(found, measured.values, spec, f"{of['code']} {of['name']}: capability", of["unit"])
    return drawn(vega_lite(picture), wanted, name=f"{of['code']}-capability")


async def _measured(work: Reading, characteristic_id: UUID, query: schemas.CapabilityQuery) -> list[Row]:
    """In the order of time."""
    in_period = query.taken_since is not None or query.taken_before is not None
    last = query.last or (MOST_SUBGROUPS if in_period else USUAL_LAST)
    period = {"taken_since": query.taken_since or ALWAYS, "taken_before": query.taken_before or FOR_EVER}
    rows = await work.rows(MATERIAL, characteristic_id=characteristic_id, context=None, last=last, **period)
    return rows[::-1]


async def _subject(work: Reading, characteristic_id: UUID, counted: Sequence[Row]) -> Row:
    first, last = (counted[0]["taken_at"], counted[-1]["taken_at"]) if counted else (work.now, work.now)
    subject = await work.row(SUBJECT, characteristic_id=characteristic_id, taken_from=first, taken_to=last)
    if subject is None:
        raise NotFound()
    return subject


def _specification(subject: Row) -> dict[str, Any]:
    if subject["data_kind"] != DataKind.VARIABLE:
        raise NotOnAScale()
    found: dict[str, Any] = orjson.loads(subject["specification"])
    if found["lsl"] is None and found["usl"] is None:
        raise NothingSpecified()
    return found


@contextmanager
def _about_the_query() -> Iterator[None]:
    """What is stored does not suit the distribution that was asked for."""
    try:
        yield
    except (PositiveValuesRequired, EmpiricalNeedsThousand) as problem:
        problem.errors = tuple(replace(error, pointer="?distribution") for error in problem.errors)
        raise


def _named(subject: Row) -> dict[str, Any]:
    said = {name: subject[name] for name in ("specification_revised", "taken_from", "taken_to")}
    return said | {"characteristic": {name: subject[name] for name in ("id", "code", "name", "unit")}}
