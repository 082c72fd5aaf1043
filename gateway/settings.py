"""Settings of the gateway: METTLE_GATEWAY_… before METTLE_…."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field

from shared import settings


class Settings(settings.Settings):
    deployable = "gateway"

    performance_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:8001")
    quality_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:8002")
    upstream_concurrency: int = Field(default=64, ge=1, le=1000, description="Calls under way at once to each service.")
    deadline_seconds: float = Field(default=1.0, gt=0, le=30, description="How long a dashboard may take.")
    part_bytes: int = Field(default=2_000_000, ge=1000, description="The largest part of a dashboard.")
    pass_through_seconds: float = Field(default=30, gt=0, description="Until an answer begins, and between its bytes.")
    development_issuer_key: Path | None = Field(default=None, description="Set, the development issuer runs here.")
