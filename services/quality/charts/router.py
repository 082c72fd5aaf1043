from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.charts import schemas
from services.quality.charts.queries.charts import charts, limit_sets
from services.quality.charts.rules.estimation import LimitsAsked
from services.quality.charts.rules.rebaselining import RebaselineNotDue
from services.quality.charts.rules.setup import ChartNotSuited
from services.quality.charts.rules.states import BeginsTooEarly, BeginsTooLate
from services.quality.charts.service import charts as setting_up
from services.quality.charts.service import limit_sets as limiting
from services.quality.charts.service import rebaselining, showing
from services.quality.charts.service.showing import PeriodTooLong
from services.quality.pictures.service import PICTURES
from services.quality.spc.rules.observations import InsufficientData, InvalidOption
from shared.admission import allow
from shared.answers import Document, File, Page
from shared.database.refusals import AlreadyExists
from shared.http.errors import problems
from shared.http.negotiation import NotAcceptable, preferred
from shared.http.routing import Router, files
from shared.problems import ReferenceNotFound
from shared.schemas import Transitions
from shared.work import Reading, Work
from shared.workflow import ReasonRequired, TransitionForbidden, TransitionNotAllowed, UnknownAction

router = Router("", "Charts")
Reader = Annotated[Reading, allow("charts:read")]
Shower = Annotated[Reading, allow("measurements:read")]
Writer = Annotated[Work, allow("charts:write")]
Wanted = Annotated[str, preferred("application/json", *PICTURES)]
SHOWN = files(*PICTURES) | problems(InsufficientData, PeriodTooLong, NotAcceptable)


@router.get("/charts")
async def list_control_charts(
    work: Reader, query: Annotated[schemas.ControlChartQuery, Query()]
) -> Page[schemas.ControlChart]:
    """The control charts, the default one of each characteristic among them."""
    return await charts.page(work, query)


@router.post(
    "/charts", status_code=201, responses=problems(AlreadyExists, ChartNotSuited, InvalidOption, ReferenceNotFound)
)
async def create_control_chart(work: Writer, data: schemas.ControlChartCreate) -> Document[schemas.ControlChart]:
    """Watch a characteristic in another way than by its default chart, or a part of its data, such as one machine's."""
    return await setting_up.create(work, data)


@router.get("/charts/{chart_id}")
async def get_control_chart(work: Reader, chart_id: UUID) -> Document[schemas.ControlChart]:
    """How a chart is set up."""
    return await charts.show(work, chart_id)


@router.patch("/charts/{chart_id}", responses=problems(AlreadyExists))
async def patch_control_chart(
    work: Writer, chart_id: UUID, data: schemas.ControlChartPatch
) -> Document[schemas.ControlChart]:
    """Rename a chart, or change how long its signals may stay unseen."""
    return await setting_up.patch(work, chart_id, data)


@router.get("/charts/{chart_id}/data", responses=SHOWN)
async def get_chart_data(
    work: Shower, chart_id: UUID, query: Annotated[schemas.ChartQuery, Query()], wanted: Wanted
) -> Document[schemas.ControlChartData] | File:
    """A chart's points with the limits in force when each was taken, specifications, exclusions and signals.

    `Accept` decides between numbers, Vega-Lite, SVG and PNG.
    """
    return await showing.show(work, chart_id, query, wanted)


@router.get("/characteristics/{characteristic_id}/chart", responses=SHOWN)
async def get_chart(
    work: Shower, characteristic_id: UUID, query: Annotated[schemas.ChartQuery, Query()], wanted: Wanted
) -> Document[schemas.ControlChartData] | File:
    """The default chart of a characteristic; while no limits are in force, with those that the points shown set.

    `Accept` decides between numbers, Vega-Lite, SVG and PNG.
    """
    return await showing.show_default(work, characteristic_id, query, wanted)


@router.get("/charts/{chart_id}/rebaseline")
async def get_rebaseline(work: Reader, chart_id: UUID) -> Document[schemas.Rebaseline]:
    """Whether new limits are worth proposing, and why; propose them with `rebaseline` and let somebody else approve."""
    return await rebaselining.show(work, chart_id)


@router.get("/charts/{chart_id}/limit-sets")
async def list_limit_sets(
    work: Reader, chart_id: UUID, query: Annotated[schemas.LimitSetQuery, Query()]
) -> Page[schemas.LimitSet]:
    """All limits ever proposed for a chart, the latest first."""
    return await limiting.page(work, chart_id, query)


@router.post(
    "/charts/{chart_id}/limit-sets",
    status_code=201,
    responses=problems(LimitsAsked, InsufficientData, InvalidOption, RebaselineNotDue),
)
async def create_limit_set(work: Writer, chart_id: UUID, data: schemas.LimitSetCreate) -> Document[schemas.LimitSet]:
    """Estimate limits on trial from subgroups, without those excluded; they judge nothing until they are active."""
    return await limiting.propose(work, chart_id, data)


@router.get("/limit-sets/{limit_set_id}")
async def get_limit_set(work: Reader, limit_set_id: UUID) -> Document[schemas.LimitSet]:
    """What limits follow from, and from what it was estimated."""
    return await limit_sets.show(work, limit_set_id)


@router.get("/limit-sets/{limit_set_id}/transitions")
async def list_limit_set_transitions(work: Reader, limit_set_id: UUID) -> Transitions:
    """Every step of a limit set's life, whether you may take it now, and what is missing."""
    return Transitions.model_validate({"items": await limit_sets.transitions(work, limit_set_id)})


@router.post(
    "/limit-sets/{limit_set_id}/transitions",
    responses=problems(
        TransitionNotAllowed, TransitionForbidden, ReasonRequired, UnknownAction, BeginsTooEarly, BeginsTooLate
    ),
)
async def transition_limit_set(
    work: Annotated[Work, allow("charts:read")], limit_set_id: UUID, data: schemas.LimitSetTransition
) -> Document[schemas.LimitSet]:
    """Approve what somebody else proposed, activate what was approved, or discard either; send If-Match.

    From fewer than 20 subgroups, approval needs a reason. Activation judges all points taken since `valid_from` anew.
    """
    return await limiting.transition(work, limit_set_id, data)
