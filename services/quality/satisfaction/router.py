from typing import Annotated

from services.quality.satisfaction import schemas, service
from services.quality.satisfaction.rules import InvalidCount, NothingCounted
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.errors import problems
from shared.http.routing import Router

router = Router("/satisfaction", "Satisfaction")
Reader = Annotated[Actor, admit("measurements:read")]


@router.post("/scores", responses=problems(InvalidCount, NothingCounted))
def score_satisfaction(_: Reader, data: schemas.ScoreRequest) -> Document[schemas.Scores]:
    """Net promoter score and percent satisfied, each with an interval that says how sure it is."""
    return service.score(data)
