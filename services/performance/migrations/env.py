from services.performance import features  # noqa: F401  # imports every table
from services.performance.settings import Settings
from services.performance.tables import Table
from shared.migrations import run

run(Settings(), Table.metadata)
