"""The folder that holds a server: `cluster` (its data), `password`, `log` and `lock`."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.embedded import account
from shared.embedded.refusals import CannotStart

SUPERUSER = "mettle"
INITDB = [f"--username={SUPERUSER}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
BUILTIN_LOCALES_SINCE = 17


@dataclass(frozen=True)
class Home:
    """Belongs to the caller; only `cluster` and `password` are the server's account's."""

    folder: Path

    @classmethod
    def of(cls, data: Path) -> "Home":
        data = data.resolve()
        stays = os.geteuid() != 0 or account.reaches(data)
        return cls(data if stays else account.aside(str(data)))

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def password(self) -> Path:
        return self.folder / "password"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    @contextmanager
    def locked(self) -> Iterator[IO[str]]:
        """One starter or stopper at a time, in any process; the kernel opens the lock when its holders have died."""
        self._own()
        with self.lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def work(self, lock: IO[str], *command: object) -> bool:
        """The program holds the lock too, as its input: when its starter dies, the next one waits until it is done."""
        with private(self.log) as log:
            return account.run(*command, stdin=lock, stdout=log).returncode == 0

    def _own(self) -> None:
        self.folder.mkdir(mode=0o711, exist_ok=True)
        account.ensure_ours(self.folder)
        if not account.reaches(self.folder):
            self.folder.chmod(0o711)  # A strict umask made it; the account has to pass, not to look.

    def initialise(self, programs: Path, version: int, durable: bool, lock: IO[str]) -> None:
        """Made aside and then renamed, so that a cluster that exists is whole."""
        fresh = self.folder / "cluster.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        with private(self.password) as file:
            file.write(secrets.token_urlsafe(24))
        account.give(fresh)
        account.give(self.password)
        options = [f"--pgdata={fresh}", f"--pwfile={self.password}", *INITDB, *([] if durable else ["--no-sync"])]
        if version >= BUILTIN_LOCALES_SINCE:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.work(lock, programs / "initdb", *options):
            raise CannotStart(f"initdb failed in {self.folder}:\n{self.end_of_log()}")
        fresh.rename(self.cluster)


def private(path: Path) -> IO[str]:
    """A new file that others can't read."""
    path.unlink(missing_ok=True)
    return open(path, "a", opener=lambda name, flags: os.open(name, flags, mode=0o600))
