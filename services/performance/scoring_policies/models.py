from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.form_versions.models import FormVersion, numbered
from services.performance.tables import Table


class ScoringPolicy(FormVersion, Table):
    __tablename__ = "scoring_policies"
    __table_args__ = numbered("scoring_policies")

    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
