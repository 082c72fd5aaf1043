"""Settings of the performance service: METTLE_PERFORMANCE_… before METTLE_…."""

from pydantic import Field

from shared.settings import DatabaseSettings


class Settings(DatabaseSettings):
    deployable = "performance"

    port: int = Field(default=8001, ge=1, le=65535)
