from uuid import UUID

from sqlalchemy.orm import Mapped

from services.quality.tables import Table
from shared.database.records import unique


class Process(Table):
    """`owner_id` is a person of the performance service; quality keeps no names."""

    __tablename__ = "processes"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    owner_id: Mapped[UUID | None]
