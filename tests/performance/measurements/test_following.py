"""What a batch leaves for whoever follows a standard."""

import json
from datetime import UTC, datetime
from uuid import UUID

from services.performance.measurements.queries import measured_of
from services.performance.measurements.rules import FOLLOW_STANDARD
from shared.auth.actor import Actor
from shared.work import Reading


async def test_who_follows_a_standard_hears_once_a_batch_of_whom_there_is_something_new(app, client, make, sql):
    person = await make.person()
    first, second, other = await make.standard("first"), await make.standard("second"), await make.person()
    program, row = client(None, "productivity:write"), make.measurement(first, person)
    moved = row | {"standard_id": str(second.id), "person_id": str(other.id), "supersedes": True}
    for rows in ([row, make.measurement(first, person)], [row], [moved]):
        assert (await program.post("/v1/measurements:batch", json={"source": "mes", "rows": rows})).status_code == 200
    queue = app.state.house.queue.schema
    left = await sql.fetch(
        f"SELECT payload FROM {queue}.pgqueuer WHERE entrypoint = $1 AND convert_from(payload, 'UTF8') LIKE $2",
        FOLLOW_STANDARD, f"%{first.org_id}%",
    )  # fmt: skip
    errands = [json.loads(one["payload"])["payload"] for one in left]
    actor = Actor(first.org_id, person.id, "job", frozenset())
    async with app.state.house.database.reading(first.org_id) as connection:
        work = Reading(connection, actor, datetime.now(UTC), app.state.house.cursors)
        heard = [
            (errand["standard_id"], {subject.id for subject in await measured_of(work, **_ids(errand))})
            for errand in errands
        ]
    expected = [(first, {person.id}), (first, {person.id}), (second, {other.id})]
    assert sorted(heard, key=str) == sorted(((str(standard.id), of) for standard, of in expected), key=str)


def _ids(errand):
    return {name: UUID(id) for name, id in errand.items()}
