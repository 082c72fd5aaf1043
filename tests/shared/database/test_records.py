"""Whatever refers to another record is found by an index, as the catalog has it."""

import pytest

BARE = """
    SELECT conrelid::regclass || '.' || conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = $1::regnamespace AND NOT EXISTS (
        SELECT FROM pg_index
        WHERE indrelid = conrelid AND (indkey::int2[])[0:cardinality(conkey) - 1] = conkey
            AND coalesce(pg_get_expr(indpred, indrelid) LIKE '(%_id IS NOT NULL)', true)
    )
"""


@pytest.mark.parametrize("service", ["performance", "quality"])
async def test_every_reference_has_an_index(migrated, sql, service):
    await migrated(service)
    assert await sql.fetch(BARE, service) == []


async def test_an_index_of_some_rows_does_not_stand_for_all(migrated, sql):
    await migrated("performance")
    change = sql.transaction()
    await change.start()
    try:
        await sql.execute("DROP INDEX performance.ix_goals_owner_id")
        assert [row[0] for row in await sql.fetch(BARE, "performance")] == ["performance.goals.fk_goals_owner_id"]
    finally:
        await change.rollback()
