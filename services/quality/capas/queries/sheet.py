"""The register of corrective actions as a file: of each what everybody sees."""

from sqlalchemy import select

from services.quality.capas.models import Capa
from services.quality.capas.queries.capas import capas
from services.quality.processes.models import Process
from shared.resources.sheet import Sheet

_process = select(Process.code).where(Process.id == Capa.process_id).correlate(Capa)

CAPAS_SHEET = Sheet(
    "capas",
    capas,
    {
        "id": Capa.id,
        "number": Capa.number,
        "title": Capa.title,
        "status": Capa.status,
        "kind": Capa.kind,
        "method": Capa.method,
        "risk": Capa.risk,
        "process": _process.scalar_subquery(),
        "iteration": Capa.iteration,
        "created_at": Capa.created_at,
        "closed_at": Capa.closed_at,
    },
)
