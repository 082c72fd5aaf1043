"""Clients made from the committed document: each compiles, two tell a story to the running system. `make clients`."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demo import demo, finish, free_ports, fresh_copy

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "openapi" / "mettle.json"
TOOLS = HERE.parent.parent / ".venv" / "clients" / "bin"
MADE = HERE / "made"
SECONDS = 600


def run(*command: str | Path) -> str:
    """What it printed; the test fails with it where it ended with a fault."""
    environment = os.environ | {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(MADE / "python")}
    done = subprocess.run(
        command, check=False, cwd=HERE, env=environment, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout + done.stderr


def node(tool: str, *arguments: str | Path) -> str:
    return run(HERE / "node_modules" / ".bin" / tool, *arguments)


@pytest.fixture(scope="session", autouse=True)
def installed():
    """The npm tools as the lock pins them; what an earlier run made is gone."""
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir()
    run(TOOLS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


@pytest.fixture(scope="session")
def typescript():
    node("openapi-typescript", DOCUMENT, "--default-non-nullable=false", "-o", MADE / "schema.d.ts")
    node("openapi-ts", "-i", DOCUMENT, "-o", MADE / "hey-api", "-c", "@hey-api/client-fetch")
    run(
        TOOLS / "openapi-generator-cli",
        "generate",
        "-g",
        "typescript-fetch",
        "-i",
        DOCUMENT,
        "-o",
        MADE / "typescript-fetch",
    )
    return MADE


@pytest.fixture(scope="session")
def python():
    said = run(TOOLS / "openapi-python-client", "generate", "--path", DOCUMENT, "--output-path", MADE / "python")
    left_out = re.findall(r"WARNING parsing (\S+ \S+)[^\n]*Endpoint will not be generated", said)
    assert left_out == ["POST /quality/v1/attachments"], "a file as the whole body is the only thing it can't send"
    return MADE / "python"


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The demo, running: its address and a quality engineer's token."""
    ports = free_ports()
    with fresh_copy(tmp_path_factory.mktemp("clients") / "mettle") as copy:
        process, said = demo(copy, ports), ""
        for line in process.stdout or ():
            said += line
            if "Ctrl-C" in line:
                break
        tokens = re.findall(r"TOKEN=(\S+)", said)
        assert tokens, said
        yield f"http://127.0.0.1:{ports['METTLE_GATEWAY_PORT']}", tokens[2]
        os.killpg(process.pid, signal.SIGINT)
        finish(process)


@pytest.mark.usefixtures("typescript")
def test_typescript_of_three_generators_compiles_strictly():
    node("tsc", "-p", "tsconfig.json")


@pytest.mark.usefixtures("typescript")
def test_a_story_in_typescript(system):
    assert "nonconformances seen" in run(TOOLS / "node", "--experimental-strip-types", "story.ts", *system)


@pytest.mark.usefixtures("python")
def test_a_story_in_python(system):
    assert "nonconformances seen" in run(sys.executable, "story.py", *system)


def test_python_compiles(python):
    run(sys.executable, "-W", "error", "-m", "compileall", "-q", python)


def test_java_compiles():
    """Against the libraries inside the generator's own jar, and three annotations that a build takes from Jakarta."""
    javac = shutil.which("javac")
    assert javac, "no javac: install a JDK from 11 on, and put it on the PATH"
    options = "enumUnknownDefaultCase=true,openApiNullable=false,useJakartaEe=true"
    generator = ("generate", "-g", "java", "--library", "native", "-i", DOCUMENT, "-o", MADE / "java")
    run(TOOLS / "openapi-generator-cli", *generator, f"--additional-properties={options}")
    [jar] = TOOLS.parent.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar")
    sources = [*MADE.glob("java/src/main/**/*.java"), *HERE.glob("java/**/*.java")]
    (MADE / "sources").write_text("\n".join(map(str, sources)))
    run(javac, "-proc:none", "-nowarn", "-d", MADE / "classes", "-cp", jar, f"@{MADE / 'sources'}")


def test_two_linters_find_nothing():
    node("redocly", "lint", DOCUMENT, "--config", "redocly.yaml")
    node("spectral", "lint", DOCUMENT, "--ruleset", "spectral.yaml", "--fail-severity", "hint")
