"""What judging writes, in one statement: signals that are raised, moved or taken back, and what is remembered."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Delete,
    Double,
    Insert,
    Text,
    Update,
    Uuid,
    and_,
    any_,
    cast,
    delete,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.quality.charts.models import ChartMemory, Signal
from services.quality.charts.rules.states import SignalStatus
from shared.database.statements import Statement, argument, rows_given
from shared.resources.viewer import Viewer

_at = DateTime(timezone=True)
RAISED: dict[str, Any] = {
    "id": Uuid, "chart_id": Uuid, "limit_set_id": Uuid, "subgroup_id": Uuid, "taken_at": _at, "statistic": Text,
    "rule": Text, "window_ids": Text, "ack_due_at": _at,
}  # fmt: skip
SHIFTED: dict[str, Any] = {"id": Uuid, "limit_set_id": Uuid, "window_ids": Text}
FORGOTTEN: dict[str, Any] = {"chart_id": Uuid, "since": _at, "until": _at}
REMEMBERED: dict[str, Any] = {"id": Uuid, "chart_id": Uuid, "limit_set_id": Uuid, "taken_at": _at, "state": Text}
NEW: dict[str, Any] = {"version": literal(1), "created_at": Viewer.now, "updated_at": Viewer.now}


def _added(table: Any, prefix: str, kinds: dict[str, Any], **others: ColumnElement[Any]) -> Insert:
    given = rows_given(prefix, **kinds)
    columns: dict[str, Any] = {name: given.c[name] for name in kinds} | NEW
    for name, kind in (("window_ids", Uuid), ("state", Double)):
        if name in kinds:
            columns[name] = cast(given.c[name], ARRAY(kind))
    columns |= others
    rows = select(*(column.label(name) for name, column in columns.items()))
    return insert(table).from_select([*columns], rows, include_defaults=False)


def _fallen() -> Update:
    these = update(Signal).where(Signal.id == any_(argument("fallen", ARRAY(Uuid))))
    return these.values(status=SignalStatus.SUPERSEDED, updated_at=Viewer.now, version=Signal.version + 1)


def _shifted() -> Update:
    """The same verdict from other points: the signal stays, and so does what was done about it."""
    given = rows_given("shifted_", **SHIFTED)
    changed = {
        "limit_set_id": given.c.limit_set_id,
        "window_ids": cast(given.c.window_ids, ARRAY(Uuid)),
        "updated_at": Viewer.now,
        "version": Signal.version + 1,
    }
    return update(Signal).where(Signal.id == given.c.id).values(changed)


def _forgotten() -> Delete:
    span = rows_given("forgotten_", **FORGOTTEN)
    within = and_(ChartMemory.taken_at >= span.c.since, ChartMemory.taken_at <= span.c.until)
    return delete(ChartMemory).where(ChartMemory.chart_id == span.c.chart_id, within)


SETTLING = Statement(
    select(literal(1)).add_cte(
        _fallen().cte("fallen"),
        _shifted().cte("shifted"),
        _added(Signal.__table__, "raised_", RAISED, status=literal(SignalStatus.OPEN.value)).cte("raised"),
        _forgotten().cte("forgotten"),
        _added(ChartMemory.__table__, "remembered_", REMEMBERED).cte("remembered"),
    )
)
