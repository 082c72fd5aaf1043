"""What every table has: the tenant first in each key, an id made by us, times and a version."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from uuid_utils.compat import uuid7

CURRENT_ORG = text("nullif(current_setting('app.org_id', true), '')::uuid")


def _last_column(constraint: Any, _table: Table) -> str:
    """Every key starts with org_id, so the last column is the one that tells them apart."""
    return str(list(constraint.columns)[-1].name)


def metadata_of(schema: str) -> MetaData:
    return MetaData(
        schema=schema,
        naming_convention={
            "last_column": _last_column,
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(last_column)s",
            "uq": "uq_%(table_name)s_%(last_column)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        },
    )


def _words(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    str: Text(),
    list[str]: ARRAY(Text),
    UUID: Uuid(),
    # Text with a CHECK: under row-level security a native enum comparison can't use an index.
    StrEnum: Enum(StrEnum, native_enum=False, create_constraint=True, length=40, values_callable=_words),
}


class Record:
    """Columns and key of every table of a service; its `tables.py` mixes this into the service's own base."""

    __table__: ClassVar[Any]
    metadata: ClassVar[MetaData]
    untold: ClassVar[frozenset[str]] = frozenset()
    """Columns of which an event says that they changed, and neither from what nor to what."""
    apart: ClassVar[bool] = False
    """Whether no event of the record that it belongs to tells of it, because that one's readers may not know it."""

    org_id: Mapped[UUID] = mapped_column(primary_key=True, server_default=CURRENT_ORG, sort_order=-3)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-2)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), sort_order=10)
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"), sort_order=11)
    version: Mapped[int] = mapped_column(sort_order=12)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """An update of a row that changed meanwhile finds nothing, and that is a 412."""
        return {"version_id_col": cls.version, "eager_defaults": False}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None:
            _index_references(table)


def _index_references(table: Table) -> None:
    """PostgreSQL indexes no foreign key by itself, and a list by owner is what we ask for most.

    An index of some rows doesn't count, unless it has all that refer to anything.
    """
    begun = [list(index.columns) for index in table.indexes if _of_all_references(index)]
    begun += [list(kept.columns) for kept in table.constraints if isinstance(kept, UniqueConstraint)]
    for reference in table.foreign_key_constraints:
        columns = list(reference.columns)
        if all(known[: len(columns)] != columns for known in begun):
            Index(f"ix_{table.name}_{columns[-1].name}", *columns)


def _of_all_references(index: Index) -> bool:
    of = index.dialect_options["postgresql"]["where"]
    return of is None or str(of) in {f"{column.name} IS NOT NULL" for column in index.columns}


def unique(*columns: str, deferrable: bool | None = None, nulls_not_distinct: bool = False) -> UniqueConstraint:
    """Unique within the organisation; a refusal points to the last column."""
    one_null: dict[str, Any] = {"postgresql_nulls_not_distinct": True} if nulls_not_distinct else {}
    return UniqueConstraint("org_id", *columns, deferrable=deferrable, **one_null)


def references(schema: str) -> Callable[[str, str], ForeignKeyConstraint]:
    """`belongs_to("people", "owner_id")`: a foreign key that can't point into another organisation."""

    def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
        return ForeignKeyConstraint(["org_id", column], [f"{schema}.{table}.org_id", f"{schema}.{table}.id"])

    return belongs_to
