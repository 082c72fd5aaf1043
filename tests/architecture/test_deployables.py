"""Each deployable runs from a copy of `shared/` and its own folder, and the gateway knows no database."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FACTORIES = {
    "performance": ("services/performance", "services.performance.app"),
    "quality": ("services/quality", "services.quality.app"),
    "gateway": ("gateway", "gateway.app"),
}
DEVELOPMENT = {
    "METTLE_ENVIRONMENT": "development",
    "METTLE_ISSUER": "http://127.0.0.1:8000",
    "METTLE_APP_DATABASE_URL": "postgresql://nobody@127.0.0.1/nothing",
}


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("METTLE_")} | DEVELOPMENT
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", FACTORIES)
def test_a_deployable_starts_with_shared_and_nothing_else(tmp_path, name):
    folder, module = FACTORIES[name]
    for part in ("shared", folder):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    answer = run(tmp_path, f"from {module} import create; print(len(create().openapi()['paths']))")
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) > 0


def test_the_gateway_never_loads_a_database():
    loaded = "print(*{'sqlalchemy', 'asyncpg', 'alembic'} & set(sys.modules))"
    program = f"import sys, gateway.app; gateway.app.create(); {loaded}"
    answer = run(ROOT, program)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == ""
