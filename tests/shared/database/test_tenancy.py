"""One organisation's rows are nobody else's: by the catalog, and by SQL as the app role."""

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from shared.database.roles import role_url
from tests.contracts.tenancy import faults, leaks

SERVICES = ["performance", "quality"]

BAD_TABLES = {
    "no tenant": "CREATE TABLE performance.planted (id uuid PRIMARY KEY)",
    "key without tenant": "CREATE TABLE performance.planted (org_id uuid NOT NULL, id uuid PRIMARY KEY)",
    "not isolated": "CREATE TABLE performance.planted (org_id uuid NOT NULL, id uuid, PRIMARY KEY (org_id, id))",
    "reference without tenant": """
        CREATE TABLE performance.planted (org_id uuid NOT NULL, id uuid, person_id uuid, PRIMARY KEY (org_id, id));
        CREATE UNIQUE INDEX planted_people ON performance.people (id);
        ALTER TABLE performance.planted ADD FOREIGN KEY (person_id) REFERENCES performance.people (id)""",
    "unique across organisations": "CREATE UNIQUE INDEX planted ON performance.people (id)",
    "policy dropped": "DROP POLICY tenant ON performance.goals",
    "policy for everybody": "CREATE POLICY planted ON performance.goals USING (true)",
    "not forced": "ALTER TABLE performance.goals NO FORCE ROW LEVEL SECURITY",
    "app role above the policies": "ALTER ROLE mettle_performance_app BYPASSRLS",
}


@pytest.mark.parametrize("service", SERVICES)
async def test_the_catalog_keeps_organisations_apart(migrated, sql, service):
    await migrated(service)
    assert await faults(sql, service) == []


@pytest.mark.parametrize("planted", BAD_TABLES)
async def test_a_planted_fault_is_found(migrated, sql, planted):
    await migrated("performance")
    change = sql.transaction()
    await change.start()
    try:
        await sql.execute(BAD_TABLES[planted])
        assert await faults(sql, "performance") != []
    finally:
        await change.rollback()


async def test_the_app_role_sees_no_row_of_another_organisation(make, sql):
    await make.active_goal(await make.person(lead=await make.person()))
    transaction = sql.transaction()
    await transaction.start()
    assert await leaks(sql, "performance", uuid7()) == []
    await transaction.rollback()


async def test_a_dropped_policy_shows_at_once(make, sql):
    await make.goal(await make.person())
    transaction = sql.transaction()
    await transaction.start()
    await sql.execute(
        "DROP POLICY tenant ON performance.goals; ALTER TABLE performance.goals DISABLE ROW LEVEL SECURITY"
    )
    assert await leaks(sql, "performance", uuid7()) == ["goals"]
    await transaction.rollback()


@pytest.fixture
async def app_role(migrated):
    connection = await asyncpg.connect(role_url(await migrated("performance"), "performance", "app"))
    yield connection
    await connection.close()


async def test_without_an_organisation_the_app_role_sees_nothing_and_writes_nothing(make, app_role):
    await make.person()
    assert await app_role.fetchval("SELECT count(*) FROM performance.people") == 0
    with pytest.raises(asyncpg.PostgresError):
        await app_role.execute("INSERT INTO performance.org_units (id, code, version) VALUES ($1, 'x', 1)", uuid7())


async def test_the_app_role_cannot_write_into_another_organisation_or_refer_to_its_rows(make, app_role, org):
    person = await make.person()
    other = uuid7()
    await app_role.execute("SELECT set_config('app.org_id', $1, false)", str(other))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_role.execute(
            "INSERT INTO performance.org_units (org_id, id, code, version) VALUES ($1, $2, 'x', 1)",
            org,
            uuid7(),
        )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await app_role.execute(
            "INSERT INTO performance.person_links (id, person_id, source, external_id, version)"
            " VALUES ($1, $2, 'x', 'x', 1)",
            uuid7(),
            person.id,
        )
    assert await app_role.execute("UPDATE performance.people SET time_zone = 'x'") == "UPDATE 0"
    assert await app_role.execute("DELETE FROM performance.people") == "DELETE 0"


async def test_the_app_role_cannot_change_what_happened(make, app_role, org):
    await make.person()
    await app_role.execute("SELECT set_config('app.org_id', $1, false)", str(org))
    assert await app_role.fetchval("SELECT count(*) FROM performance.events") == 1
    for statement in ("UPDATE performance.events SET type = 'x'", "DELETE FROM performance.events"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app_role.execute(statement)
