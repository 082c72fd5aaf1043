from typing import Annotated

from services.quality.yields import schemas, service
from services.quality.yields.rules import InvalidCount, NothingCounted
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/spc", "Yields")
Reader = Annotated[Actor, admit("measurements:read")]


@router.post("/yields", responses=problems(InvalidCount, NothingCounted))
def work_out_yields(_: Reader, data: schemas.YieldRequest) -> Document[schemas.Yields]:
    """Defects per unit and per million opportunities, sigma levels, first pass and rolled throughput yield."""
    return service.work_out(data)
