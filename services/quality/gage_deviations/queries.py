from services.quality.gage_deviations import schemas
from services.quality.gage_deviations.models import GageDeviation
from services.quality.gage_deviations.rules import APPROVER, KEEPER, LIFECYCLE, SOMEBODY_ELSE
from shared.resources.resource import Resource
from shared.resources.viewer import Viewer, among, equals, everyone, holding

deviations = Resource(
    schemas.GageDeviation,
    GageDeviation,
    visible=everyone,
    workflow=LIFECYCLE,
    guards={
        APPROVER: holding("gages:approve"),
        SOMEBODY_ELSE: lambda _viewer: GageDeviation.requested_by != Viewer.id,
        KEEPER: holding("gages:write"),
    },
    filters={"gage_id": equals(GageDeviation.gage_id), "status": among(GageDeviation.status)},
    sorts={"valid_until": GageDeviation.valid_until},
)
