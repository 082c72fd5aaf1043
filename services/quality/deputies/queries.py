from sqlalchemy import case

from services.quality.deputies import schemas
from services.quality.deputies.models import Deputy
from services.quality.deputies.policy import visible_to
from services.quality.deputies.rules import ENDED, IN_FORCE, LIFECYCLE, PLANNED, PRINCIPAL, REVOKED
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among

STATUS = case(
    (Deputy.revoked_at.is_not(None), REVOKED.value),
    (Deputy.valid_from > Viewer.today, PLANNED.value),
    (Deputy.valid_to < Viewer.today, ENDED.value),
    else_=IN_FORCE.value,
)

deputies = Resource(
    schemas.Deputy,
    Deputy,
    visible=visible_to,
    workflow=LIFECYCLE,
    guards={PRINCIPAL: lambda viewer: Deputy.principal_id == viewer.id},
    derived={"status": STATUS},
    filters={"status": among(STATUS)},
    sorts={"created_at": Deputy.created_at},
)
