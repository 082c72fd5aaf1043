"""Whom PostgreSQL runs as: the caller, or `nobody` instead of root, because it refuses to run as root."""

import hashlib
import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from shared.embedded.refusals import CannotStart


def run(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """As that account, away from the caller's locale, PG… variables and Ctrl-C.

    `subprocess.run` would kill the program when the caller is interrupted, and so leave its work half done.
    """
    settings: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
        "cwd": "/",
        "start_new_session": True,
    }
    environment = {"PATH": os.defpath, "LC_ALL": "C"} | options.pop("env", {})
    words = [str(word) for word in command]
    with subprocess.Popen(words, env=environment, **settings | _identity() | options) as process:
        output, _ = process.communicate()
    return subprocess.CompletedProcess(words, process.returncode, output)


def reaches(path: Path) -> bool:
    """Asked by going there: the modes of the folders above do not tell everything."""
    return run("test", "-x", path).returncode == 0


def give(path: Path) -> None:
    if identity := _identity():
        os.chown(path, identity["user"], identity["group"])


def aside(key: str) -> Path:
    """Where root keeps what the account can't reach at its own place; the hash keeps two checkouts apart."""
    return Path("/var/tmp") / f"mettle-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def ensure_ours(folder: Path) -> None:
    """Somebody else's could hold their programs, or symbolic links that make us write elsewhere."""
    if folder.lstat().st_uid != os.geteuid():
        raise CannotStart(f"{folder} belongs to another user: remove it, or work as that user.")


def _identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
