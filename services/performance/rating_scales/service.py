from typing import Any
from uuid import UUID

from services.performance.form_versions import service as versions
from services.performance.rating_scales import schemas
from services.performance.rating_scales.queries import rating_scales
from services.performance.rating_scales.rules import check_rising
from shared.answers import Document
from shared.work import Work


async def draft(work: Work, data: schemas.RatingScaleCreate) -> Document[schemas.RatingScale]:
    return await versions.draft(work, rating_scales, _values(data))


async def patch(work: Work, id: UUID, data: schemas.RatingScalePatch) -> Document[schemas.RatingScale]:
    return await versions.patch(work, rating_scales, id, _values(data))


def _values(data: schemas.RatingScaleCreate | schemas.RatingScalePatch) -> dict[str, Any]:
    values = data.model_dump(exclude={"levels"})
    if "levels" in data.model_fields_set:
        levels: Any = data.levels
        check_rising([level.value for level in levels])
        values["levels"] = schemas.stored(levels)
    return values
