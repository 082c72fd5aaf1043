from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, Uuid, case, cast, func, or_, select

from services.performance.expectations import schemas
from services.performance.expectations.models import Expectation, ExpectationAcknowledgement
from services.performance.expectations.policy import may_set, sees_person, visible_to
from services.performance.expectations.rules import ENDED, IN_FORCE, LIFECYCLE, PLANNED, SETTER, ExpectationSubject
from services.performance.job_profiles.models import JobProfile
from services.performance.job_profiles.queries import job_profile_of
from services.performance.people.models import Assignment, Person
from services.performance.people.policy import in_force
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import VARIANTS, Resource
from shared.resources.shapes import all_of, instant, one_of
from shared.resources.viewer import Viewer, among, equals, since

STATUS = case(
    (Expectation.effective_from > Viewer.today, PLANNED.value),
    (Expectation.effective_to < Viewer.today, ENDED.value),
    else_=IN_FORCE.value,
)

expectations = Resource(
    schemas.Expectation,
    Expectation,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={SETTER: may_set},
    derived={
        "person": person_of(Expectation.person_id, Expectation),
        "job_profile": job_profile_of(Expectation),
        "status": STATUS,
    },
    filters={
        "person_id": equals(Expectation.person_id),
        "job_profile_id": equals(Expectation.job_profile_id),
        "kind": among(Expectation.kind),
        "status": among(STATUS),
        "critical": equals(Expectation.critical),
        "updated_since": since(Expectation.updated_at),
    },
    sorts={
        "effective_from": Expectation.effective_from,
        "created_at": Expectation.created_at,
        "title": Expectation.title,
    },
)

acknowledgements = Resource(
    schemas.ExpectationAcknowledgement,
    ExpectationAcknowledgement,
    visible=lambda viewer: sees_person(viewer, ExpectationAcknowledgement.person_id),
    derived={"person": person_of(ExpectationAcknowledgement.person_id, ExpectationAcknowledgement)},
    filters={"person_id": equals(ExpectationAcknowledgement.person_id)},
    sorts={"acknowledged_at": ExpectationAcknowledgement.acknowledged_at},
)

PERSON = argument("person_id", Uuid)
PROFILE = (
    select(Assignment.job_profile_id)
    .where(Assignment.person_id == PERSON, in_force(Assignment, Viewer.as_of))
    .scalar_subquery()
)


def _items() -> Select[Any]:
    """What is in force of the person's own and of their job profile's on the day asked for."""
    row, own = Expectation, case((Expectation.person_id.is_not(None), ExpectationSubject.PERSON.value))
    shown = [getattr(row, name) for name in schemas.ExpectationInForce.model_fields if name != "applies_to"]
    return (
        select(*shown, func.coalesce(own, ExpectationSubject.JOB_PROFILE.value).label("applies_to"))
        .where(or_(row.person_id == PERSON, row.job_profile_id == PROFILE))
        .where(row.effective_from <= Viewer.as_of)
        .where(or_(row.effective_to.is_(None), row.effective_to >= Viewer.as_of))
        .order_by(row.kind, row.title, row.id)
    )


@lru_cache(VARIANTS)
def in_force_of_person(scopes: frozenset[str]) -> Statement:
    """No row where the person is hidden from the viewer, or not there."""
    profile = select(JobProfile.id, JobProfile.code, JobProfile.name).where(JobProfile.id == PROFILE)
    parts: dict[str, ColumnElement[Any]] = {
        "person": person_of(Person.id, Person),
        "as_of": Viewer.as_of,
        "job_profile": one_of(profile),
        "items": all_of(_items()),
    }
    found = select(cast(func.json_build_object(*(part for pair in parts.items() for part in pair)), Text))
    return Statement(found.where(Person.id == PERSON, sees_person(Viewer(scopes), Person.id)))


ACKNOWLEDGED_AT = Statement(
    select(instant(ExpectationAcknowledgement.acknowledged_at)).where(
        ExpectationAcknowledgement.person_id == PERSON,
        ExpectationAcknowledgement.set_hash == argument("set_hash", Text),
    )
)

PERSON_OF = Statement(
    select(ExpectationAcknowledgement.person_id).where(ExpectationAcknowledgement.id == argument("id", Uuid))
)
