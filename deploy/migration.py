"""Write a migration from what the models say: `make migration service=performance name="add thanks"`."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from alembic import command
from sqlalchemy.engine import make_url

from deploy.demo.stack import databases
from shared.database.roles import administer
from shared.migrations import configuration, settings_for

SERVICES = ("performance", "quality")


def main(service: Annotated[str, typer.Argument()], name: Annotated[str, typer.Argument()]) -> None:
    if service not in SERVICES or not name:
        raise SystemExit(f'make migration service={"|".join(SERVICES)} name="what changes"')
    with databases() as administrators:
        administrator = administrators[service]
        scratch = f"mettle_migration_{uuid4().hex}"
        asyncio.run(administer(administrator, f"CREATE DATABASE {scratch}"))
        try:
            _write(service, name, make_url(administrator).set(database=scratch).render_as_string(hide_password=False))
        finally:
            asyncio.run(administer(administrator, f"DROP DATABASE {scratch} WITH (FORCE)"))


def _write(service: str, name: str, administrator: str) -> None:
    """From an empty database brought up to date, so that nobody's own data decides what is written."""
    with settings_for(service, administrator):
        command.upgrade(configuration(service), "head")
        scripts = command.revision(configuration(service), name, autogenerate=True)
    written = [script for script in (scripts if isinstance(scripts, list) else [scripts]) if script is not None]
    for script in written:
        _tidy(Path(script.path))
    if not written:
        print("The models say nothing that the migrations do not: nothing to write.")


def _tidy(path: Path) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")))
    for command_line in (["format", "-q"], ["check", "-q", "--fix"]):
        subprocess.run([sys.executable, "-m", "ruff", *command_line, path], check=True)
    print(f"{path.relative_to(Path.cwd())}: read it, trim it, then `make test`")


if __name__ == "__main__":
    typer.run(main)
