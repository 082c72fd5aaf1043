from typing import Annotated

from fastapi import Query

from services.quality.analysis import schemas, service
from services.quality.analysis.rules import DataMissing, LabelsUneven, OneChart, StageInvalid
from services.quality.pictures.service import PICTURES
from services.quality.spc.rules.observations import (
    InsufficientData,
    InvalidCount,
    InvalidOption,
    InvalidValue,
    UseUChart,
)
from shared.admission import admit
from shared.answers import Document, File
from shared.auth.actor import Actor
from shared.http.bodies import MILLION_NUMBERS
from shared.http.errors import problems
from shared.http.negotiation import NotAcceptable, preferred
from shared.http.routing import Router, files

router = Router("/spc", "StatisticalProcessControl")
Reader = Annotated[Actor, admit("measurements:read")]
Wanted = Annotated[str, preferred(service.JSON, *PICTURES)]
NOT_CHARTED = (
    DataMissing, LabelsUneven, StageInvalid, InsufficientData, InvalidCount, InvalidOption, InvalidValue, UseUChart,
    NotAcceptable,
)  # fmt: skip


@router.post("/analyze", responses=files(*PICTURES) | problems(*NOT_CHARTED), max_body_size=MILLION_NUMBERS)
def analyze_chart(_: Reader, wanted: Wanted, data: schemas.ChartRequest) -> Document[schemas.ChartAnalysis] | File:
    """A control chart of any kind from your data: limits, points, signals, as numbers or as a picture by `Accept`."""
    return service.analyzed(data, wanted)


@router.post(
    "/recommend",
    responses=problems(DataMissing, InsufficientData, InvalidCount, InvalidValue),
    max_body_size=MILLION_NUMBERS,
)
def recommend_chart(_: Reader, data: schemas.AdviceRequest) -> Document[schemas.ChartAdvice]:
    """Which chart suits your data, and why."""
    return service.advised(data)


@router.post("/arl", responses=problems(OneChart, InvalidOption))
def work_out_run_lengths(_: Reader, data: schemas.RunLengthRequest) -> Document[schemas.RunLengths]:
    """How many points pass on average until a chart signals: in control a false alarm, else discovery."""
    return service.how_long(data)


@router.get("/constants")
def list_constants(_: Reader, query: Annotated[schemas.ConstantsQuery, Query()]) -> Document[schemas.ConstantsTable]:
    """The constants of control charts for any subgroup size, exact to the last digits."""
    return service.table(query)
