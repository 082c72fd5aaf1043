from typing import Annotated

from services.quality.roles import schemas
from services.quality.roles.rules import ROLES
from shared.admission import admit
from shared.auth.actor import Actor
from shared.http.routing import Router

router = Router("/roles", "Roles")


@router.get("")
def list_quality_roles(_actor: Annotated[Actor, admit("summary:read")]) -> schemas.QualityRoles:
    """The roles of quality management as scopes, to set up an identity provider by; add roles by adding scopes."""
    roles = [{"name": role, "scopes": sorted(scopes)} for role, scopes in ROLES.items()]
    return schemas.QualityRoles.model_validate({"items": roles})
