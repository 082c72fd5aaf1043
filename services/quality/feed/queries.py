"""One line a kind of record: its Resource and the scope that reads it."""

from services.quality.attachments.queries import attachments
from services.quality.capas.models import Capa
from services.quality.capas.policy import inside
from services.quality.capas.queries.parts import capa_actions
from services.quality.characteristics.queries import characteristics
from services.quality.charts.queries.charts import charts, limit_sets
from services.quality.comments.queries import comments
from services.quality.deputies.queries import deputies
from services.quality.gage_deviations.queries import deviations
from services.quality.gages.queries import gages
from services.quality.links.queries import links
from services.quality.measurements.queries import measurements
from services.quality.nonconformances.policy import reporter_known
from services.quality.nonconformances.queries.documents import nonconformances
from services.quality.processes.queries import processes
from services.quality.sampling_states.models import InspectedLot
from services.quality.sampling_states.policy import of_visible_state
from services.quality.sampling_states.queries import sampling_states
from services.quality.signals.queries import signals
from services.quality.suppliers.queries import suppliers
from services.quality.tables import BATCHES, EVENTS
from shared.feed.feed import Feed
from shared.feed.subjects import Subject, of

SUBJECTS = {
    "attachment": of(attachments, "attachments:read"),
    "capa": Subject(Capa, inside, "capas:read"),  # the type alone tells what is for its people only
    "capa_action": of(capa_actions, "capas:read"),
    "characteristic": of(characteristics, "characteristics:read"),
    "chart": of(charts, "charts:read"),
    "comment": of(comments, "comments:read"),
    "deputy": of(deputies, "deputies:read"),
    "gage": of(gages, "gages:read"),
    "gage_deviation": of(deviations, "gages:read"),
    "inspected_lot": Subject(InspectedLot, lambda viewer: of_visible_state(viewer, InspectedLot), "sampling:read"),
    "limit_set": of(limit_sets, "charts:read"),
    "link": of(links, "links:read"),
    "nonconformance": of(nonconformances, "nonconformances:read", confided=reporter_known),
    "process": of(processes, "processes:read"),
    "sampling_state": of(sampling_states, "sampling:read"),
    "signal": of(signals, "charts:read"),
    "subgroup": of(measurements, "measurements:read"),
    "supplier": of(suppliers, "suppliers:read"),
}
FEED = Feed("quality", EVENTS, BATCHES, SUBJECTS)
