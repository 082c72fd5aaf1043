from typing import Annotated

from services.quality.capability.rules.specification import InvalidSpec
from services.quality.msa import schemas, service
from services.quality.msa.rules.designs import InsufficientData, UnbalancedDesign
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/spc", "MeasurementSystems")
Reader = Annotated[Actor, admit("measurements:read")]
FULL_STUDY = 2_000_000
"""Bytes that 5,000 readings stay under."""


@router.post("/gage-rr", responses=problems(UnbalancedDesign, InsufficientData, InvalidSpec), max_body_size=FULL_STUDY)
def judge_gage(_: Reader, data: schemas.GageStudyRequest) -> Document[schemas.GageStudy]:
    """How much of what is measured is the gage: repeatability and reproducibility after AIAG, nothing is stored."""
    return service.judge(data)
