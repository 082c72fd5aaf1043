from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    DateTime,
    Double,
    Integer,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, insert

from services.quality.characteristics.models import Characteristic, SpecificationRevision
from services.quality.gage_deviations.models import GageDeviation
from services.quality.gage_deviations.rules import REFUSED
from services.quality.gages.models import Gage
from services.quality.intake.rules.batch import CONTENT
from services.quality.measurements.models import Subgroup, SubgroupMark
from services.quality.measurements.queries import STATUS
from services.quality.measurements.rules import VOIDED
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


APPROVED_DEVIATIONS = Statement(
    select(
        GageDeviation.id,
        GageDeviation.gage_id,
        GageDeviation.valid_from,
        func.least(GageDeviation.valid_until, GageDeviation.withdrawn_at).label("valid_until"),
    ).where(
        GageDeviation.id == any_(argument("ids", ARRAY(Uuid))),
        GageDeviation.decided_by.is_not(None),
        GageDeviation.status != REFUSED,
    )
)

STORED: dict[str, Any] = {
    "id": Uuid, "characteristic_id": Uuid, "taken_at": DateTime(timezone=True), "values": Text, "count": Integer,
    "size": Integer, "exposure": Double, "context": Text, "note": Text, "gage_id": Uuid, "gage_deviation_id": Uuid,
    "specification_id": Uuid, "source": Text, "external_id": Text, "revision": Integer, "supersedes_id": Uuid,
    "correction_reason": Text,
}  # fmt: skip
KINDS = STORED | {"place": Integer}
"""How columns are sent."""


def _sent(names: Iterable[str], differing: frozenset[str]) -> tuple[TableValuedAlias, dict[str, Any]]:
    """The rows given, and each of their columns: one value a row, or one for all, which is not sent for each."""
    given = rows_given(**{name: KINDS[name] for name in names if name in differing})
    sent: dict[str, Any] = {name: given.c[name] if name in differing else argument(name, KINDS[name]) for name in names}
    return given, sent | {"values": cast(sent["values"], ARRAY(Double)), "context": cast(sent["context"], JSONB)}


@cache
def addition(differing: frozenset[str]) -> Statement:
    """All new subgroups of a batch at once; what is there already stays. Answers the ids of those that were new."""
    given, sent = _sent(STORED, differing)
    columns = sent | SAME | {"recorded_by": Viewer.id}
    rows = select(*(column.label(name) for name, column in columns.items())).select_from(given)
    table = Subgroup.__table__
    added = insert(table).from_select([*columns], rows, include_defaults=False).on_conflict_do_nothing()
    return Statement(added.returning(table.c.id))


@cache
def comparison(differing: frozenset[str]) -> Statement:
    """Every revision of what some rows are known by, in their order, and whether it says the same as the row."""
    given, sent = _sent(["place", "source", "external_id", *CONTENT], differing)
    same = and_(*(getattr(Subgroup, name).is_not_distinct_from(sent[name]) for name in CONTENT))
    columns = (
        Subgroup.id,
        Subgroup.revision,
        STATUS.in_([VOIDED.value]).label("voided"),
        Subgroup.characteristic_id,
        Subgroup.taken_at,
    )
    of_row = Subgroup.source == sent["source"], Subgroup.external_id == sent["external_id"]
    looked_up = select(*columns, same.label("same")).where(*of_row).order_by(Subgroup.revision).correlate(given)
    known = looked_up.offset(0).subquery().lateral()  # one by one, however little the planner knows of a new table
    return Statement(select(sent["place"], known).join_from(given, known, true()).order_by(sent["place"]))


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
