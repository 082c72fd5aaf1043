from typing import Annotated

from services.quality.selftest import schemas, service
from shared.admission import admit
from shared.answers import Document
from shared.auth.actor import Actor
from shared.http.routing import Router

router = Router("/spc", "SelfTest")
Reader = Annotated[Actor, admit("measurements:read")]


@router.get("/selftest")
def get_selftest(_: Reader) -> Document[schemas.SelfTest]:
    """Every published data set worked out anew, figure by figure, by the engines that serve you."""
    return service.run()
