from typing import Annotated

from services.quality.capability import schemas, service
from services.quality.capability.rules.analysis import InsufficientData
from services.quality.capability.rules.fitted import EmpiricalNeedsThousand, PositiveValuesRequired
from services.quality.capability.rules.process import UnfitSigmaMethod
from services.quality.capability.rules.specification import InvalidSpec, SpecRequired
from services.quality.capability.service import MeasurementsRequired
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.bodies import MOST_JSON
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/spc", "Capability")
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


@router.post("/capability", responses=REFUSALS, max_body_size=MOST_JSON)
def judge_capability(_: Reader, data: schemas.CapabilityRequest) -> Document[schemas.Capability]:
    """Whether a process can keep its specification, and whether to believe it; up to a million values, none stored."""
    return service.judge(data)
