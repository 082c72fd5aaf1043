"""Pins the npm tools by hash, without an address: `make lock`."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).with_name("package-lock.json")
OPTIONS = ["--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"]


def main(npm: str) -> None:
    subprocess.run([npm, "install", *OPTIONS], cwd=LOCK.parent, check=True)
    lock = json.loads(LOCK.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
