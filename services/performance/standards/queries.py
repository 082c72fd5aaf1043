from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from services.performance.job_profiles.models import JobProfile
from services.performance.job_profiles.queries import job_profile_of
from services.performance.people.models import Assignment, OrgUnit, OrgUnitVersion, Person
from services.performance.people.queries.references import org_unit_of, org_unit_said, person_of
from services.performance.standards import schemas
from services.performance.standards.models import ProductivityStandard, StandardTarget
from services.performance.standards.policy import visible_target
from services.performance.standards.rules.precedence import Dated, Organisation, Place, Subject
from services.performance.standards.rules.states import LIFECYCLE, WRITER, TargetSubject
from services.performance.standards.rules.targets import Marks, Target
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.shapes import one_of
from shared.resources.viewer import among, equals, everyone, holding, since
from shared.work import Reading

standards = Resource(
    schemas.Standard,
    ProductivityStandard,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={WRITER: holding("standards:write")},
    filters={
        "code": equals(ProductivityStandard.code),
        "status": among(ProductivityStandard.status),
        "updated_since": since(ProductivityStandard.updated_at),
    },
    sorts={
        "code": ProductivityStandard.code,
        "name": ProductivityStandard.name,
        "created_at": ProductivityStandard.created_at,
    },
)


def standard_of(record: Any) -> ColumnElement[Any]:
    """The reference to a record's standard, or null."""
    columns = [getattr(ProductivityStandard, name) for name in schemas.StandardRef.model_fields]
    return one_of(select(*columns).where(ProductivityStandard.id == record.standard_id).correlate(record))


targets = Resource(
    schemas.StandardTarget,
    StandardTarget,
    visible=visible_target,
    derived={
        "person": person_of(StandardTarget.person_id, StandardTarget),
        "job_profile": job_profile_of(StandardTarget),
        "org_unit": org_unit_of(StandardTarget.org_unit_id, StandardTarget),
    },
    filters={
        "standard_id": equals(StandardTarget.standard_id),
        "person_id": equals(StandardTarget.person_id),
        "job_profile_id": equals(StandardTarget.job_profile_id),
        "org_unit_id": equals(StandardTarget.org_unit_id),
    },
    sorts={"effective_from": StandardTarget.effective_from},
)


MARKS = [field.name for field in fields(Marks)]

TARGETS = Statement(
    select(
        StandardTarget.id,
        StandardTarget.effective_from,
        *(getattr(StandardTarget, f"{kind}_id") for kind in TargetSubject),
        *(getattr(StandardTarget, name) for name in MARKS),
    ).where(
        StandardTarget.standard_id == argument("standard_id", Uuid),
        or_(StandardTarget.person_id.is_(None), StandardTarget.person_id == any_(argument("people", ARRAY(Uuid)))),
    )
)

PLACES = Statement(
    select(Assignment.person_id, Assignment.effective_from, Assignment.job_profile_id, Assignment.org_unit_id).where(
        Assignment.person_id == any_(argument("people", ARRAY(Uuid)))
    )
)

PARENTS = Statement(select(OrgUnitVersion.org_unit_id, OrgUnitVersion.effective_from, OrgUnitVersion.parent_id))

_ids = argument("ids", ARRAY(Uuid))
NAMES = Statement(
    union_all(
        select(Person.id, Person.display_name.label("name")).where(Person.id == any_(_ids)),
        select(JobProfile.id, JobProfile.name).where(JobProfile.id == any_(_ids)),
        select(OrgUnit.id, org_unit_said("name")).where(OrgUnit.id == any_(_ids)),
    )
)

TARGETS_OF = Statement(
    select(StandardTarget.effective_from).where(
        StandardTarget.standard_id == argument("standard_id", Uuid),
        or_(*(getattr(StandardTarget, f"{kind}_id") == argument("subject_id", Uuid) for kind in TargetSubject)),
    )
)

STANDARD_OF = Statement(select(StandardTarget.standard_id).where(StandardTarget.id == argument("id", Uuid)))


class Precedence(NamedTuple):
    """All it takes to say whose target applies to these people, and to any unit, on any day."""

    organisation: Organisation
    targets: Mapping[Subject, Dated[Target]]


async def precedence(work: Reading, standard_id: UUID, people: Collection[UUID]) -> Precedence:
    """Read at once, however many people and days will be asked about."""
    places = await work.rows(PLACES, people=list(people))
    found = await work.rows(TARGETS, standard_id=standard_id, people=list(people))
    return Precedence(Organisation(_places(places), await parents(work)), _targets(found))


async def parents(work: Reading) -> dict[UUID, Dated[UUID | None]]:
    """In which unit each unit stood, by day."""
    rows = await work.rows(PARENTS)
    return _grouped((row["org_unit_id"], row["effective_from"], row["parent_id"]) for row in rows)


def _grouped(pairs: Any) -> dict[Any, Dated[Any]]:
    gathered: dict[Any, list[Any]] = {}
    for key, day, value in pairs:
        gathered.setdefault(key, []).append((day, value))
    return {key: Dated(values) for key, values in gathered.items()}


def _places(rows: Any) -> dict[UUID, Dated[Place]]:
    return _grouped(
        (row["person_id"], row["effective_from"], Place(row["job_profile_id"], row["org_unit_id"])) for row in rows
    )


def _targets(rows: Any) -> dict[Subject, Dated[Target]]:
    return _grouped((_subject(row), row["effective_from"], _target(row)) for row in rows)


def _subject(row: Mapping[str, Any]) -> Subject:
    kind = next(kind for kind in TargetSubject if row[f"{kind}_id"] is not None)
    return Subject(kind, row[f"{kind}_id"])


def _target(row: Mapping[str, Any]) -> Target:
    return Target(row["id"], row["effective_from"], Marks(**{name: row[name] for name in MARKS}))
