from sqlalchemy import ColumnElement, Date, Uuid, and_, select

from services.performance.absences import schemas
from services.performance.absences.policy import visible_to
from services.performance.people.models import Absence
from services.performance.people.queries.references import person_of
from shared.database.statements import Statement, argument
from shared.resources.resource import Resource
from shared.resources.viewer import among, equals, holding, since


def _of_day(name: str) -> ColumnElement[bool]:
    day = argument(name, Date)
    return and_(Absence.starts_on <= day, Absence.ends_on >= day)


absences = Resource(
    schemas.Absence,
    Absence,
    visible=visible_to,
    acts={"update": holding("absences:write")},
    derived={"person": person_of(Absence.person_id, Absence)},
    filters={
        "person_id": equals(Absence.person_id),
        "kind": among(Absence.kind),
        "of_day": _of_day,
        "updated_since": since(Absence.updated_at),
    },
    sorts={"starts_on": Absence.starts_on},
)

OVERLAPPING = Statement(
    select(Absence.id)
    .where(
        Absence.person_id == argument("person_id", Uuid),
        Absence.id != argument("id", Uuid),
        Absence.starts_on <= argument("ends_on", Date),
        Absence.ends_on >= argument("starts_on", Date),
    )
    .order_by(Absence.starts_on)
    .limit(1)
)
"""Other leave of this person that shares a day with this one."""
