from pydantic import Field

from services.quality.roles.rules import Role
from shared.schemas import Output


class QualityRole(Output):
    name: Role
    scopes: list[str] = Field(description="What a token of somebody with this role carries.")


class QualityRoles(Output):
    items: list[QualityRole]
