"""Settings of the quality service: METTLE_QUALITY_… before METTLE_…."""

from pydantic import Field

from shared.settings import DatabaseSettings


class Settings(DatabaseSettings):
    deployable = "quality"

    port: int = Field(default=8002, ge=1, le=65535)
