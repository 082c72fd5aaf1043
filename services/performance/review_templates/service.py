from decimal import Decimal
from typing import Any
from uuid import UUID

from services.performance.form_versions import service as versions
from services.performance.review_templates import schemas
from services.performance.review_templates.queries import LEVELS_OF, review_templates
from services.performance.review_templates.rules import check_template
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.work import Work


async def draft(work: Work, data: schemas.ReviewTemplateCreate) -> Document[schemas.ReviewTemplate]:
    check_template(data.sections, data.sum_to_100, await _levels(work, data.rating_scale_id))
    return await versions.draft(work, review_templates, data.model_dump(mode="python"))


async def patch(work: Work, id: UUID, data: schemas.ReviewTemplatePatch) -> Document[schemas.ReviewTemplate]:
    """What is sent is judged together with what stays."""
    known = await review_templates.load(work, id, "update")
    said = data.model_dump(mode="python")
    names = ("code", "name", "rating_scale_id", "sum_to_100", "sections")
    whole = {name: getattr(known, name) for name in names} | said
    template = schemas.ReviewTemplateCreate.model_validate(whole | {"sections": _numbers(whole["sections"])})
    check_template(template.sections, template.sum_to_100, await _levels(work, template.rating_scale_id))
    return await versions.patch(work, review_templates, id, said)


def _numbers(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As they were sent: weights are stored as texts."""
    return [
        section | _weighed(section) | {"items": [item | _weighed(item) for item in section["items"]]}
        for section in sections
    ]


def _weighed(part: dict[str, Any]) -> dict[str, Any]:
    return {"weight": Decimal(part["weight"])}


async def _levels(work: Work, rating_scale_id: UUID) -> int:
    scale = await work.row(LEVELS_OF, rating_scale_id=rating_scale_id)
    if scale is None or not scale["published"]:
        wrong = FieldError("/rating_scale_id", "not_found", "there is no such published scale")
        raise ReferenceNotFound(errors=[wrong])
    return int(scale["levels"])
