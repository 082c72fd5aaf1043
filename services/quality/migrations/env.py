from services.quality import features  # noqa: F401  # imports every table
from services.quality.settings import Settings
from services.quality.tables import Table
from shared.migrations import run

run(Settings(), Table.metadata)
