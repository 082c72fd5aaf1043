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
from services.quality.pictures.service import PICTURES
from shared.admission import admit, allow
from shared.answers import Document, File
from shared.auth.actor import Actor
from shared.http.bodies import MILLION_NUMBERS
from shared.http.errors import problems
from shared.http.negotiation import NotAcceptable, preferred
from shared.http.routing import Router, files
from shared.work import Reading

router = Router("", "Capability")
Reader = Annotated[Actor, admit("measurements:read")]
Wanted = Annotated[str, preferred("application/json", *PICTURES)]
REFUSALS = files(*PICTURES) | problems(
    NotAcceptable,
    MeasurementsRequired,
    InsufficientData,
    SpecRequired,
    InvalidSpec,
    UnfitSigmaMethod,
    PositiveValuesRequired,
    EmpiricalNeedsThousand,
)
STORED = files(*PICTURES) | problems(
    NotAcceptable, NotOnAScale, NothingSpecified, InsufficientData, PositiveValuesRequired, EmpiricalNeedsThousand
)


@router.post("/spc/capability", responses=REFUSALS, max_body_size=MILLION_NUMBERS)
def judge_capability(_: Reader, wanted: Wanted, data: schemas.CapabilityRequest) -> Document[schemas.Capability] | File:
    """Whether a process can keep its specification, and whether to believe it; up to a million values, none stored.

    `Accept` decides between numbers and a histogram as Vega-Lite, SVG or PNG.
    """
    return sent.judge(data, wanted)


@router.get("/characteristics/{characteristic_id}/capability", responses=STORED)
async def get_characteristic_capability(
    work: Annotated[Reading, allow("measurements:read")],
    characteristic_id: UUID,
    query: Annotated[schemas.CapabilityQuery, Query()],
    wanted: Wanted,
) -> Document[schemas.CharacteristicCapability] | File:
    """Whether what was measured keeps the specification that was valid then, and whether to believe it.

    `Accept` decides between numbers and a histogram as Vega-Lite, SVG or PNG.
    """
    return await stored.judge(work, characteristic_id, query, wanted)
