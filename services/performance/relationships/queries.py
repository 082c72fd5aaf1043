from sqlalchemy import ColumnElement, Date, Text, Uuid, or_, select

from services.performance.people.queries.references import person_of
from services.performance.relationships import schemas
from services.performance.relationships.models import Relationship
from services.performance.relationships.policy import lasts
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import among, equals, everyone, holding, since


def _of_day(name: str) -> ColumnElement[bool]:
    return lasts(Relationship, argument(name, Date))


relationships = Resource(
    schemas.Relationship,
    Relationship,
    visible=everyone,
    acts={"update": holding("people:write")},
    derived={
        "person": person_of(Relationship.person_id, Relationship),
        "related": person_of(Relationship.related_id, Relationship),
    },
    filters={
        "person_id": equals(Relationship.person_id),
        "related_id": equals(Relationship.related_id),
        "kind": among(Relationship.kind),
        "of_day": _of_day,
        "updated_since": since(Relationship.updated_at),
    },
    sorts={"valid_from": Relationship.valid_from},
)

OVERLAPPING = Statement(
    select(Relationship.id)
    .where(
        Relationship.person_id == argument("person_id", Uuid),
        Relationship.related_id == argument("related_id", Uuid),
        Relationship.kind == argument("kind", Text),
        Relationship.id != argument("id", Uuid),
        Relationship.valid_from <= argument("last", Date),
        or_(Relationship.valid_to.is_(None), Relationship.valid_to >= argument("first", Date)),
    )
    .order_by(Relationship.valid_from)
    .limit(1)
)
"""Another of these two and this kind that shares a day with this one."""
