from sqlalchemy.orm import Mapped, mapped_column

from services.performance.company_values.rules import ValueStatus
from services.performance.tables import Table
from shared.database.records import unique


class CompanyValue(Table):
    __tablename__ = "company_values"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    status: Mapped[ValueStatus] = mapped_column(default=ValueStatus.ACTIVE)
