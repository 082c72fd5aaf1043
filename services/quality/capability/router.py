from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.capability import schemas
from services.quality.capability.rules.analysis import InsufficientData
from services.quality.capability.rules.fitted import EmpiricalNeedsThousand, PositiveValuesRequired
from services.quality.capability.rules.process import UnfitSigmaMethod
from services.quality.capability.rules.specification import InvalidSpec, SpecRequired
from services.quality.capability.service import sent, stored
from services.quality.capability.service.sent import MeasurementsRequired
from services.quality.capability.service.stored import NothingSpecified, NotOnAScale
from shared.admission import admit, allow
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.bodies import MOST_JSON
from shared.http.errors import problems
from shared.http.routing import Router
from shared.work import Reading

router = Router("", "Capability")
Reader = Annotated[Actor, admit("measurements:read")]
REFUSALS = problems(
    MeasurementsRequired,
    InsufficientData,
    SpecRequired,
    InvalidSpec,
    UnfitSigmaMethod,
    PositiveValuesRequired,
    EmpiricalNeedsThousand,
)


@router.post("/spc/capability", responses=REFUSALS, max_body_size=MOST_JSON)
def judge_capability(_: Reader, data: schemas.CapabilityRequest) -> Document[schemas.Capability]:
    """Whether a process can keep its specification, and whether to believe it; up to a million values, none stored."""
    return sent.judge(data)


@router.get(
    "/characteristics/{characteristic_id}/capability",
    responses=problems(
        NotOnAScale,
        NothingSpecified,
        InsufficientData,
        UnfitSigmaMethod,
        PositiveValuesRequired,
        EmpiricalNeedsThousand,
    ),
)
async def get_characteristic_capability(
    work: Annotated[Reading, allow("measurements:read")],
    characteristic_id: UUID,
    query: Annotated[schemas.CapabilityQuery, Query()],
) -> Document[schemas.CharacteristicCapability]:
    """Whether what was measured keeps the specification that was valid then, and whether to believe it."""
    return await stored.judge(work, characteristic_id, query)
