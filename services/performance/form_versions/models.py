from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.form_versions.rules import DRAFT, VersionStatus
from shared.database.records import unique


class FormVersion:
    """What every version has; `code` is what its versions have in common, `number` counts them."""

    code: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    status: Mapped[VersionStatus] = mapped_column(default=DRAFT)
    published_at: Mapped[datetime | None]


def numbered(table: str) -> tuple[Any, ...]:
    """What holds of the versions in this table: one of each number, and one draft of each code."""
    return (
        unique("code", "number"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="published_at"),
        Index(f"uq_{table}_draft", "org_id", "code", unique=True, postgresql_where=text("status = 'draft'")),
    )
