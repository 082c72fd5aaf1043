"""Settings every deployable shares: read from METTLE_… variables, secrets never printed."""

from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

DEFAULT_ORG = UUID("00000000-0000-7000-8000-000000000001")
DEVELOPMENT_SECRET = "for-development-only"


class Settings(BaseSettings):
    """Every setting is METTLE_<NAME> for all deployables, or METTLE_<DEPLOYABLE>_<NAME> for one, which wins."""

    deployable: ClassVar[str]
    model_config = SettingsConfigDict(env_prefix="METTLE_", extra="ignore")

    environment: Literal["development", "production"] = "production"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    issuer: AnyHttpUrl | None = Field(default=None, description="The OpenID provider that signs the tokens.")
    audience: str = "mettle"
    org_claim: str = "org_id"
    person_claim: str = "person_id"
    default_org: UUID | None = Field(default=DEFAULT_ORG, description="Whose caller a token without an org_claim is.")

    secret_key: SecretStr = Field(default=SecretStr(DEVELOPMENT_SECRET), description="Signs page cursors.", repr=False)
    allowed_origins: list[str] = Field(default=[], description="Exact origins that may call from a browser.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    trusted_peers: list[str] = Field(default=[], description="Addresses whose X-Forwarded-Prefix is believed.")
    metrics_port: int | None = Field(default=None, ge=1, le=65535, description="Where 127.0.0.1 serves /metrics.")
    telemetry: bool = False

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        own = EnvSettingsSource(settings_cls, env_prefix=f"METTLE_{cls.deployable.upper()}_")
        return init_settings, own, EnvSettingsSource(settings_cls)

    @model_validator(mode="after")
    def _production_needs_its_own_secrets(self) -> "Settings":
        if self.environment == "production" and self.secret_key.get_secret_value() == DEVELOPMENT_SECRET:
            raise ValueError("METTLE_SECRET_KEY must be set outside development")
        return self


class DatabaseSettings(Settings):
    """A service connects as its app role: by `app_database_url`, else by what is derived from `database_url`."""

    database_url: SecretStr | None = Field(default=None, description="An administrator's URL.", repr=False)
    app_database_url: SecretStr | None = Field(default=None, description="The app role's own URL.", repr=False)
    relay_database_url: SecretStr | None = Field(default=None, description="The relay role's own URL.", repr=False)
    replica_url: SecretStr | None = Field(
        default=None, description="The app role's URL of a replica that answers all reads.", repr=False
    )
    pooled: bool = Field(default=False, description="Whether the URLs lead to PgBouncer in transaction mode.")
    database_pool: int = Field(default=10, ge=1, le=100)
    jobs: bool = Field(default=True, description="Whether this process also does queued and scheduled work.")
    sequencer: bool = Field(default=True, description="Whether this process may number events, one at a time does.")
