"""The way in: on a bare machine `make` installs what the locks pin, once, and nothing else."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "deploy" / "bootstrap" / "install.py"
PINNED = re.compile(r"(\S+==\S+)( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+")
REGISTRIES = re.compile(rb"py(pi)\.org|python(hosted)\.org|npm(js)\.(org|com)|yarn(pkg)\.com")
NOT_OURS = {".git", ".venv", ".data", "__pycache__", "node_modules", "dist", "made"}


def pins(lock: str) -> list[str]:
    """The requirements of a lock, one a line, each with its hashes."""
    lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def packages(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}


def files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder, name) for name in names)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-clients.txt"])
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    assert [line for line in pins(lock) if not PINNED.fullmatch(line)] == []
    assert "://" not in (ROOT / lock).read_text()


def test_the_tools_run_beside_the_very_versions_that_go_to_production() -> None:
    assert set(pins("requirements.txt")) < set(pins("requirements-dev.txt"))


def test_what_pyproject_asks_for_is_in_the_locks() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert packages(asked["project"]["dependencies"]) <= packages(pins("requirements.txt"))
    assert packages(asked["dependency-groups"]["dev"]) <= packages(pins("requirements-dev.txt"))


def test_no_file_names_a_package_registry() -> None:
    assert [file for file in files() if REGISTRIES.search(file.read_bytes())] == []


def test_make_alone_lists_every_target_in_one_line() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = [line.split()[1] for line in run_make(ROOT).stdout.splitlines()]
    assert listed == [target for target in targets if target not in {"help", "runtime", "tools"}]


def test_an_old_python_is_told_what_is_missing() -> None:
    ast.parse(INSTALLER.read_text(), feature_version=(3, 7))
    pretend = "import runpy, sys; sys.version_info = (3, 10, 9); runpy.run_path(sys.argv[1])"
    told = subprocess.run([sys.executable, "-c", pretend, INSTALLER], check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr.startswith("Mettle needs Python 3.11 or newer")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A new clone whose lock pins one small package, which pip's own settings say where to find."""
    folder = tmp_path / "a new clone"
    shutil.copytree(INSTALLER.parent, folder / "deploy" / "bootstrap")
    shutil.copy(ROOT / "Makefile", folder)
    pin(folder, "1.0")
    return folder


def pin(clone: Path, version: str, sha256: str | None = None) -> None:
    wheel = clone.parent / f"tiny-{version}-py3-none-any.whl"
    about = f"tiny-{version}.dist-info"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", f"print({version!r})")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    sha256 = sha256 or hashlib.sha256(wheel.read_bytes()).hexdigest()
    (clone / "requirements.txt").write_text(f"tiny=={version} --hash=sha256:{sha256}\n")


def run_make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", f"PYTHON={sys.executable}", *arguments]
    mirror = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder.parent.as_uri()}
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PIP_"))} | mirror
    return subprocess.run(command, check=False, cwd=folder, env=env, capture_output=True, text=True)


def tiny(clone: Path) -> str:
    return subprocess.check_output([clone / ".venv/bin/python", "-I", "-m", "tiny"], text=True).strip()


def test_a_lock_is_installed_once_and_again_when_it_changes(clone: Path) -> None:
    assert "Installing requirements.txt:\ntiny" in run_make(clone, "runtime").stdout
    assert tiny(clone) == "1.0"
    assert run_make(clone, "runtime").stdout == ""
    pin(clone, "2.0")
    run_make(clone, "runtime")
    assert tiny(clone) == "2.0"


def test_a_clone_that_moved_makes_its_environment_anew(clone: Path) -> None:
    run_make(clone, "runtime")
    moved = clone.rename(clone.with_name("moved"))
    assert "Making .venv" in run_make(moved, "runtime").stdout


def test_a_package_with_another_hash_is_refused(clone: Path) -> None:
    pin(clone, "1.0", sha256="0" * 64)
    refused = run_make(clone, "runtime")
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not list(clone.glob(".venv/lib/*/site-packages/tiny*"))


def test_a_damaged_pip_is_refused(clone: Path) -> None:
    with next(clone.glob("deploy/bootstrap/*.whl")).open("ab") as wheel:
        wheel.write(b"!")
    assert "is damaged" in run_make(clone, "runtime").stderr


def test_two_commands_in_a_new_clone_take_turns(clone: Path) -> None:
    with ThreadPoolExecutor() as threads:
        said = [made.stdout for made in threads.map(lambda _: run_make(clone, "runtime"), range(2))]
    assert sorted(map(bool, said)) == [False, True]
    assert tiny(clone) == "1.0"
