"""Write the committed OpenAPI documents: `python -m deploy.openapi`."""

from pathlib import Path

from fastapi import FastAPI

from gateway.app import create as create_gateway
from gateway.documents import merged
from gateway.settings import Settings as GatewaySettings
from services.performance.app import create as create_performance
from services.performance.settings import Settings as PerformanceSettings
from services.quality.app import create as create_quality
from services.quality.settings import Settings as QualitySettings
from shared.http.openapi import written

DOCUMENTS = Path(__file__).resolve().parent.parent / "docs" / "openapi"
NOWHERE = {
    "environment": "development",
    "issuer": "http://127.0.0.1:8000",
    "app_database_url": "postgresql://nobody@127.0.0.1/nothing",
    "log_level": "ERROR",
}


def applications() -> dict[str, FastAPI]:
    """The three applications, made but not started: nothing is connected to."""
    return {
        "performance": create_performance(PerformanceSettings.model_validate(NOWHERE)),
        "quality": create_quality(QualitySettings.model_validate(NOWHERE)),
        "gateway": create_gateway(GatewaySettings.model_validate(NOWHERE)),
    }


def documents() -> dict[str, bytes]:
    """Each application's own, and that of all three: by the name of its file."""
    own = {name: app.openapi() for name, app in applications().items()}
    services = {name: document for name, document in own.items() if name != "gateway"}
    return {name: written(document) for name, document in (own | {"mettle": merged(own["gateway"], services)}).items()}


def main() -> None:
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (DOCUMENTS / f"{name}.json").write_bytes(document)
        print(f"docs/openapi/{name}.json")


if __name__ == "__main__":
    main()
