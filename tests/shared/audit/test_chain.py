"""Whoever changes what happened is found out; each test is one way to try."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import asyncpg
import pytest

from deploy.verify_audit import verify_all
from shared.database.roles import role_url
from shared.sequencer import DIGEST, FACTS

EVENTS = 4


class Trail:
    """Some sealed events of one organisation, an administrator who tampers, and an auditor."""

    def __init__(self, auditor, sql, org):
        self.auditor, self.sql, self.org = auditor, sql, org

    async def verify(self, *heads):
        answer = await self.auditor.get("/v1/audit/verify", params={"head": heads})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def head(self):
        head = (await self.verify())["head"]
        return f"{head['batch']}:{head['hash']}"

    async def tamper(self, statement):
        """`statement` speaks of the organisation as $1."""
        done = await self.sql.execute(statement, self.org)
        assert not done.endswith(" 0"), done


@pytest.fixture
async def trail(client, make, sql, org):
    for _ in range(EVENTS):
        await make.person()
        await asyncio.sleep(0.15)
    async with asyncio.timeout(20):
        numbered = "SELECT count(seq) FROM performance.events WHERE org_id = $1"
        while await sql.fetchval(numbered, org) < EVENTS:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return Trail(client(None, "audit:read"), sql, org)


async def test_an_untouched_trail_is_intact_to_its_last_event(trail):
    found = await trail.verify()
    assert (found["intact"], found["faults"], found["more"]) == (True, [], False)
    assert found["verified_to"] == found["head"]["batch"]
    assert (await trail.verify(await trail.head()))["intact"]


EDITS = {
    "an edit": "UPDATE performance.events SET data = '{\"forged\": true}' WHERE org_id = $1 AND seq = 2",
    "another actor": "UPDATE performance.events SET actor_id = gen_random_uuid() WHERE org_id = $1 AND seq = 2",
    "a changed time": "UPDATE performance.events SET at = at + interval '1 microsecond' WHERE org_id = $1 AND seq = 2",
    "a deletion": "DELETE FROM performance.events WHERE org_id = $1 AND seq = 2",
    "a cut tail that left its seal": f"DELETE FROM performance.events WHERE org_id = $1 AND seq = {EVENTS}",
    "an insertion": """
        INSERT INTO performance.events (org_id, id, seq, type, record_id, record_version, actor_id, at, data)
        SELECT org_id, gen_random_uuid(), 99, type, record_id, record_version, actor_id, at, data
        FROM performance.events WHERE org_id = $1 AND seq = 2""",
    "another time of a seal": """
        UPDATE performance.event_batches SET sealed_at = sealed_at - interval '1 day'
        WHERE org_id = $1 AND number = 1""",
    "a batch that is gone": """
        WITH gone AS (DELETE FROM performance.event_batches WHERE org_id = $1 AND number = 1 RETURNING *)
        DELETE FROM performance.events AS event USING gone
        WHERE event.org_id = gone.org_id AND seq BETWEEN first_seq AND last_seq""",
}


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edit_is_found(trail, edit):
    await trail.tamper(EDITS[edit])
    found = await trail.verify()
    assert not found["intact"]
    assert found["faults"]


async def test_a_swap_of_two_events_is_found(trail):
    for there, here in ((2, -1), (3, 2), (-1, 3)):
        await trail.tamper(f"UPDATE performance.events SET seq = {here} WHERE org_id = $1 AND seq = {there}")
    assert not (await trail.verify())["intact"]


async def test_a_tail_cut_with_its_seal_is_found_by_a_head_that_was_kept(trail):
    head = await trail.head()
    await trail.tamper("""
        WITH gone AS (
            DELETE FROM performance.event_batches AS batch WHERE org_id = $1
            AND number = (SELECT max(number) FROM performance.event_batches WHERE org_id = $1) RETURNING *
        )
        DELETE FROM performance.events AS event USING gone
        WHERE event.org_id = gone.org_id AND seq BETWEEN first_seq AND last_seq""")
    assert (await trail.verify())["intact"]
    assert not (await trail.verify(head))["intact"]


REWRITE = f"""
WITH RECURSIVE digests AS (
    SELECT number, {DIGEST} AS digest FROM performance.events
    JOIN performance.event_batches AS batch USING (org_id) WHERE org_id = $1 AND seq BETWEEN first_seq AND last_seq
    GROUP BY number
), anew AS (
    SELECT 0::bigint AS number, ''::bytea AS hash, ''::bytea AS digest
    UNION ALL
    SELECT batch.number, sha256(anew.hash || digests.digest || {FACTS.replace("number", "batch.number")}),
        digests.digest
    FROM anew JOIN performance.event_batches AS batch ON batch.number = anew.number + 1 AND batch.org_id = $1
    JOIN digests ON digests.number = batch.number
)
UPDATE performance.event_batches AS batch SET hash = anew.hash, digest = anew.digest FROM anew
WHERE batch.org_id = $1 AND batch.number = anew.number
"""


async def test_a_chain_written_anew_is_found_by_a_head_that_was_kept(trail):
    head = await trail.head()
    await trail.tamper(EDITS["an edit"])
    await trail.tamper(REWRITE)
    assert (await trail.verify())["intact"]
    faults = (await trail.verify(head))["faults"]
    assert ["written anew" in fault["detail"] for fault in faults] == [True]


async def test_the_command_verifies_all_organisations_against_the_heads_it_kept(trail, migrated):
    relay = await asyncpg.connect(role_url(await migrated("performance"), "performance", "relay"))
    try:
        _, heads = await verify_all(relay, "performance", {})
        kept = {str(trail.org): heads[str(trail.org)]}
        await trail.tamper(EDITS["a changed time"])
        await trail.tamper(REWRITE)
        faults, _ = await verify_all(relay, "performance", kept)
        assert [fault for fault in faults if str(trail.org) in fault]
    finally:
        await relay.close()


async def test_what_is_sealed_can_be_worked_out_without_the_database(trail):
    """The format is ours and simple: whoever holds a dump can verify it."""
    before = b""
    for batch in await trail.sql.fetch(
        "SELECT * FROM performance.event_batches WHERE org_id = $1 ORDER BY number", trail.org
    ):
        lines = await trail.sql.fetch(
            "SELECT *, data::text AS written_data FROM performance.events"
            " WHERE org_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq",
            trail.org, batch["first_seq"], batch["last_seq"],
        )  # fmt: skip
        digest = sha256(b"".join(sha256(line_of(row).encode()).digest() for row in lines)).digest()
        facts = [trail.org, batch["number"], batch["first_seq"], batch["last_seq"], micros(batch["sealed_at"])]
        before = sha256(before + digest + "\n".join(map(str, facts)).encode()).digest()
        assert (batch["digest"], batch["hash"]) == (digest, before)


def line_of(row):
    names = ("seq", "id", "type", "record_id", "record_version", "actor_id")
    told = [*(row[name] for name in names), micros(row["at"]), row["request_id"] or "", row["written_data"]]
    return "\n".join(map(str, told))


def micros(at):
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
