from services.performance.company_values import schemas
from services.performance.company_values.models import CompanyValue
from services.performance.company_values.rules import KEEPER, LIFECYCLE
from shared.resources.resource import Resource
from shared.resources.viewer import among, everyone, holding

company_values = Resource(
    schemas.CompanyValue,
    CompanyValue,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={KEEPER: holding("company_values:write")},
    filters={"status": among(CompanyValue.status)},
    sorts={"code": CompanyValue.code, "created_at": CompanyValue.created_at},
)
