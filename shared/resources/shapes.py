"""How a record becomes JSON inside PostgreSQL: the schema's fields, in its order, each from a column or derived."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, DateTime, Select, SQLColumnExpression, Text, cast, func, select
from sqlalchemy.sql.selectable import LateralFromClause

AnySelect = Select[*tuple[Any, ...]]

MILLISECONDS = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def instant(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """RFC 3339 in UTC, to the millisecond."""
    return func.to_char(column.op("AT TIME ZONE")("UTC"), MILLISECONDS)


def one_of(query: AnySelect) -> ColumnElement[Any]:
    """The row of a correlated query as a JSON object, or null."""
    return select(func.row_to_json(query.subquery().table_valued())).scalar_subquery()


def all_of(query: AnySelect) -> ColumnElement[Any]:
    """The rows of a correlated query as a JSON array, never null."""
    rows = func.json_agg(query.subquery().table_valued())
    return select(func.coalesce(rows, func.json_build_array())).scalar_subquery()


def columns_of(shape: type[BaseModel], record: Any, derived: Mapping[str, ColumnElement[Any]]) -> list[Any]:
    """One column a field; a field that exists nowhere is an error when the service starts."""
    return [_column(derived.get(name, getattr(record, name, None)), name, shape) for name in shape.model_fields]


def _column(column: Any, name: str, shape: type[BaseModel]) -> Any:
    if column is None:
        raise TypeError(f"{shape.__name__}.{name} is neither a column nor derived")
    return (instant(column) if isinstance(column.type, DateTime) else column).label(name)


def document(columns: list[Any], beside: list[Any]) -> tuple[LateralFromClause, ColumnElement[str]]:
    """The row to join laterally to what stands beside it and, from it, the JSON text."""
    row = select(*columns).correlate(*beside).lateral("document")
    return row, cast(func.row_to_json(row.table_valued()), Text).label("body")
