"""How sources call our columns, as callers see it."""

from services.performance.people_files import schemas
from services.performance.people_files.models import ImportMapping
from shared.resources.resource import Resource
from shared.resources.viewer import equals, everyone, holding

mappings = Resource(
    schemas.ImportMapping,
    ImportMapping,
    visible=everyone,
    acts={"update": holding("people:import")},
    filters={"source": equals(ImportMapping.source)},
    sorts={"name": ImportMapping.name},
)
