"""The numbers of nonconformances as they are now: what the counters say, and what was touched since."""

from typing import Any

from sqlalchemy import Date, Numeric, Text, Uuid, any_, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.quality.counters.models import COUNTERS
from services.quality.counters.rules import EVERYTHING, Measure
from services.quality.suppliers.policy import BOUND_TO
from shared.database.statements import Statement
from shared.resources.shapes import AnySelect
from shared.resources.viewer import beforehand

FOLD = Statement(select(func.quality.fold_counts()))

_COLUMNS = {
    "supplier_id": Uuid, "process_id": Uuid, "measure": Text, "since": Date, "code": Text, "unit": Text,
    "value": Numeric,
}  # fmt: skip


_CHANGES = func.quality.changes_of_counts().table_valued(*(column(*one) for one in _COLUMNS.items()))
CHANGES = select(*(_CHANGES.c[name] for name in _COLUMNS)).cte("changes")
_ALL = literal(EVERYTHING, Uuid)


def counted(*measures: Measure, name: str, process_id: Any = _ALL, since: Any = None, before: Any = None) -> Any:
    """Rows of these measures, of what the viewer may see: a supplier's people are told of theirs, others of all."""
    bounds = process_id, since, before
    kept, changed = (_slice(source.c, measures, *bounds) for source in (COUNTERS, CHANGES))
    return kept.union_all(changed).cte(name)


def _slice(of: Any, measures: tuple[Measure, ...], process_id: Any, since: Any, before: Any) -> AnySelect:
    supplier = beforehand(func.coalesce(BOUND_TO.correlate(None).scalar_subquery(), _ALL))
    wanted = of.measure == any_(literal([measure.value for measure in measures], ARRAY(Text)))
    found = select(of.measure, of.since, of.code, of.unit, of.value).where(
        of.supplier_id == supplier, of.process_id == beforehand(func.coalesce(process_id, _ALL)), wanted
    )
    if since is not None:
        found = found.where(of.since >= since)
    return found if before is None else found.where(of.since < before)
