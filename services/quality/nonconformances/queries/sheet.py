"""The register as a file. Who reported is not in it: a column would be the same for everybody."""

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.quality.nonconformances.models import Nonconformance, NonconformanceCause
from services.quality.nonconformances.queries.documents import nonconformances
from services.quality.processes.models import Process
from services.quality.suppliers.models import Supplier
from shared.resources.sheet import Sheet

_causes = select(func.string_agg(NonconformanceCause.code, aggregate_order_by(literal("; "), NonconformanceCause.code)))
_process = select(Process.code).where(Process.id == Nonconformance.process_id)
_supplier = select(Supplier.code).where(Supplier.id == Nonconformance.supplier_id)

NONCONFORMANCES_SHEET = Sheet(
    "nonconformances",
    nonconformances,
    {
        "id": Nonconformance.id,
        "number": Nonconformance.number,
        "title": Nonconformance.title,
        "status": Nonconformance.status,
        "severity": Nonconformance.severity,
        "detected_at": Nonconformance.detected_at,
        "detected_where": Nonconformance.detected_where,
        "process": _process.correlate(Nonconformance).scalar_subquery(),
        "supplier": _supplier.correlate(Nonconformance).scalar_subquery(),
        "quantity_affected": Nonconformance.quantity_affected,
        "unit": Nonconformance.unit,
        "causes": _causes.where(NonconformanceCause.nonconformance_id == Nonconformance.id)
        .correlate(Nonconformance)
        .scalar_subquery(),
        "capa_decision": Nonconformance.capa_decision,
        "owner_id": Nonconformance.owner_id,
        "opened_at": Nonconformance.opened_at,
        "due_at": Nonconformance.due_at,
        "closed_at": Nonconformance.closed_at,
    },
)
