"""What the person at the terminal sees while the demo starts."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()


def say(text: str = "") -> None:
    with _lock:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """`  migrate performance … 0.8 s`"""
    began = time.monotonic()
    yield
    say(f"  {what:<44} {time.monotonic() - began:5.1f} s")


class Progress:
    """One line that fills while many calls are made; on a pipe, only its end."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done, self.began = what, total, 0, time.monotonic()

    def tick(self) -> None:
        self.done += 1
        if sys.stdout.isatty():
            bar = "█" * (20 * self.done // self.total)
            with _lock:
                sys.stdout.write(f"\r  {self.what:<24}{bar:<20}{self.done:>5}/{self.total}")
                sys.stdout.flush()
        if self.done == self.total:
            clear = "\r\033[K" if sys.stdout.isatty() else ""
            say(f"{clear}  {f'{self.what} ({self.total})':<44} {time.monotonic() - self.began:5.1f} s")
