from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.performance.people_files.rules.plan import RowOutcome
from services.performance.people_files.rules.wishes import ImportMode
from services.performance.tables import Table, belongs_to
from shared.database.records import unique

Json = dict[str, Any]


class ImportMapping(Table):
    """How a source calls our columns, and the words with which it says nothing."""

    __tablename__ = "import_mappings"
    __table_args__ = (unique("name"),)

    name: Mapped[str]
    source: Mapped[str]
    columns: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    sentinels: Mapped[Json] = mapped_column(JSONB)


class PeopleImport(Table):
    """An import that a job does; what was sent is kept until it is done, the way to read it as it was then."""

    __tablename__ = "people_imports"

    source: Mapped[str]
    mode: Mapped[ImportMode]
    max_terminations_percent: Mapped[int]
    link_by_email: Mapped[bool]
    dry_run: Mapped[bool]
    dictionary: Mapped[Json] = mapped_column(JSONB)
    is_json: Mapped[bool]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    row_count: Mapped[int]
    summary: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    finished_at: Mapped[datetime | None]


class PeopleImportResult(Table):
    """What became of a row, or of somebody who is in none; of what is unchanged only the number is kept."""

    __tablename__ = "people_import_results"
    __table_args__ = (unique("import_id", "place"), belongs_to("people_imports", "import_id"))

    import_id: Mapped[UUID]
    place: Mapped[int]
    index: Mapped[int | None]
    external_id: Mapped[str | None]
    outcome: Mapped[RowOutcome]
    changes: Mapped[Json] = mapped_column(JSONB)
    problem: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
