from uuid import UUID

from services.quality.characteristics.models import ControlChart
from services.quality.charts import schemas
from services.quality.charts.queries.charts import WATCHED, charts
from services.quality.charts.rules.setup import check_suited, positions, setup
from services.quality.spc.rules.data_kinds import DataKind
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.work import Work


async def create(work: Work, data: schemas.ControlChartCreate) -> Document[schemas.ControlChart]:
    watched = await work.row(WATCHED, id=data.characteristic_id)
    if watched is None:
        error = FieldError("/characteristic_id", "not_found", "there is no such characteristic")
        raise ReferenceNotFound(errors=[error])
    check_suited(data.kind, DataKind(watched["data_kind"]))
    wanted = data.model_dump(mode="json", exclude={"parameters", "characteristic_id"})
    said = data.parameters.model_dump(exclude_none=True)
    said |= positions(data.kind, data.parameters.positions, watched["subgroup_size"])
    wanted |= {"parameters": said, "is_default": False, "reasons": []}
    setup(wanted)
    chart = work.add(ControlChart(characteristic_id=data.characteristic_id, **wanted))
    work.note("chart.created", chart)
    return await charts.show(work, chart.id)


async def patch(work: Work, id: UUID, data: schemas.ControlChartPatch) -> Document[schemas.ControlChart]:
    chart = await charts.load(work, id, "update")
    if work.change(chart, data.model_dump()):
        work.note("chart.updated", chart)
    return await charts.show(work, id)
