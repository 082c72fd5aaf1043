"""Start everything, load the data once, show the way in, and stop everything on Ctrl-C: `python -m deploy.demo`."""

import signal
import sys
import threading
import time
from typing import Annotated

import httpx
import typer
from honcho.manager import Manager

from deploy.demo import tour
from deploy.demo.data import load
from deploy.demo.stack import Addresses, PortTaken, databases, migrate, processes
from deploy.demo.terminal import say, step
from shared.embedded import CannotStart

PATIENCE_SECONDS = 60


def main(once: Annotated[bool, typer.Option(help="Show the dashboard and stop.")] = False) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    say("Mettle, on this machine only")
    try:
        addresses = Addresses.chosen()
        with databases() as administrators:
            migrate(administrators)
            failed = _run(processes(administrators, addresses), addresses, once=once)
    except (PortTaken, CannotStart) as refusal:
        say(f"\n{refusal}")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        failed = False
    say("Stopped.")
    raise SystemExit(1 if failed else 0)


def _run(manager: Manager, addresses: Addresses, *, once: bool) -> bool:
    """The processes in the foreground, the guide beside them; true if anything but the person ended it."""
    outcome: list[BaseException] = []

    def guide() -> None:
        try:
            _wait_until_ready(addresses)
            load(addresses.url("gateway"))
            tour.show(addresses.url("gateway"), once=once)
        except BaseException as fault:
            outcome.append(fault)
            say(f"\nThe demo could not go on: {fault}")
        if once or outcome:
            manager.terminate()

    threading.Thread(target=guide, daemon=True).start()
    manager.loop()
    asked_to = once or manager.returncode in {130, 143}
    return bool(outcome) or not asked_to


def _wait_until_ready(addresses: Addresses) -> None:
    with step("start performance, quality and gateway"):
        for name in ("performance", "quality", "gateway"):
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not _ready(addresses.url(name)):
                if time.monotonic() > deadline:
                    raise TimeoutError(
                        f"the {name} did not become ready within {PATIENCE_SECONDS} s; its lines above say why"
                    )
                time.sleep(0.1)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    typer.run(main)
