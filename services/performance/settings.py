"""Settings of the performance service: METTLE_PERFORMANCE_… before METTLE_…."""

from shared.settings import DatabaseSettings


class Settings(DatabaseSettings):
    deployable = "performance"
