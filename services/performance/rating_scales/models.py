from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.form_versions.models import FormVersion, numbered
from services.performance.tables import Table


class RatingScale(FormVersion, Table):
    """`levels` rise from ordinal 1; their values are texts, so that no digit is lost."""

    __tablename__ = "rating_scales"
    __table_args__ = numbered("rating_scales")

    levels: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
