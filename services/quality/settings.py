"""Settings of the quality service: METTLE_QUALITY_… before METTLE_…."""

from shared.settings import DatabaseSettings


class Settings(DatabaseSettings):
    deployable = "quality"
