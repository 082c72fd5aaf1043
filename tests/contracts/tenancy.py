"""What the catalog must say for one organisation never to see, count or refer to another's rows."""

from typing import Any

import asyncpg

FAULTS = """
WITH tables AS (
    SELECT class.oid, class.relname, class.relrowsecurity, class.relforcerowsecurity, class.relowner,
        EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = class.oid AND a.attname = 'org_id' AND a.attnotnull
        ) AS tenant,
        (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = class.oid AND a.attname = 'org_id') AS org_column
    FROM pg_class class
    WHERE class.relnamespace = $1::regnamespace AND class.relkind IN ('r', 'p') AND class.relname <> 'alembic_version'
), policies AS (
    SELECT polrelid, polname, polroles,
        pg_get_expr(polqual, polrelid) AS seen, pg_get_expr(polwithcheck, polrelid) AS written
    FROM pg_policy
)
SELECT relname, 'has no org_id that is never null' AS fault FROM tables WHERE NOT tenant
UNION ALL
SELECT relname, 'row-level security is not enabled and forced' FROM tables
WHERE NOT (relrowsecurity AND relforcerowsecurity)
UNION ALL
SELECT relname, 'has no tenant policy for reading and writing' FROM tables WHERE NOT EXISTS (
    SELECT FROM policies WHERE polrelid = tables.oid AND polname = 'tenant' AND seen = written
    AND seen LIKE '%current_setting(''app.org_id''::text, true)%')
UNION ALL
SELECT relname, 'policy ' || polname || ' shows rows to more than the relay' FROM tables JOIN policies ON polrelid = oid
WHERE polname <> 'tenant' AND polroles <> ARRAY[(SELECT oid FROM pg_roles WHERE rolname = $2)]
UNION ALL
SELECT relname, conname || ' does not begin with org_id' FROM tables JOIN pg_constraint ON conrelid = tables.oid
WHERE contype IN ('p', 'u', 'f') AND conkey[1] IS DISTINCT FROM org_column
UNION ALL
SELECT relname, conname || ' refers to no org_id' FROM tables JOIN pg_constraint ON conrelid = tables.oid
WHERE contype = 'f' AND confkey[1] IS DISTINCT FROM (
    SELECT attnum FROM pg_attribute WHERE attrelid = confrelid AND attname = 'org_id')
UNION ALL
SELECT relname, indexrelid::regclass || ' is unique across organisations' FROM tables
JOIN pg_index ON indrelid = tables.oid WHERE indisunique AND indkey[0] IS DISTINCT FROM org_column
UNION ALL
SELECT relname, 'belongs to the app role' FROM tables WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = $3)
UNION ALL
SELECT rolname, 'is above row-level security' FROM pg_roles
WHERE rolname IN ($2, $3) AND (rolsuper OR rolbypassrls OR rolcreaterole)
ORDER BY 1, 2
"""


async def faults(connection: asyncpg.Connection, schema: str) -> list[str]:
    """Empty when every table of the schema keeps organisations apart."""
    rows = await connection.fetch(FAULTS, schema, f"mettle_{schema}_relay", f"mettle_{schema}_app")
    return [f"{row['relname']}: {row['fault']}" for row in rows]


async def leaks(connection: asyncpg.Connection, schema: str, other_org: Any) -> list[str]:
    """Tables in which the app role, bound to an organisation without rows, sees or changes somebody's."""
    tables = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'"
        " AND relname <> 'alembic_version'",
        schema,
    )
    await connection.execute(f"SET LOCAL ROLE mettle_{schema}_app; SET LOCAL app.org_id = '{other_org}'")
    seen = [
        row["relname"]
        for row in tables
        if await connection.fetchval(f"SELECT count(*) FROM {schema}.{row['relname']}")  # from the catalog
    ]
    await connection.execute("RESET ROLE")
    return seen
