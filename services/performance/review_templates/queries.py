from sqlalchemy import Uuid, func, select

from services.performance.form_versions.queries import version_of, versions_of
from services.performance.form_versions.rules import PUBLISHED
from services.performance.rating_scales.models import RatingScale
from services.performance.review_templates import schemas
from services.performance.review_templates.models import ReviewTemplate
from shared.database.statements import Statement, argument

review_templates = versions_of(
    schemas.ReviewTemplate,
    ReviewTemplate,
    {"rating_scale": version_of(RatingScale, ReviewTemplate.rating_scale_id, ReviewTemplate)},
)

_usable = (RatingScale.status == PUBLISHED).label("published")
LEVELS_OF = Statement(
    select(func.jsonb_array_length(RatingScale.levels).label("levels"), _usable).where(
        RatingScale.id == argument("rating_scale_id", Uuid)
    )
)
"""How many levels a scale has, and whether something new may begin with it."""
