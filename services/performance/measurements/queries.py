from typing import Any
from uuid import UUID

from sqlalchemy import (
    Double,
    Integer,
    Numeric,
    Text,
    Uuid,
    any_,
    case,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased

from services.performance.measurements import schemas
from services.performance.measurements.models import Measurement
from services.performance.measurements.policy import visible_to
from services.performance.measurements.rules import Content
from services.performance.people.models import OrgUnit, Person
from services.performance.people.queries.references import org_unit_of, person_of
from services.performance.standards.models import ProductivityStandard
from services.performance.standards.queries import standard_of
from services.performance.standards.rules.precedence import Subject, one_subject
from services.performance.standards.rules.states import TargetSubject
from shared.database.statements import Statement, argument, rows_given
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, before, equals, since
from shared.work import Reading

_correction = aliased(Measurement)
_corrected = select(_correction.id).where(_correction.supersedes_id == Measurement.id).correlate(Measurement).exists()
STATUS = case((_corrected, "superseded"), (Measurement.void_reason.is_not(None), "voided"), else_="current")

measurements = Resource(
    schemas.Measurement,
    Measurement,
    visible=visible_to,
    derived={
        "standard": standard_of(Measurement),
        "person": person_of(Measurement.person_id, Measurement),
        "org_unit": org_unit_of(Measurement.org_unit_id, Measurement),
        "value": cast(Measurement.value, Double),
        "status": STATUS,
    },
    filters={
        "standard_id": equals(Measurement.standard_id),
        "person_id": equals(Measurement.person_id),
        "org_unit_id": equals(Measurement.org_unit_id),
        "ends_since": since(Measurement.ends_on),
        "ends_before": before(Measurement.ends_on),
        "source": equals(Measurement.source),
        "external_id": equals(Measurement.external_id),
        "status": among(STATUS),
    },
    sorts={"ends_on": Measurement.ends_on, "revision": Measurement.revision},
)

KEY_OF = Statement(select(Measurement.source, Measurement.external_id).where(Measurement.id == argument("id", Uuid)))

KNOWN = Statement(
    select(
        Measurement.external_id,
        Measurement.id,
        Measurement.revision,
        Measurement.recorded_by,
        *(getattr(Measurement, name) for name in Content._fields),
    )
    .where(
        Measurement.source == argument("source", Text),
        Measurement.external_id == any_(argument("external_ids", ARRAY(Text))),
    )
    .order_by(Measurement.revision)
)

TERMS = Statement(
    select(
        ProductivityStandard.id,
        ProductivityStandard.measure,
        ProductivityStandard.period,
        ProductivityStandard.status,
    ).where(ProductivityStandard.id == any_(argument("ids", ARRAY(Uuid))))
)

_ids = argument("ids", ARRAY(Uuid))
SUBJECTS = Statement(
    union_all(
        select(literal(TargetSubject.PERSON.value).label("kind"), Person.id).where(Person.id == any_(_ids)),
        select(literal(TargetSubject.ORG_UNIT.value), OrgUnit.id).where(OrgUnit.id == any_(_ids)),
    )
)


def _addition() -> Statement:
    """All new measurements of a batch at once; one that somebody else was quicker with is left out."""
    kinds: dict[str, Any] = {name: getattr(Measurement, name).type for name in Content._fields}
    kinds |= {"id": Uuid, "external_id": Text, "value": Numeric, "revision": Integer, "supersedes_id": Uuid}
    same = {
        "source": argument("source", Text), "recorded_by": Viewer.id, "version": literal(1),
        "created_at": Viewer.now, "updated_at": Viewer.now,
    }  # fmt: skip
    given = rows_given(**kinds)
    rows = select(*(given.c[name] for name in kinds), *(value.label(name) for name, value in same.items()))
    table = Measurement.__table__
    added = insert(table).from_select([*kinds, *same], rows, include_defaults=False)
    return Statement(added.on_conflict_do_nothing().returning(table.c.id))


ADDITION = _addition()


def _measured_of() -> Statement:
    """Of whom some measurements, or those that they took the place of, say something of a standard."""
    new, old = aliased(Measurement), aliased(Measurement)
    between = new.id.between(argument("first_id", Uuid), argument("last_id", Uuid))
    standard_id = argument("standard_id", Uuid)
    now = select(new.person_id, new.org_unit_id).where(between, new.standard_id == standard_id)
    before = select(old.person_id, old.org_unit_id).join(new, new.supersedes_id == old.id)
    return Statement(now.union(before.where(between, old.standard_id == standard_id)))


MEASURED_OF = _measured_of()


async def measured_of(work: Reading, standard_id: UUID, first_id: UUID, last_id: UUID) -> list[Subject]:
    """Who has something new of a standard, from the errand that a batch left."""
    rows = await work.rows(MEASURED_OF, standard_id=standard_id, first_id=first_id, last_id=last_id)
    return [one_subject("/", **row) for row in rows]
