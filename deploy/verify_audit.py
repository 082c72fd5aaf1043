"""Verify the audit trails of all organisations: `make verify-audit heads=kept.json`, which is read and then written."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import typer

from deploy.demo.stack import databases
from shared.audit.chain import Fault, Head, verified
from shared.database.roles import role_url

Kept = dict[str, dict[str, str]]
"""Heads as `number:hash`, by service and organisation."""


def main(heads: Annotated[Path | None, typer.Argument()] = None) -> None:
    kept = json.loads(heads.read_text()) if heads is not None and heads.exists() else {}
    with databases() as administrators:
        faults, now = asyncio.run(_verify(administrators, kept))
    for fault in faults:
        print(fault)
    if faults:
        raise SystemExit(1)
    if heads is not None:
        heads.write_text(json.dumps(now, indent=2) + "\n")
    print(f"intact: {sum(map(len, now.values()))} audit trails")


async def _verify(administrators: dict[str, str], kept: Kept) -> tuple[list[str], Kept]:
    faults, heads = list[str](), Kept()
    for service, administrator in administrators.items():
        connection = await asyncpg.connect(role_url(administrator, service, "relay"))
        try:
            found, heads[service] = await verify_all(connection, service, kept.get(service, {}))
        finally:
            await connection.close()
        faults += found
    return faults, heads


async def verify_all(connection: Any, service: str, kept: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Faults in words, and the heads of now; `connection` is the relay's."""
    named = await connection.fetch(f"SELECT DISTINCT org_id FROM {service}.event_batches")  # noqa: S608 # our own word
    faults, heads = list[str](), dict[str, str]()
    for org_id in sorted({row["org_id"] for row in named} | {UUID(org_id) for org_id in kept}):
        before = [_head(kept[str(org_id)])] if str(org_id) in kept else []
        found, head = await _verify_one(connection, service, org_id, before)
        faults += [f"{service} {org_id}, batch {fault.number}: {fault.detail}" for fault in found]
        if head is not None:
            heads[str(org_id)] = f"{head.number}:{head.hash.hex()}"
    return faults, heads


async def _verify_one(
    connection: Any, service: str, org_id: UUID, heads: list[Head]
) -> tuple[list[Fault], Head | None]:
    faults, upto, head, more = list[Fault](), 0, None, True
    while more:
        found = await verified(connection, service, org_id, upto, heads)
        faults, upto, head, more = faults + found.faults, found.upto, found.head or head, found.more
    return faults, head


def _head(kept: str) -> Head:
    number, hash = kept.split(":")
    return Head(int(number), bytes.fromhex(hash))


if __name__ == "__main__":
    typer.run(main)
