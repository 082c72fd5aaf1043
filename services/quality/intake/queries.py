from typing import Any

from sqlalchemy import DateTime, Double, Integer, Text, Uuid, and_, any_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, insert

from services.quality.characteristics.models import Characteristic, SpecificationRevision
from services.quality.gages.models import Gage
from services.quality.intake.rules.rows import CONTENT
from services.quality.measurements.models import Subgroup, SubgroupMark
from services.quality.measurements.queries import STATUS
from shared.database.statements import Statement, argument, rows_given
from shared.resources.viewer import Viewer

SAME: dict[str, Any] = {"version": literal(1), "created_at": Viewer.now, "updated_at": Viewer.now}


def _in_time(what: Any) -> Any:
    revision = SpecificationRevision
    ordered = select(func.array_agg(aggregate_order_by(what, revision.valid_from)))
    return ordered.where(revision.characteristic_id == Characteristic.id).correlate(Characteristic).scalar_subquery()


MEASURABLE = Statement(
    select(
        Characteristic.id,
        Characteristic.code,
        Characteristic.version,
        Characteristic.data_kind,
        _in_time(SpecificationRevision.id).label("specification_ids"),
        _in_time(SpecificationRevision.valid_from).label("valid_from"),
    ).where(
        or_(
            Characteristic.id == any_(argument("ids", ARRAY(Uuid))),
            Characteristic.code == any_(argument("codes", ARRAY(Text))),
        )
    )
)

FITNESS = Statement(
    select(Gage.id, Gage.code, Gage.status, Gage.out_since, Gage.next_due_on).where(
        or_(Gage.id == any_(argument("ids", ARRAY(Uuid))), Gage.code == any_(argument("codes", ARRAY(Text))))
    )
)


def _addition() -> Statement:
    """All new subgroups of a batch at once; what is there already stays."""
    kinds: dict[str, Any] = {
        "id": Uuid, "characteristic_id": Uuid, "taken_at": DateTime(timezone=True), "values": Text, "count": Integer,
        "size": Integer, "exposure": Double, "context": Text, "note": Text, "gage_id": Uuid, "specification_id": Uuid,
        "source": Text, "external_id": Text, "revision": Integer, "supersedes_id": Uuid, "correction_reason": Text,
    }  # fmt: skip
    given = rows_given(**kinds)
    as_sent: dict[str, Any] = {name: given.c[name] for name in kinds}
    as_sent |= {"values": cast(given.c["values"], ARRAY(Double)), "context": cast(given.c.context, JSONB)}
    columns = as_sent | SAME | {"recorded_by": Viewer.id}
    rows = select(*(column.label(name) for name, column in columns.items()))
    table = Subgroup.__table__
    added = insert(table).from_select([*columns], rows, include_defaults=False)
    return Statement(added.on_conflict_do_nothing().returning(table.c.id))


ADDITION = _addition()


def _known() -> Statement:
    """Every revision of some external ids, the first of each first."""
    given = rows_given(source=Text, external_id=Text)
    content = [getattr(Subgroup, name) for name in CONTENT if name != "context"]
    same = and_(Subgroup.source == given.c.source, Subgroup.external_id == given.c.external_id)
    content.append(cast(Subgroup.context, Text).label("context"))  # decoded here or there, by which driver runs it
    key = Subgroup.source, Subgroup.external_id, Subgroup.id, Subgroup.revision, STATUS.label("status")
    return Statement(select(*key, *content).select_from(given).join(Subgroup, same).order_by(Subgroup.revision))


KNOWN = _known()


def _marking() -> Statement:
    kinds: dict[str, Any] = {"id": Uuid, "subgroup_id": Uuid, "status": Text, "reason": Text, "assignable_cause": Text}
    given = rows_given(**kinds)
    columns = {name: given.c[name] for name in kinds} | SAME | {"marked_by": Viewer.id}
    rows = select(*(column.label(name) for name, column in columns.items()))
    return Statement(insert(SubgroupMark.__table__).from_select([*columns], rows, include_defaults=False))


MARKING = _marking()

PLACE = Statement(
    select(Subgroup.characteristic_id, Subgroup.taken_at, STATUS.label("status")).where(
        Subgroup.id == argument("id", Uuid)
    )
)
