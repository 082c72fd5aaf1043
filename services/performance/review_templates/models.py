from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.form_versions.models import FormVersion, numbered
from services.performance.tables import Table, belongs_to


class ReviewTemplate(FormVersion, Table):
    __tablename__ = "review_templates"
    __table_args__ = (*numbered("review_templates"), belongs_to("rating_scales", "rating_scale_id"))

    rating_scale_id: Mapped[UUID]
    sum_to_100: Mapped[bool]
    sections: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
