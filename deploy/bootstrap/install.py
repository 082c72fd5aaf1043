"""Makes .venv and installs into it what the named locks pin; a second call finds nothing left to do.

Needs only Python's own library: pip comes as the wheel beside this file, because not every system has it.
"""

import fcntl
import hashlib
import json
import re
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(
        f"Mettle needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}.\n"
        "Name a newer one, for example: make PYTHON=python3.12 demo"
    )

PIP = Path(__file__).resolve().with_name("pip-26.3-py3-none-any.whl")
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
OPTIONS = [
    "--require-hashes",
    "--no-deps",  # the lock names them all
    "--only-binary=:all:",  # building would fetch what no hash covers, and need a compiler
    "--no-user",
    "--disable-pip-version-check",
    "--progress-bar=off",
]

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
MADE_FOR = f"Python {sys.version_info.major}.{sys.version_info.minor} in {VENV}"

NAME = re.compile(r"(?:Collecting|Processing) (?:\S*/)?(\w+(?:[-.][a-z]\w*)*)")


def main(locks: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends without a traceback
    wanted = {lock: sha256(ROOT / lock) for lock in locks}
    if wanted.items() <= installed().items():
        return
    with open(ROOT / ".venv.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two commands in one folder take turns
        found = installed()
        if not found:
            print(f"Making .venv for Python {sys.version.split()[0]}", flush=True)
            venv.create(VENV, clear=True, symlinks=True)
        if not wanted.items() <= found.items():
            install(locks)
            remember(found | wanted | {"made for": MADE_FOR})


def installed() -> dict[str, str]:
    """The locks that .venv holds; none if it was left unfinished, or was made elsewhere or for another Python."""
    if not (PYTHON.exists() and STAMP.exists()):
        return {}
    stamp: dict[str, str] = json.loads(STAMP.read_text())
    return stamp if stamp["made for"] == MADE_FOR else {}


def remember(stamp: dict[str, str]) -> None:
    """In one step, because others read it at any moment."""
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(stamp, indent=1))
    new.replace(STAMP)


def install(locks: list[str]) -> None:
    if sha256(PIP) != PIP_SHA256:
        sys.exit(f"{PIP} is damaged: its SHA-256 is not the one in {__file__}.")
    print(f"Installing {' and '.join(locks)}:", flush=True)
    started = time.monotonic()
    files = [f"--requirement={ROOT / lock}" for lock in locks]
    command = [str(PYTHON), "-I", str(PIP / "pip"), "install", *OPTIONS, *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        said = [show(line) for line in pip.stdout or ()]
    if pip.returncode:
        hint = "pip failed. It reads mirrors, proxies and certificates from pip.conf and PIP_... variables."
        sys.exit("\n" + "".join(said[-20:]) + hint)
    print(f"\nInstalled in {time.monotonic() - started:.0f} s", flush=True)


def show(line: str) -> str:
    """Of all that pip says: the name of each package, and when it starts to unpack or has to try again."""
    name = NAME.match(line)
    if name:
        print(name[1], end=" ", flush=True)
    elif line.startswith("Installing collected"):
        print("... unpacking", end=" ", flush=True)
    elif "Retrying" in line:
        print("\n" + line, end="", flush=True)
    return line


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
