"""What the counters say of an organisation beside what counting everything anew says; empty where they agree."""

from uuid import UUID

import asyncpg

RECOUNTED = """
    SELECT measure, public, since, score, person_id, sum(value) AS value FROM (
        SELECT found.* FROM (SELECT array_agg(org_id) AS orgs, array_agg(id) AS ids
            FROM performance.goals WHERE org_id = $1) AS given
        CROSS JOIN LATERAL performance.counts_of_goals(orgs, ids) AS found
        UNION ALL
        SELECT found.* FROM (SELECT array_agg(org_id) AS orgs, array_agg(id) AS ids
            FROM performance.people WHERE org_id = $1) AS given
        CROSS JOIN LATERAL performance.counts_of_people(orgs, ids) AS found
        UNION ALL
        SELECT found.* FROM (SELECT array_agg(org_id) AS orgs, array_agg(id) AS ids
            FROM performance.org_units WHERE org_id = $1) AS given
        CROSS JOIN LATERAL performance.counts_of_org_units(orgs, ids) AS found
    ) AS counted GROUP BY measure, public, since, score, person_id HAVING sum(value) <> 0
"""
HOLDERS = "'holding', 'holding_publicly', 'busy', 'busy_publicly'"
KEPT = f"""
    SELECT measure, public, since, score, person_id, sum(value) AS value FROM (
        SELECT measure, public, since, score, NULL::uuid AS person_id, value FROM performance.counters
        WHERE org_id = $1 AND measure NOT IN ({HOLDERS})
        UNION ALL
        SELECT measure, public, since, score, person_id, value FROM performance.changes(false) WHERE org_id = $1
        UNION ALL
        SELECT said.measure, said.public, '-infinity', 0, person_id, said.value
        FROM performance.counted_people CROSS JOIN LATERAL (VALUES
            ('employed', true, employed), ('held', true, held_publicly), ('held', false, held - held_publicly),
            ('busy', true, busy_publicly), ('busy', false, busy - busy_publicly)) AS said (measure, public, value)
        WHERE org_id = $1
    ) AS kept GROUP BY measure, public, since, score, person_id HAVING sum(value) <> 0
"""


async def differences(sql: asyncpg.Connection, org_id: UUID) -> list[str]:
    recounted = {tuple(row) for row in await sql.fetch(RECOUNTED, org_id)}
    return sorted(map(str, recounted ^ {tuple(row) for row in await sql.fetch(KEPT, org_id)}))
