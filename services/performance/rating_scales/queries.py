from services.performance.form_versions.queries import versions_of
from services.performance.rating_scales import schemas
from services.performance.rating_scales.models import RatingScale

rating_scales = versions_of(schemas.RatingScale, RatingScale)
