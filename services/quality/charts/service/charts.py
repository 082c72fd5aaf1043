from uuid import UUID

from services.quality.characteristics.models import ControlChart
from services.quality.characteristics.rules import DataKind
from services.quality.charts import schemas
from services.quality.charts.queries.charts import KIND_OF_DATA, charts
from services.quality.charts.rules.setup import check_suited, setup
from shared.answers import Document
from shared.problems import FieldError, ReferenceNotFound
from shared.work import Work


async def create(work: Work, data: schemas.ControlChartCreate) -> Document[schemas.ControlChart]:
    kind = await work.value(KIND_OF_DATA, id=data.characteristic_id)
    if kind is None:
        error = FieldError("/characteristic_id", "not_found", "there is no such characteristic")
        raise ReferenceNotFound(errors=[error])
    check_suited(data.kind, DataKind(kind))
    wanted = data.model_dump(mode="json", exclude={"parameters", "characteristic_id"})
    wanted |= {"parameters": data.parameters.model_dump(exclude_none=True), "is_default": False}
    setup(wanted)
    chart = work.add(ControlChart(characteristic_id=data.characteristic_id, **wanted))
    work.note("chart.created", chart)
    return await charts.show(work, chart.id)


async def patch(work: Work, id: UUID, data: schemas.ControlChartPatch) -> Document[schemas.ControlChart]:
    chart = await charts.load(work, id, "update")
    if work.change(chart, data.model_dump()):
        work.note("chart.updated", chart)
    return await charts.show(work, id)
