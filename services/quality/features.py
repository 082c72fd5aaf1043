"""The features of this service: one import and one name each; in JOBS those that have a `jobs.py`."""

from services.quality.analysis.router import router as analysis
from services.quality.attachments.router import router as attachments
from services.quality.capability.router import router as capability
from services.quality.capas.jobs import jobs as capa_jobs
from services.quality.capas.router import router as capas
from services.quality.characteristics.router import router as characteristics
from services.quality.charts.router import router as charts
from services.quality.comments.router import router as comments
from services.quality.counters.jobs import jobs as counter_jobs
from services.quality.deputies.router import router as deputies
from services.quality.effectiveness.jobs import jobs as effectiveness_jobs
from services.quality.effectiveness.router import router as effectiveness
from services.quality.feed.queries import FEED
from services.quality.gage_deviations.router import router as gage_deviations
from services.quality.gages.router import router as gages
from services.quality.inbox.router import router as inbox
from services.quality.intake.router import router as intake
from services.quality.links.router import router as links
from services.quality.lot_reports.router import router as lot_reports
from services.quality.measurements.router import router as measurements
from services.quality.metrics.router import router as metrics
from services.quality.msa.router import router as msa
from services.quality.nonconformances.jobs import jobs as nonconformance_jobs
from services.quality.nonconformances.router import router as nonconformances
from services.quality.processes.router import router as processes
from services.quality.roles.router import router as roles
from services.quality.sampling.router import router as sampling
from services.quality.sampling_states.router import router as sampling_states
from services.quality.satisfaction.router import router as satisfaction
from services.quality.selftest.router import router as selftest
from services.quality.signals.router import router as signals
from services.quality.summary.router import router as summary
from services.quality.suppliers.router import router as suppliers
from services.quality.tables import WATCHED
from services.quality.yields.router import router as yields
from shared.audit.router import audit_router
from shared.feed.router import feed_router
from shared.jobs.declared import Jobs
from shared.jobs.router import jobs_router

FEATURES = [
    processes,
    suppliers,
    characteristics,
    gages,
    gage_deviations,
    measurements,
    intake,
    charts,
    signals,
    capability,
    analysis,
    sampling,
    sampling_states,
    lot_reports,
    msa,
    yields,
    satisfaction,
    selftest,
    deputies,
    nonconformances,
    links,
    comments,
    attachments,
    capas,
    effectiveness,
    inbox,
    metrics,
    summary,
    roles,
    feed_router(FEED),
    audit_router(FEED),
    jobs_router("quality", WATCHED),
]
JOBS: list[Jobs] = [nonconformance_jobs, capa_jobs, effectiveness_jobs, counter_jobs]
